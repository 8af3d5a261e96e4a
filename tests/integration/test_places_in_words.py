"""A place told in words has no point: none for the city, none for the public, whichever way either looks."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from liaison_app.adapters.open311_post import fields_of
from liaison_app.api.atom import FeedPlace, written
from liaison_app.api.open_data_files import CsvForm, GeoJsonForm
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import FilingLimits, PlaceHow, TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import NO_CELL, Bounds, LatLon, tile_of
from liaison_app.domain.ids import ServiceCode, TicketId, new_ref
from liaison_app.domain.map_feed import MapFilter, Show, Tile
from liaison_app.domain.months import Month
from liaison_app.domain.open_data import ExportFilter
from liaison_app.domain.told_requests import RequestQuestion
from liaison_app.models import CityService, Ticket
from liaison_app.services import (
    feeds,
    map_feed,
    open311_reading,
    open_data_files,
    place_finding,
    receipts,
    ticket_checking,
    ticket_finding,
    ticket_reading,
    view_pictures,
)
from liaison_app.services.nearby import nearby
from liaison_app.services.outgoing_request import outgoing
from liaison_app.services.ticket_filing import file
from liaison_app.wording.feeds import say_all
from liaison_app.wording.finding import match_line
from liaison_app.wording.map import list_line
from liaison_app.wording.receipt import say_receipt
from liaison_app.wording.report_check import say_check
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import COBBS_CREEK, World

MIDDLE = LatLon(39.951, -75.239)
AROUND = Bounds.around(MIDDLE, 500)
WORDS = "Behind the rec center, by Mrs Green's gate"
DUMPING = ServiceCode("SR-ST02")


@pytest.fixture
def liaison(world):
    return world.account()


def in_words(world, by, **given) -> TicketId:
    """A ticket whose place was told in words; its row lies on the middle of its neighborhood."""
    return world.ticket(by, at=MIDDLE, is_in_words=True, address=WORDS, public_address="Cobbs Creek", **given)


def seen_at(world, view, **wanted):
    return world.app.use(ticket_finding.in_view, view=view, wanted=MapFilter(**wanted), after="")


def test_no_tile_shows_it_and_its_neighborhood_counts_it(world, liaison):
    in_words(world, liaison)
    for zoom in range(9, 21):
        at = Tile.parse(zoom, *tile_of(MIDDLE, zoom))
        for wanted in (MapFilter(), MapFilter(neighborhood_id=COBBS_CREEK), MapFilter(since=Month(202611))):
            found = world.app.use(map_feed.tile, at=at, wanted=wanted)
            assert (found.clusters, found.pins) == ((), ()), zoom
    (here,) = world.app.use(map_feed.neighborhoods, wanted=MapFilter())
    assert (here.tally.count, here.tally.open) == (1, 1)


@pytest.mark.parametrize("few", [ticket_finding.FEW, 0], ids=["sorted", "walked"])
def test_it_is_in_the_list_of_all_and_in_no_view(world, liaison, monkeypatch, few):
    told, pinned = in_words(world, liaison), world.ticket(liaison, at=MIDDLE)
    monkeypatch.setattr(ticket_finding, "FEW", few)
    assert [card.id for card in seen_at(world, AROUND).cards] == [pinned]
    assert seen_at(world, AROUND).tally.count == 1
    everywhere = seen_at(world, None)
    assert {card.id for card in everywhere.cards} == {told, pinned}
    assert everywhere.tally.count == 2
    lines = {card.id: list_line(card, everywhere.today) for card in everywhere.cards}
    assert (lines[told]["place"], lines[told]["at"]) == ("Cobbs Creek", None)
    assert lines[pinned]["at"] == [39.951, -75.239]


def test_a_picture_of_the_map_has_no_dot_for_it(world, liaison):
    told, pinned = in_words(world, liaison), world.ticket(liaison, at=MIDDLE)
    found = world.app.use(view_pictures.picture_of, wanted=MapFilter(show=Show.ALL, neighborhood_id=COBBS_CREEK))
    assert [dot.at for dot in found.dots] == [MIDDLE]
    assert {card.id for card in found.cards} == {told, pinned}


def test_it_is_near_to_nothing(world, liaison):
    """Neither somebody else's nor one's own is offered to be followed instead."""
    for by in (liaison, world.account()):
        in_words(world, by)
    around = world.app.use(nearby, actor=liaison, at=MIDDLE, service_code=DUMPING)
    assert around.rows == ()


def test_what_was_not_to_be_sent_is_not_offered_as_open(world, liaison):
    given = {"at": MIDDLE, "delivery": Delivery.WITHDRAWN, "visibility": "private"}
    world.ticket(liaison, **given)
    still_there = world.ticket(liaison, at=MIDDLE, delivery=Delivery.QUEUED)
    around = world.app.use(nearby, actor=liaison, at=MIDDLE, service_code=DUMPING)
    assert [row.near.card.id for row in around.rows] == [still_there]


@pytest.mark.parametrize("few", [open311_reading.FEW, 0], ids=["sorted", "walked"])
def test_other_software_reads_it_without_a_point(world, liaison, monkeypatch, few):
    monkeypatch.setattr(open311_reading, "FEW", few)
    told = in_words(world, liaison)

    def read(**asked):
        return world.app.use(open311_reading.list_, question=RequestQuestion(**asked)).rows

    (row,) = read()
    assert (row.id, row.at, row.address, row.neighborhood_id) == (told, None, "Cobbs Creek", COBBS_CREEK)
    assert read(near=(MIDDLE, 500.0)) == read(box=AROUND) == ()


def test_files_leave_its_coordinates_empty(world, liaison):
    in_words(world, liaison)

    def exported(**asked):
        given = {"wanted": ExportFilter.parse(asked), "after": None, "size": 9, "public_url": "https://x.example"}
        return world.app.use(open_data_files.chunk, **given).rows

    rows = exported()
    head, line = csv.reader((CsvForm().start() + CsvForm().rows(rows, is_first=True)).splitlines())
    cells = dict(zip(head, line, strict=True))
    assert (cells["lat"], cells["long"], cells["address"]) == ("", "", "Cobbs Creek")
    feature = json.loads(GeoJsonForm().rows(rows, is_first=True))
    assert feature["geometry"] is None
    assert feature["properties"]["neighborhood"] == "Cobbs Creek"
    assert exported(bbox="-75.3,39.9,-75.2,40.0") == ()


def test_feeds_name_no_point_for_it(world, liaison):
    in_words(world, liaison)
    zone = world.app.ports["city_profile"].time_zone

    def feed() -> str:
        words = say_all(world.app.use(feeds.latest, page=1), zone)
        return written(words, FeedPlace("https://x.example", "/feeds/all.atom")).decode()

    assert "<georss:point>" not in feed()
    world.ticket(liaison, at=MIDDLE)
    assert feed().count("<georss:point>39.951000 -75.239000") == 1


def test_its_page_has_no_map_for_anybody(world, liaison):
    told = in_words(world, liaison)
    city = world.app.ports["city_profile"]
    for actor in (PUBLIC, liaison, world.account(Role.CITY), world.account(Role.COORDINATOR)):
        found = world.app.use(ticket_reading.show, actor=actor, ticket_id=told)
        assert found.spot is None
        place = ticket_page_words(found, city).place
        assert (place.map_to, place.lat, place.lon) == ("", 0.0, 0.0)
        assert place.sign.plain == ("Cobbs Creek" if actor is PUBLIC else WORDS)


def test_its_number_leads_to_its_page_and_nowhere_on_the_map(world, liaison):
    told = in_words(world, liaison)
    match = world.app.use(place_finding.named, text=told)
    line = match_line(match)
    assert (line["href"], line["at"]) == (f"/t/{told}", None)


def test_a_report_begun_from_its_receipt_is_told_in_words_too(world, liaison):
    told = in_words(world, liaison)
    receipt = world.app.use(receipts.receipt_of, actor=liaison, ticket_id=told)
    words = say_receipt(receipt, world.app.ports["city_profile"].time_zone)
    assert words.place == {"how": "words", "place_words": WORDS, "neighborhood": COBBS_CREEK}
    draft = TicketDraft.parse(words.place)
    assert (draft.has_words_for_place, draft.address, draft.at) == (True, WORDS, None)


DRAFT = TicketDraft(
    how=PlaceHow.WORDS,
    at=LatLon(39.9512, -75.2391),  # a pin from before the words
    address=WORDS,
    neighborhood_id=COBBS_CREEK,
    service_code=DUMPING,
    description="A couch on the sidewalk.",
)


def offered(world):
    fetched_at = world.clock.at
    world.add(CityService(code=DUMPING, name="Dumping", type=ServiceType.REALTIME, fetched_at=fetched_at))


def test_the_city_gets_the_words_and_no_point(world, liaison):
    offered(world)
    filed = world.app.use(file, actor=liaison, draft=replace(DRAFT, ref=new_ref()), address=WORDS)
    with world.app.database.snapshot() as snapshot:
        ticket = snapshot.db.get_one(Ticket, filed.id)
        sent = dict(fields_of(outgoing(ticket=ticket, media_links=None, snapshot=snapshot)))
    assert (ticket.is_in_words, ticket.cell, ticket.neighborhood_id) == (True, NO_CELL, COBBS_CREEK)
    assert sent["address_string"] == WORDS
    assert {"lat", "long"} & sent.keys() == set()


def test_the_check_says_so(world, liaison):
    def private(draft):
        review = world.app.use(ticket_checking.review, actor=liaison, draft=draft, locale="en", address=WORDS)
        words = say_check(review, world.app.ports["city_profile"].time_zone)
        return words.everyone[0], words.private[0]

    shown, sent = private(DRAFT)
    assert shown == "The neighborhood, without a pin, and not your words for the place: Cobbs Creek"
    assert sent == "Your words, also for the place, and your answers: the city gets them and may publish them"
    assert private(replace(DRAFT, how=PlaceHow.MAP))[1].startswith("The exact place")


def test_a_city_that_takes_no_words_is_told_nothing_made_up(database_url):
    world = World.on(database_url, filing_limits=FilingLimits(takes_words_for_place=False))
    offered(world)
    try:
        with pytest.raises(InputInvalid) as refused:
            world.app.use(file, actor=world.account(), draft=replace(DRAFT, ref=new_ref()), address=WORDS)
        assert refused.value.errors == {"place": "pin_needed"}
    finally:
        world.app.close()
