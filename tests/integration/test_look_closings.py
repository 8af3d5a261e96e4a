"""Which closing a look is about: what a newer closing has replaced counts no more, wherever the news come from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison_app.domain.access import Role
from liaison_app.domain.city import CityRequest, CityUpdate
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.open_data_records import OpenRecord
from liaison_app.domain.tickets import ChangeKind, Outcome, Standing, Status, TicketOrigin
from liaison_app.models import Ticket
from liaison_app.services import looks_due, photos
from liaison_app.services.city_news import take_record, take_updates
from liaison_app.services.giving_way import give_way
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_amending import amend, refresh
from liaison_app.wording.looks import cards_to_see
from tests.builders import A_DAY, NOW
from tests.integration.test_looks import (
    TODAY,
    closed,
    co_signer,
    follower,
    looks_at,
    own_photo,
    record,
    row,
    saw,
    shown,
    words,
)

AN_HOUR = timedelta(hours=1)
NUMBER = ServiceRequestId("17217527")
PLACES = NearestPlaces(())


@pytest.fixture
def owner(world):
    return world.account(name="Rosa Medina")


@pytest.fixture
def ticket(world, owner):
    """Closed, and seen fixed."""
    found = closed(world, owner, service_request_id=NUMBER)
    record(world, owner, found, saw("fixed"))
    return found


def poll(world, *steps: tuple[Status, timedelta]):
    """One poll that brings steps, each so long after now, and the clock is past them."""
    told = [CityUpdate(f"u{after}", NUMBER, status, status.value, NOW + after) for status, after in steps]
    world.clock.at = max(world.clock.at, told[-1].updated_at)

    def taking(*, uow):
        take_updates(told, world.clock.at, world.app.ports["city_profile"].time_zone, uow)

    world.app.use(taking)


def opened_and_closed(world, *, in_one: bool):
    steps = [(Status.OPEN, 2 * AN_HOUR), (Status.CLOSED, 20 * AN_HOUR)]
    for some in [steps] if in_one else [[step] for step in steps]:
        poll(world, *some)


@pytest.mark.parametrize("in_one", [False, True])
def test_opened_and_closed_again_is_a_new_closing_however_many_polls_tell_it(world, owner, ticket, in_one):
    opened_and_closed(world, in_one=in_one)
    now = row(world, ticket)
    assert (now.status, now.outcome, now.closed_at) == (Status.CLOSED, None, NOW + 20 * AN_HOUR)
    said = [one.word for one in shown(world, owner, ticket).changes if one.kind is ChangeKind.STATUS]
    assert said == ["closed", "open", "closed"]
    assert [one.card.id for one in world.app.use(looks_due.list_to_see, actor=owner).rows] == [ticket]


def test_what_says_the_same_status_once_more_is_no_new_closing(world, ticket):
    poll(world, (Status.CLOSED, AN_HOUR), (Status.CLOSED, 2 * AN_HOUR))
    now = row(world, ticket)
    assert (now.outcome, now.closed_at) == (Outcome.FIXED, NOW - 2 * A_DAY)


@pytest.mark.parametrize(
    ("steps", "at"),
    [
        ([Status.CLOSED, Status.CLOSED], AN_HOUR),
        ([Status.OPEN, Status.CLOSED], 2 * AN_HOUR),
        ([Status.CLOSED, Status.OPEN, Status.CLOSED, Status.CLOSED], 3 * AN_HOUR),
    ],
)
def test_the_first_step_of_the_last_closing_brought_it(world, owner, steps, at):
    ticket = world.ticket(owner, service_request_id=NUMBER)
    poll(world, *((status, n * AN_HOUR) for n, status in enumerate(steps, start=1)))
    assert row(world, ticket).closed_at == NOW + at


def told_by_open_data(closed_at) -> OpenRecord:
    return OpenRecord(
        number=NUMBER,
        service_code="SR-ST02",
        service_name="Illegal Dumping",
        status=Status.CLOSED,
        status_notes="Done again.",
        agency="",
        notice="",
        requested_at=NOW - 9 * A_DAY,
        updated_at=closed_at,
        expected_at=None,
        promised_on=None,
        closed_at=closed_at,
        address="5201 Market St",
        at=LatLon(39.9584, -75.2250),
        media_url="",
        is_private=False,
        is_house_linked=False,
    )


def amended(world, ticket_id, closed_at):
    def amending(*, uow):
        amend(uow.db.get_one(Ticket, ticket_id), told_by_open_data(closed_at), PLACES, now=world.clock.at, uow=uow)

    world.app.use(amending)


def test_open_data_that_tells_a_later_closing_takes_the_outcome_with_it(world):
    ticket = closed(world, None, origin=TicketOrigin.OPEN_DATA, service_request_id=NUMBER)
    looker = follower(world, ticket)
    record(world, looker, ticket, saw("fixed"))
    world.clock.at = NOW + 6 * A_DAY
    amended(world, ticket, NOW - 2 * A_DAY)
    assert row(world, ticket).outcome is Outcome.FIXED, "the same closing as before"
    amended(world, ticket, NOW + 5 * A_DAY)
    now, detail = row(world, ticket), shown(world, looker, ticket)
    assert (now.closed_at, now.outcome) == (NOW + 5 * A_DAY, None)
    assert (detail.card.standing, detail.look.has_looks) == (Standing.CLOSED, False)
    assert [one.card.id for one in world.app.use(looks_due.list_to_see, actor=looker).rows] == [ticket]


def test_a_row_that_closes_what_we_hold_open_lets_later_looks_count(world, owner):
    """As after a copy gave way: the looks are there before the closing is told."""
    ticket = world.ticket(owner, service_request_id=NUMBER)
    world.change(ticket, ChangeKind.OUTCOME, word="partly", seen_on=TODAY, by=owner.account_id)
    world.app.use(refresh, ticket_id=ticket, record=told_by_open_data(NOW - A_DAY))
    assert row(world, ticket).outcome is Outcome.PARTLY


@pytest.mark.parametrize("is_step", [True, False])
def test_what_was_seen_of_a_copy_counts_once_our_ticket_is_closed_too(world, owner, is_step):
    """The usual order: the number is learned while ours is open; the next poll closes it."""
    ours = world.ticket(owner, service_request_id=None, delivery="awaiting_id")
    copy = closed(world, None, origin=TicketOrigin.CITY, service_request_id=NUMBER)
    looker = follower(world, copy)
    record(world, looker, copy, saw("not_fixed"))

    def giving_way(*, uow):
        ticket = uow.db.get_one(Ticket, ours)
        give_way(NUMBER, ticket, uow)
        ticket.service_request_id, ticket.delivery = NUMBER, "accepted"

    world.app.use(giving_way)
    assert row(world, ours).outcome is None, "it is open"

    def closing(*, uow, city_profile):
        if is_step:
            take_updates(
                [CityUpdate("u9", NUMBER, Status.CLOSED, "closed", NOW - 2 * A_DAY)], NOW, city_profile.time_zone, uow
            )
            return
        told = CityRequest(NUMBER, Status.CLOSED, "closed", updated_at=NOW - 2 * A_DAY)
        take_record(uow.db.get_one(Ticket, ours), told, asked_at=NOW, city_profile=city_profile, now=NOW, uow=uow)

    world.app.use(closing)
    assert (row(world, ours).status, row(world, ours).outcome) == (Status.CLOSED, Outcome.NOT_FIXED)
    assert shown(world, looker, ours).card.standing is Standing.NOT_FIXED
    assert [one.by for one in looks_at(world, ours)] == [looker.account_id]


def test_the_newest_of_both_tickets_counts_when_a_copy_gives_way(world, owner, ticket):
    """Ours was seen fixed today, the copy not fixed yesterday."""
    copy = closed(world, None, origin=TicketOrigin.CITY, service_request_id="17200099")
    world.clock.at = NOW + AN_HOUR
    record(world, follower(world, copy), copy, saw("not_fixed", on=TODAY - A_DAY))

    def giving_way(*, uow):
        give_way("17200099", uow.db.get_one(Ticket, ticket), uow)

    world.app.use(giving_way)
    assert row(world, ticket).outcome is Outcome.FIXED
    world.clock.at = NOW + 2 * AN_HOUR
    record(world, follower(world, ticket), ticket, saw("partly"))
    assert row(world, ticket).outcome is Outcome.PARTLY


def test_each_look_says_whether_it_is_of_this_closing_and_the_page_names_no_day_of_another(world, owner, ticket):
    assert words(world, owner, ticket).headline == "Seen fixed 11 Dec"
    opened_and_closed(world, in_one=False)
    detail = shown(world, owner, ticket)
    looks = [one.is_of_closing for one in detail.changes if one.kind is ChangeKind.OUTCOME]
    assert (looks, detail.custody.looked_on) == ([False], None)
    world.clock.at = NOW + 2 * A_DAY
    record(world, owner, ticket, saw("fixed", on=TODAY + 2 * A_DAY))
    detail = shown(world, owner, ticket)
    looks = [one.is_of_closing for one in detail.changes if one.kind is ChangeKind.OUTCOME]
    assert (looks, detail.custody.looked_on) == ([True, False], TODAY + 2 * A_DAY)
    assert not any(one.is_of_closing for one in detail.changes if one.kind is not ChangeKind.OUTCOME)


def test_before_and_after_shows_no_photo_of_a_closing_that_is_over(world, owner):
    ticket = closed(world, owner, service_request_id=NUMBER)
    world.photo(ticket, owner, approved_at=NOW)
    key = own_photo(world, owner)
    record(world, owner, ticket, saw("fixed", photo=[key]))
    assert key in words(world, owner, ticket).photos.pair.after.address
    opened_and_closed(world, in_one=True)
    pictures = words(world, owner, ticket).photos
    assert not pictures.pair.is_shown
    assert len(pictures.others) == 2, "it stays in the history"


def test_before_and_after_shows_what_counts_and_not_what_was_seen_otherwise(world, owner):
    """The look that counts has no photo: one that saw something else is no "after" of it, one that saw the same is."""
    ticket = closed(world, owner)
    world.photo(ticket, owner, approved_at=NOW)
    keys = [own_photo(world, owner) for _ in range(2)]
    record(world, owner, ticket, saw("not_fixed", on=TODAY - A_DAY, photo=[keys[0]]))
    world.clock.at = NOW + AN_HOUR
    record(world, owner, ticket, saw("fixed", photo=[keys[1]]))
    world.clock.at = NOW + 2 * AN_HOUR
    record(world, co_signer(world, ticket), ticket, saw("not_fixed"))
    assert keys[0] in words(world, owner, ticket).photos.pair.after.address


def test_a_photo_of_an_earlier_day_that_comes_late_is_not_how_it_is_now(world, owner):
    ticket = closed(world, owner)
    world.photo(ticket, owner, approved_at=NOW)
    newest, late = own_photo(world, owner), own_photo(world, owner)
    record(world, owner, ticket, saw("fixed", photo=[newest]))
    record(world, owner, ticket, saw("fixed", on=TODAY - A_DAY, photo=[late]))
    world.app.use(photos.review, actor=world.account(Role.COORDINATOR), key=late, is_approved=True)
    assert newest in words(world, owner, ticket).photos.pair.after.address


def test_what_was_closed_nobody_knows_when_is_listed_after_what_can_be_seen_in_time(world, owner):
    undated = closed(world, owner)
    old = closed(world, owner)

    def forgetting(*, uow):
        for ticket_id, told in ((undated, NOW - 5 * A_DAY), (old, NOW - 40 * A_DAY)):
            ticket = uow.db.get_one(Ticket, ticket_id)
            ticket.closed_at, ticket.status_told_at = None, told

    world.app.use(forgetting)
    in_time = closed(world, owner, closed_at=NOW - AN_HOUR)
    longer_ago = closed(world, owner, closed_at=NOW - 6 * A_DAY)
    found = world.app.use(looks_due.list_to_see, actor=owner)
    assert [one.card.id for one in found.rows] == [in_time, undated, longer_ago]
    assert [one.due_at is None for one in found.rows] == [False, True, False]
    said = [card.badges[0].words for card in cards_to_see(found) if card.badges]
    assert "Overdue. It still counts if you look." in said
    record(world, owner, undated, saw("fixed"))
    assert undated not in [one.card.id for one in world.app.use(looks_due.list_to_see, actor=owner).rows]
