"""The map's counts are plain counts: tiles, neighborhoods and lists agree with a loop over the rows."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event

from liaison_app import models
from liaison_app.cities import city_folder, read_profile
from liaison_app.db import Database
from liaison_app.domain.access import Role
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds, LatLon, cell_of, tile_of
from liaison_app.domain.guidance import ServiceGuide
from liaison_app.domain.map_feed import MapFilter, Show, Tile
from liaison_app.domain.months import month_of
from liaison_app.domain.tickets import Axes, Outcome, Standing, Status, Visibility, standing_of
from liaison_app.services import map_feed, ticket_finding, view_tallies
from tests.tables import create_tables

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
CITY = read_profile(city_folder())
TODAY = NOW.astimezone(CITY.time_zone).date()
KINDS = {"SR-ST02": "dumping", "SR-ST04": "light", "SR-PD01": "car"}


class Icons:
    """Guidance that knows the icons of three services."""

    def of(self, code):
        return ServiceGuide(code, icon=KINDS[code])

    def find(self, _text, _locale):
        return ()


class FixedClock:
    def now(self):
        return NOW


def ticket(number: int, dice: Random) -> models.Ticket:
    at = LatLon(39.95 + dice.random() / 20, -75.23 + dice.random() / 20)
    days = dice.randint(0, 300)
    return models.Ticket(
        id=f"T-{number:06d}",
        ref=f"NL-{number:016d}",
        filed_by="liaison",
        service_code=dice.choice(list(KINDS)),
        service_name="Any",
        lat=at.lat,
        lon=at.lon,
        public_lat=at.lat,
        public_lon=at.lon,
        cell=cell_of(at),
        neighborhood_id=dice.choice(["east", "west"]),
        visibility=dice.choice([Visibility.PUBLIC] * 4 + [Visibility.PRIVATE]),
        status=dice.choice(list(Status)),
        delivery=dice.choice([Delivery.ACCEPTED, Delivery.ACCEPTED, Delivery.QUEUED]),
        outcome=dice.choice([None] * 6 + list(Outcome)),
        requested_at=NOW - timedelta(days=days),
        updated_at=NOW,
        promised_on=dice.choice([None, TODAY + timedelta(days=dice.randint(-5, 5))]),
    )


@pytest.fixture(scope="module")
def program(module_database_url):
    """A database with two neighborhoods and 400 tickets, and the rows themselves."""
    database = Database(module_database_url, calendar=CityCalendar(CITY.time_zone, FixedClock()))
    create_tables(database.engine)
    dice = Random(5)
    with database.unit_of_work() as uow:
        uow.db.add_all(
            [
                models.Neighborhood(id="east", name="East", lat=39.97, lon=-75.2),
                models.Neighborhood(id="west", name="West", lat=39.97, lon=-75.23),
                models.Neighborhood(id="none", name="None", lat=39.9, lon=-75.1),
            ]
        )
        uow.db.add(
            models.Account(
                id="liaison",
                email="l@example.org",
                name="L",
                role=Role.LIAISON,
                password_hash="-",
                created_at=NOW,
                password_changed_at=NOW,
            )
        )
        uow.db.add_all(
            models.CityService(code=code, name=code, type=ServiceType.REALTIME, fetched_at=NOW) for code in KINDS
        )
        uow.db.flush()
        rows = [ticket(number, dice) for number in range(400)]
        uow.db.add_all(rows)
    yield database, [row for row in rows if row.visibility is Visibility.PUBLIC]
    database.close()


def late(row) -> bool:
    return standing_of(Axes(row.status, row.delivery, row.outcome, row.promised_on), TODAY) is Standing.LATE


def fits(row, wanted: MapFilter) -> bool:
    show = {
        Show.ALL: True,
        Show.OPEN: row.status is Status.OPEN,
        Show.CLOSED: row.status is Status.CLOSED,
        Show.LATE: late(row),
        Show.FIXED: row.outcome is Outcome.FIXED,
        Show.NOT_FIXED: row.outcome in {Outcome.NOT_FIXED, Outcome.PARTLY},
    }[wanted.show]
    month = month_of(row.requested_at.astimezone(CITY.time_zone))
    return (
        show
        and (not wanted.kind or KINDS[row.service_code] == wanted.kind)
        and wanted.service_code in {None, row.service_code}
        and (wanted.since or 0) <= month <= (wanted.until or 999999)
    )


EVERYTHING = MapFilter(Show.ALL)
FILTERS = [
    *(MapFilter(show, kind) for show in Show for kind in ("", "dumping")),
    MapFilter(Show.ALL, service_code="SR-ST04"),
    MapFilter(Show.ALL, "dumping", service_code="SR-ST04"),
    MapFilter(Show.ALL, since=202606, until=202608),
    MapFilter(Show.ALL, since=202609),
    MapFilter(Show.CLOSED, until=202605, service_code="SR-PD01"),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=lambda wanted: "-".join(wanted.words().values()) or "default")
def test_neighborhoods_count_what_a_loop_counts(program, wanted):
    database, rows = program
    with database.snapshot() as snapshot:
        found = map_feed.neighborhoods(wanted=wanted, guidance=Icons(), snapshot=snapshot)
    for one in found:
        here = [row for row in rows if row.neighborhood_id == one.id and fits(row, wanted)]
        assert (one.tally.count, one.tally.open, one.tally.late) == (
            len(here),
            sum(row.status is Status.OPEN for row in here),
            sum(map(late, here)),
        )
    assert {one.id for one in found} == {"east", "west", "none"}


@pytest.mark.parametrize("zoom", [10, 13, 15, 16])
def test_clusters_of_a_tile_add_up_to_its_tickets(program, zoom):
    database, rows = program
    for x, y in {tile_of(LatLon(row.public_lat, row.public_lon), zoom) for row in rows}:
        with database.snapshot() as snapshot:
            found = map_feed.tile(
                at=Tile(zoom, x, y),
                wanted=MapFilter(Show.ALL),
                guidance=Icons(),
                snapshot=snapshot,
                clock=FixedClock(),
                city_profile=CITY,
            )
        inside = [row for row in rows if tile_of(LatLon(row.public_lat, row.public_lon), zoom) == (x, y)]
        assert sum(one.tally.count for one in found.clusters) == len(inside)
        assert sum(one.tally.late for one in found.clusters) == sum(map(late, inside))


def test_street_level_shows_single_public_tickets(program):
    database, rows = program
    row = rows[0]
    x, y = tile_of(LatLon(row.public_lat, row.public_lon), 18)
    with database.snapshot() as snapshot:
        found = map_feed.tile(
            at=Tile(18, x, y),
            wanted=MapFilter(Show.ALL),
            guidance=Icons(),
            snapshot=snapshot,
            clock=FixedClock(),
            city_profile=CITY,
        )
    assert row.id in {pin.id for pin in found.pins}
    assert {pin.id for pin in found.pins} <= {other.id for other in rows}
    assert not found.clusters


def test_pages_of_the_list_hold_every_ticket_in_view_once_newest_first(program):
    database, rows = program
    view = Bounds(39.96, -75.22, 39.99, -75.19)
    expected = sorted(
        (row for row in rows if view.holds(LatLon(row.public_lat, row.public_lon)) and fits(row, MapFilter())),
        key=lambda row: (row.requested_at, row.id),
        reverse=True,
    )
    seen, after = [], ""
    while True:
        with database.snapshot() as snapshot:
            page = ticket_finding.in_view(
                view=view,
                wanted=MapFilter(),
                after=after,
                guidance=Icons(),
                snapshot=snapshot,
                clock=FixedClock(),
                city_profile=CITY,
            )
        seen += [card.id for card in page.cards]
        assert page.tally.count == len(expected)
        if page.next_page is None:
            break
        after = page.next_page
    assert seen == [row.id for row in expected]
    assert len(expected) > ticket_finding.PAGE


def listed(database, view, after="", wanted=EVERYTHING):
    with database.snapshot() as snapshot:
        return ticket_finding.in_view(
            view=view,
            wanted=wanted,
            after=after,
            guidance=Icons(),
            snapshot=snapshot,
            clock=FixedClock(),
            city_profile=CITY,
        )


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("side", [0.0004, 0.002, 0.01, 0.1, 5.0])
def test_the_list_in_view_is_the_same_however_it_is_found(program, monkeypatch, few, side):
    """Boxes of every size, through the cells and through the newest of all."""
    monkeypatch.setattr(ticket_finding, "FEW", few)
    database, rows = program
    dice = Random(side)
    for _ in range(8):
        at = dice.choice(rows)
        south, west = at.public_lat - side * dice.random(), at.public_lon - side * dice.random()
        view = Bounds(south, west, south + side, west + side)
        inside = [row for row in rows if view.holds(LatLon(row.public_lat, row.public_lon))]
        newest_first = sorted(inside, key=lambda row: (row.requested_at, row.id), reverse=True)
        found = listed(database, view)
        assert [card.id for card in found.cards] == [row.id for row in newest_first[: ticket_finding.PAGE]]
        assert (found.tally.count, found.tally.late) == (len(inside), sum(map(late, inside)))


@pytest.mark.parametrize("wanted", FILTERS, ids=lambda wanted: "-".join(wanted.words().values()) or "default")
@pytest.mark.parametrize("few", [0, 10_000])
def test_the_list_of_a_filter_is_the_same_however_it_is_found(program, monkeypatch, wanted, few):
    """Everywhere and in a view; of few that are gathered, and of many along the newest."""
    monkeypatch.setattr(ticket_finding, "FEW", few)
    database, rows = program
    for view in (None, Bounds(39.96, -75.22, 39.99, -75.19)):
        fitting = [row for row in rows if fits(row, wanted)]
        inside = [row for row in fitting if view is None or view.holds(LatLon(row.public_lat, row.public_lon))]
        newest_first = sorted(inside, key=lambda row: (row.requested_at, row.id), reverse=True)
        found = listed(database, view, wanted=wanted)
        assert [card.id for card in found.cards] == [row.id for row in newest_first[: ticket_finding.PAGE]]
        assert (found.tally.count, found.is_about) == (len(inside), False)


@pytest.mark.parametrize("side", [0.05, 0.1, 5.0])
def test_with_very_many_in_view_the_tally_is_about_right_and_says_so(program, monkeypatch, side):
    """Of cells that the view cuts through, the part that lies inside."""
    monkeypatch.setattr(view_tallies, "EXACT", 0)
    database, rows = program
    dice = Random(side)
    for _ in range(10):
        south, west = 39.96 + dice.random() / 40 - side / 2, -75.22 + dice.random() / 40 - side / 2
        view = Bounds(south, west, south + side, west + side)
        inside = sum(view.holds(LatLon(row.public_lat, row.public_lon)) for row in rows)
        found = listed(database, view)
        assert found.is_about == (found.tally.count > 0)
        assert abs(found.tally.count - inside) <= 5 + inside / 5
    assert side < 5 or found.tally.count == len(rows)


def plans(database, ask) -> str:
    """How SQLite finds the tickets that `ask` asks for, without statistics."""
    asked = []

    def note(_connection, _cursor, statement, parameters, *_others):
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    ask()
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        found = [
            row.detail
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    return "\n".join(one for one in found if "ticket" in one)


def test_a_question_is_put_to_the_index_that_leads_to_few(program):
    """With a million tickets any other index is a thousand times as slow."""
    database, rows = program
    if not database.is_sqlite:
        pytest.skip("PostgreSQL decides by its statistics")
    x, y = tile_of(LatLon(rows[0].public_lat, rows[0].public_lon), 17)
    dated = MapFilter(Show.ALL, since=202411, until=202611)

    def pins():
        with database.snapshot() as snapshot:
            map_feed.tile(
                at=Tile(17, x, y), wanted=dated, guidance=Icons(), snapshot=snapshot, clock=FixedClock(),
                city_profile=CITY,
            )  # fmt: skip

    assert "ix_ticket_cell" in plans(database, pins)
    assert "ix_ticket_cell" in plans(
        database, lambda: listed(database, Bounds(39.96, -75.22, 39.97, -75.21), "", dated)
    )
    rare = MapFilter(Show.NOT_FIXED, service_code="SR-ST04")
    assert "ix_ticket_service" in plans(database, lambda: listed(database, None, "", rare))
    assert "(facet=?)" in plans(database, lambda: listed(database, None, "", MapFilter(Show.NOT_FIXED)))


def test_many_are_walked_along_the_newest(program, monkeypatch):
    monkeypatch.setattr(ticket_finding, "FEW", 0)
    database, _ = program
    if not database.is_sqlite:
        pytest.skip("PostgreSQL decides by its statistics")
    found = plans(database, lambda: listed(database, None, "", MapFilter(Show.OPEN)))
    assert "ix_ticket_recent" in found
    assert "TEMP B-TREE" not in found


def test_the_newest_of_services_are_those_of_a_plain_walk(program, monkeypatch):
    database, _ = program
    for wanted in (
        MapFilter(Show.ALL, service_code="SR-ST04"),
        MapFilter(Show.OPEN, "dumping"),
        MapFilter(Show.ALL, "dumping", since=202411),
    ):
        pages = []
        for most_ways in (ticket_finding.MOST_WAYS, 0):
            monkeypatch.setattr(ticket_finding, "MOST_WAYS", most_ways)
            first = listed(database, None, "", wanted)
            further = listed(database, None, first.next_page, wanted) if first.next_page else first
            pages.append([card.id for page in (first, further) for card in page.cards])
            monkeypatch.undo()
        assert pages[0] == pages[1]
        assert pages[0]


def test_where_a_list_goes_on_does_not_tell_when_somebody_filed(program):
    database, rows = program
    page = listed(database, None)
    last = next(row for row in rows if row.id == page.cards[-1].id)
    assert page.next_page == last.id


def test_a_private_ticket_is_no_place_in_the_list(program):
    """Its neighbors in the list would tell when it was filed."""
    database, rows = program
    public = {row.id for row in rows}
    private = next(one for one in (f"T-{number:06d}" for number in range(400)) if one not in public)
    with pytest.raises(InputInvalid):
        listed(database, None, private)
    assert listed(database, None, rows[0].id)


@pytest.mark.parametrize("after", ["x", "2026-01-01~T-1", "0001-01-01T00:00:00+14:00~T-1", "~", "T-ZZZZZZ"])
def test_a_made_up_place_in_the_list_is_refused(program, after):
    database, _ = program
    with database.snapshot() as snapshot, pytest.raises(InputInvalid):
        ticket_finding.in_view(
            view=None,
            wanted=MapFilter(),
            after=after,
            guidance=Icons(),
            snapshot=snapshot,
            clock=FixedClock(),
            city_profile=CITY,
        )


@pytest.mark.parametrize(("zoom", "x", "y"), [(-1, 0, 0), (21, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_a_tile_that_does_not_exist_is_refused(zoom, x, y):
    with pytest.raises(InputInvalid):
        Tile.parse(zoom, x, y)
