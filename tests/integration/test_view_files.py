"""A view of the map taken away as a file holds exactly the tickets that the view shows, whatever it asks for."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.open_data import ExportFilter
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.models import CityService, Neighborhood
from liaison_app.services import open_data_files, ticket_finding
from tests.builders import NOW, World

SERVICES = ("SR-ST02", "SR-ST03", "SR-LI01")
BOX = Bounds(39.94, -75.24, 39.97, -75.20)


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    made.add(Neighborhood(id="kensington", name="Kensington", lat=39.99, lon=-75.1))
    made.add(*(CityService(code=one, name=one, type=ServiceType.REALTIME, fetched_at=NOW) for one in SERVICES))
    dice = Random(7)
    for _ in range(60):
        requested_at = NOW - timedelta(days=dice.randrange(150), minutes=dice.randrange(1440))
        is_closed = dice.random() < 0.5
        made.ticket(
            None,
            service_code=dice.choice(SERVICES),
            neighborhood_id=dice.choice(("cobbs-creek", "kensington", None)),
            at=LatLon(39.92 + dice.random() / 10, -75.26 + dice.random() / 10),
            status=Status.CLOSED if is_closed else Status.OPEN,
            closed_at=NOW if is_closed else None,
            outcome=dice.choice((None, *Outcome)) if is_closed else None,
            delivery=dice.choice((Delivery.ACCEPTED, Delivery.ACCEPTED, Delivery.QUEUED)),
            visibility=dice.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PRIVATE)),
            promised_on=dice.choice((None, (requested_at + timedelta(days=20)).date(), NOW.date())),
            requested_at=requested_at,
        )
    yield made
    made.app.close()


def in_file(world, asked) -> list[str]:
    wanted, after, ids = ExportFilter.parse(asked), None, []
    while True:
        part = world.app.use(open_data_files.chunk, wanted=wanted, after=after, size=7, public_url="https://x.example")
        ids += [row.id for row in part.rows]
        if (after := part.after) is None:
            return ids


def in_view(world, asked) -> tuple[list[str], int]:
    """What the list beside the map shows of it, page by page, and how many it counts."""
    view = BOX if "box" in asked else None
    after, ids = "", []
    while True:
        page = world.app.use(ticket_finding.in_view, view=view, wanted=MapFilter.read(asked), after=after)
        ids += [card.id for card in page.cards]
        if (after := page.next_page) is None:
            return ids, page.tally.count


VIEWS = [
    *({"show": show.value} for show in Show),
    {"show": "all", "kind": "dumping"},
    {"show": "all", "kind": "no-such-kind"},
    {"show": "open", "service": "SR-LI01"},
    {"show": "all", "since": "2026-09", "until": "2026-10"},
    {"show": "late", "neighborhood": "kensington"},
    {"show": "all", "box": "39.94,-75.24,39.97,-75.20"},
    {"show": "closed", "service": "SR-ST02", "since": "2026-08", "neighborhood": "cobbs-creek", "kind": "dumping"},
]


@pytest.mark.parametrize("asked", VIEWS, ids=lambda asked: "-".join(asked.values()))
def test_the_file_of_a_view_holds_what_the_view_shows(world, asked):
    shown, count = in_view(world, asked)
    assert in_file(world, asked) == shown
    assert len(shown) == count
    assert bool(shown) == (asked.get("kind") != "no-such-kind")


def test_a_file_without_show_is_of_all(world):
    assert in_file(world, {}) == in_view(world, {"show": "all"})[0]


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"show": "lost"}, {"show": "not_a_choice"}),
        ({"since": "2026-13"}, {"since": "not_a_month"}),
        ({"since": "2026-11", "until": "2026-10"}, {"until": "not_a_choice"}),
        ({"box": "1,2,3"}, {"box": "not_a_box"}),
        ({"box": "40,-75,39,-76"}, {"box": "not_a_box"}),
        ({"kind": "k" * 65}, {"kind": "too_long"}),
        ({"box": "39,-76,40,-75", "bbox": "-76,39,-75,40"}, {"box": "not_a_choice"}),
        ({"service": "A", "service_code": "B"}, {"service": "not_a_choice"}),
        ({"since": "2026-10", "start_date": "2026-10-05"}, {"since": "not_a_choice"}),
    ],
)
def test_what_cannot_be_asked_for_is_refused(asked, errors):
    with pytest.raises(InputInvalid) as invalid:
        ExportFilter.parse(asked)
    assert invalid.value.errors == errors


def test_months_are_taken_from_their_first_to_their_last_day():
    wanted = ExportFilter.parse({"since": "2026-02", "until": "2026-02"})
    assert (wanted.start_date, wanted.end_date) == (date(2026, 2, 1), date(2026, 2, 28))
