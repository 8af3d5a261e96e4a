"""Importing a city's open data: nothing twice, nothing lost, however often it is broken off or repeated."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from liaison_app.adapters import open_data_csv
from liaison_app.bootstrap import build_application
from liaison_app.db import Database
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import NeighborhoodId, TicketId
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.models import CityService, OpenDataRecord, OpenDataRun, StatusChange, Ticket
from liaison_app.services import delivery_joining, map_feed, rollup_rebuilding, ticket_lists, ticket_reading
from liaison_app.services.delivery_recording import flag_duplicate
from liaison_app.services.giving_way import give_way
from liaison_app.settings import Settings
from tests.builders import NOW, FixedClock, World
from tests.open_data_world import a_row, command, everything, imported, with_places, write_rows

pytestmark = pytest.mark.long


@pytest.fixture
def database(database_url):
    found = Database(database_url)
    with_places(found)
    yield found
    found.close()


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(open_data_csv, "PAGE_ROWS", 7)


def one(database, number) -> Ticket:
    with database.snapshot() as snapshot:
        return snapshot.db.exec(select(Ticket).where(Ticket.service_request_id == str(number))).one()


def steps(database, number) -> list[tuple]:
    with database.snapshot() as snapshot:
        found = snapshot.db.exec(
            select(StatusChange)
            .join(Ticket, col(Ticket.id) == StatusChange.ticket_id)
            .where(Ticket.service_request_id == str(number))
            .order_by(col(StatusChange.at), col(StatusChange.id))
        )
        return [(step.kind, step.word, step.note, step.at) for step in found]


def some_rows(count: int, seed: int = 1) -> list[list[str]]:
    """Rows of every kind, a fifth of them none that becomes a ticket."""
    dice = Random(seed)
    made = []
    for number in range(count):
        given = {
            "lat": f"{39.9 + dice.random() / 8:.8f}", "lon": f"{-75.22 + dice.random() / 8:.8f}",
            "address": f"{dice.randrange(100, 6000)} MARKET ST",
        }  # fmt: skip
        given |= dice.choice(
            [
                {},
                {"service_code": "SR-LI21", "service_name": "Maintenance Complaint"},
                {"service_code": "SR-LI22", "service_name": "No Heat (Residential)"},
                {"status": "Open", "closed_datetime": "", "status_notes": "Crew assigned"},
                {"closed_datetime": ""},
                {"lat": "", "lon": ""},
                {"service_code": "SR-IR01", "service_name": "Information Request"},
            ]
        )
        made.append(a_row(16_000_000 + number, **given))
    return made


def test_a_row_becomes_a_ticket_with_its_history(database, tmp_path):
    end = imported(database, write_rows(tmp_path / "a.csv", [a_row(16473162)]))
    assert end.counts == {"new": 1}
    assert end.as_of == datetime(2024, 5, 11, 15, 55, 41, tzinfo=UTC)
    ticket = one(database, 16473162)
    assert (ticket.origin, ticket.filed_by, ticket.status) == (TicketOrigin.OPEN_DATA, None, Status.CLOSED)
    assert (ticket.address, ticket.neighborhood_id is not None) == ("2600 Aramingo Ave", True)
    assert ticket.promised_on == date(2024, 1, 8)
    assert ticket.closed_at == datetime(2024, 1, 8, 12, 22, 43, tzinfo=UTC), "closed, not updated"
    assert steps(database, 16473162) == [
        (ChangeKind.FILED, "", "", ticket.requested_at),
        (ChangeKind.STATUS, "closed", "Issue Resolved", ticket.closed_at),
    ]


def test_a_second_import_changes_nothing(database, tmp_path, small_pages):
    file = write_rows(tmp_path / "a.csv", some_rows(60))
    first = imported(database, file)
    before = everything(database)
    second = imported(database, file, clock=FixedClock(NOW + timedelta(days=1)))
    assert everything(database) == before
    assert second.counts["unchanged"] == first.counts["new"] > 30
    assert {"new", "changed"}.isdisjoint(second.counts)
    with database.snapshot() as snapshot:
        assert set(snapshot.db.exec(select(Ticket.updated_at)).all()) == {NOW}, "nobody is told of a change"


def test_every_row_is_counted_once(database, tmp_path, small_pages):
    odd = [a_row(""), a_row(7), a_row(7), a_row(5, status="Limbo"), a_row(6, requested_datetime="soon")]
    rows = [*some_rows(60), *odd]
    end = imported(database, write_rows(tmp_path / "a.csv", rows))
    private = end.counts.pop("private")
    assert sum(end.counts.values()) == end.rows == len(rows)
    assert private > 0
    assert end.counts["repeated"] == end.counts["unknown_status"] == end.counts["no_time"] == 1
    assert end.counts["no_number"] == 1


def test_broken_off_anywhere_it_goes_on_where_it_was(database, tmp_path, small_pages):
    file = write_rows(tmp_path / "a.csv", some_rows(60))

    class Died(Exception):
        pass

    def after(_batch):
        raise Died

    behind = []
    for _ in range(8):
        with pytest.raises(Died):
            imported(database, file, after=after)
        with database.snapshot() as snapshot:
            behind.append(snapshot.db.exec(select(OpenDataRun.rows)).one())
    assert behind == [7, 14, 21, 28, 35, 42, 49, 56]
    end = imported(database, file)
    whole = everything(database)
    assert end.rows == 60
    again = imported(database, file)
    assert again.counts["unchanged"] == end.counts["new"]
    assert everything(database) == whole


def test_two_imports_of_one_run_do_not_both_go_on(database, tmp_path, small_pages):
    file = write_rows(tmp_path / "a.csv", some_rows(30))

    def meanwhile(_batch):
        imported(database, file)

    with pytest.raises(Conflict):
        imported(database, file, after=meanwhile)
    with database.snapshot() as snapshot:
        assert snapshot.db.exec(select(OpenDataRun.rows)).all() == [30]


def test_another_file_is_another_run(database, tmp_path, small_pages):
    file = write_rows(tmp_path / "a.csv", some_rows(30))

    class Died(Exception):
        pass

    def after(_batch):
        raise Died

    with pytest.raises(Died):
        imported(database, file, after=after)
    write_rows(file, some_rows(31, seed=2))
    assert imported(database, file).rows == 31, "a cursor into another file means nothing"


@contextmanager
def killed_now_and_then(url, folder, file, kills):
    """Start the command and kill it with -9 behind some batches, `kills` times; then let it end."""
    watch = Database(url)

    def behind() -> int:
        with watch.snapshot() as snapshot:
            return sum(snapshot.db.exec(select(OpenDataRun.rows)).all())

    try:
        for _ in range(kills):
            process, before = command(url, folder, "philadelphia", str(file)), behind()
            until = time.monotonic() + 60
            while behind() == before and process.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            assert process.poll() is None, process.communicate()
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        yield command(url, folder, "philadelphia", str(file))
    finally:
        watch.close()


@pytest.mark.timeout(300)
def test_killed_in_the_middle_it_ends_as_if_nothing_had_been(database, database_url, tmp_path):
    rows = some_rows(30_000)
    file = write_rows(tmp_path / "a.csv", rows)
    with killed_now_and_then(database_url, tmp_path, file, kills=1) as last:
        said, errors = last.communicate(timeout=200)
    assert last.returncode == 0, errors
    assert "30,000 rows" in said
    whole = Database(f"sqlite:///{tmp_path / 'whole.db'}")
    with_places(whole)
    plain = imported(whole, file)
    with database.snapshot() as snapshot:
        runs = snapshot.db.exec(select(OpenDataRun)).all()
    assert [(run.rows, run.counts, run.finished_at is not None) for run in runs] == [(30_000, plain.counts, True)]
    facts = "service_request_id, status, promised_on, cell, public_address, neighborhood_id, visibility"
    steps_of = "SELECT kind, word, note, count(*) FROM status_change GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    found = []
    for one_of in (database, whole):
        with one_of.engine.connect() as connection:
            tickets = connection.execute(text(f"SELECT {facts} FROM ticket ORDER BY 1")).all()
            found.append(
                (
                    [tuple(map(str, row)) for row in tickets],
                    [tuple(row) for row in connection.execute(text(steps_of))],
                    connection.execute(text("SELECT count(*) FROM open_data_record")).scalar_one(),
                )
            )
    whole.close()
    assert found[0] == found[1]


def test_what_the_city_changes_is_appended_and_shown(database, tmp_path):
    at, then = "2024-02-01 10:00:00+00", "2024-02-03 10:00:00+00"
    rows = [
        a_row(1, status="Open", closed_datetime="", status_notes=""),
        a_row(2),
        a_row(3, status="Open", closed_datetime="", status_notes="Crew assigned", updated_datetime=at),
        a_row(4, closed_datetime=""),
    ]
    imported(database, write_rows(tmp_path / "a.csv", rows))
    later = [
        a_row(1, status_notes="Collected"),
        a_row(2, status="Open", closed_datetime="", status_notes="", updated_datetime="2024-06-01 09:00:00+00"),
        a_row(3, status="Open", closed_datetime="", status_notes="Was there", updated_datetime=then),
        a_row(4, updated_datetime="2024-09-09 09:09:09+00", address="2700 ARAMINGO AVE"),
    ]  # fmt: skip
    end = imported(database, write_rows(tmp_path / "b.csv", later))
    assert end.counts == {"changed": 4}
    assert [step[:3] for step in steps(database, 1)][1:] == [(ChangeKind.STATUS, "closed", "Collected")]
    assert [step[:3] for step in steps(database, 2)][2:] == [(ChangeKind.STATUS, "open", "")]
    assert one(database, 2).closed_at is None
    assert [step[2] for step in steps(database, 3)] == ["", "Crew assigned", "Was there"]
    moved = one(database, 4)
    assert (moved.address, moved.closed_at) == ("2700 Aramingo Ave", datetime(2024, 1, 8, 12, 22, 43, tzinfo=UTC))
    assert [step[0] for step in steps(database, 4)] == [ChangeKind.FILED, ChangeKind.STATUS, ChangeKind.CITY_UPDATE]


def test_what_is_imported_is_counted_and_counted_anew_where_it_changed(database_url, tmp_path, small_pages):
    world = World.on(database_url)
    imported(world.app.database, write_rows(tmp_path / "a.csv", some_rows(90)))
    assert _wrong_counts(world) == []
    end = imported(world.app.database, write_rows(tmp_path / "b.csv", some_rows(120, seed=2)))
    assert min(end.counts["changed"], end.counts["new"]) > 10
    assert _wrong_counts(world) == []
    with world.app.database.snapshot() as snapshot:
        public = snapshot.db.exec(select(Ticket.id).where(Ticket.visibility == Visibility.PUBLIC)).all()
        city = text(
            "SELECT sum(n) FROM neighborhood_month WHERE neighborhood_id = '' AND service_code = '' AND month = 0"
        )
        assert snapshot.db.execute(city).scalar_one() == len(public)
    world.app.close()


def _wrong_counts(world) -> list:
    codes = [*world.app.use(rollup_rebuilding.services_to_count), ""]
    return [one for code in codes for one in world.app.use(rollup_rebuilding.differences, service_code=code)]


def test_an_edit_of_nothing_that_is_shown_is_no_change(database, tmp_path):
    imported(database, write_rows(tmp_path / "a.csv", [a_row(1)]))
    end = imported(database, write_rows(tmp_path / "b.csv", [a_row(1, updated_datetime="2025-03-12 06:00:00+00")]))
    assert end.counts == {"unchanged": 1}


def test_a_record_without_a_point_makes_no_ticket_but_tells_a_known_one_its_end(database, tmp_path):
    nowhere = {"lat": "0", "lon": "0"}
    rows = [a_row(1, **nowhere), a_row(2, status="Open", closed_datetime=""), a_row(3, lat="42.3", lon="-71.1")]
    end = imported(database, write_rows(tmp_path / "a.csv", rows))
    assert end.counts == {"new": 1, "no_point": 1, "outside": 1}
    end = imported(database, write_rows(tmp_path / "b.csv", [a_row(1), a_row(2, **nowhere)]), is_whole=True)
    assert end.counts == {"new": 1, "changed": 1, "vanished": 0}
    closed = one(database, 2)
    assert (closed.status, round(closed.lat, 5)) == (Status.CLOSED, 39.98148)


def test_rows_that_vanish_are_marked_where_the_source_is_whole(database, tmp_path):
    rows = [a_row(number) for number in range(300)]
    imported(database, write_rows(tmp_path / "a.csv", rows))
    part = write_rows(tmp_path / "b.csv", rows[:290])
    assert "vanished" not in imported(database, part).counts, "a part tells nothing of what is not in it"
    end = imported(database, part, is_whole=True)
    assert end.counts == {"unchanged": 290, "vanished": 10}

    def marked():
        with database.snapshot() as snapshot:
            wanted = select(OpenDataRecord.service_request_id).where(col(OpenDataRecord.vanished_at).is_not(None))
            return sorted(map(int, snapshot.db.exec(wanted).all()))

    assert marked() == list(range(290, 300))
    assert one(database, 299).status is Status.CLOSED, "marked, not deleted"
    end = imported(database, write_rows(tmp_path / "c.csv", rows[:295]), is_whole=True)
    assert (end.counts["back"], end.counts["vanished"], marked()) == (5, 0, list(range(295, 300)))


def test_a_source_that_lost_very_much_is_not_believed(database, tmp_path):
    rows = [a_row(number) for number in range(300)]
    imported(database, write_rows(tmp_path / "a.csv", rows))
    short = write_rows(tmp_path / "b.csv", rows[:100])
    end = imported(database, short, is_whole=True)
    assert (end.is_suspect, end.counts["missing"], "vanished" in end.counts) == (True, 200, False)
    assert imported(database, short, is_whole=True, is_sure=True).counts["vanished"] == 200


def test_personal_subjects_are_private_and_house_linked_ones_are_shown_by_the_block(database, database_url, tmp_path):
    rows = [
        a_row(1, service_code="SR-LI22", service_name="No Heat (Residential)", address="5234 MARKET ST"),
        a_row(2, service_code="SR-LI21", service_name="Maintenance Complaint", address="5234 MARKET ST"),
    ]
    end = imported(database, write_rows(tmp_path / "a.csv", rows))
    assert end.counts == {"new": 2, "private": 1}
    private, linked = one(database, 1), one(database, 2)
    assert (private.visibility, linked.visibility) == (Visibility.PRIVATE, Visibility.PUBLIC)
    assert linked.public_address == "5200 Market St"
    assert (
        (linked.public_lat, linked.public_lon)
        == (round(linked.lat, 3), round(linked.lon, 3))
        != (linked.lat, linked.lon)
    )
    app = build_application(Settings(database_url=database_url), clock=FixedClock(NOW))
    try:
        with pytest.raises(NotFound):
            app.use(ticket_reading.show, actor=Actor(), ticket_id=TicketId(private.id))
        shown = app.use(ticket_reading.show, actor=Actor(), ticket_id=TicketId(linked.id))
        assert (shown.card.address, shown.card.service_request_id) == ("5200 Market St", "2")
        tallies = app.use(map_feed.neighborhoods, wanted=MapFilter(show=Show.ALL))
        assert sum(one_of.tally.count for one_of in tallies) == 1
        listed = app.use(
            ticket_lists.list_in_neighborhood, neighborhood_id=NeighborhoodId(linked.neighborhood_id or ""),
            standings=(), after="", limit=10,
        )  # fmt: skip
        assert [row.id for row in listed.rows] == [linked.id]
    finally:
        app.close()


def test_a_ticket_of_ours_stays_ours_and_learns_only_that_it_was_closed(database_url, tmp_path):
    world = World.on(database_url)
    liaison = world.account()
    mine = world.ticket(liaison, service_request_id="77", requested_at=datetime(2024, 1, 1, tzinfo=UTC))
    other = world.ticket(liaison, service_request_id="78", requested_at=datetime(2024, 1, 1, tzinfo=UTC))
    database = world.app.database
    file = write_rows(
        tmp_path / "a.csv",
        [a_row(77, address="1 ELSEWHERE ST"), a_row(78, closed_datetime="2023-12-01 00:00:00+00")],
    )
    assert imported(database, file).counts == {"refreshed": 1, "ours": 1}
    found = one(database, 77)
    assert (found.id, found.origin, found.address) == (mine, TicketOrigin.LIAISON, "5201 Market St")
    assert (found.status, found.closed_at) == (Status.CLOSED, datetime(2024, 1, 8, 12, 22, 43, tzinfo=UTC))
    assert steps(database, 77)[-1][:3] == (ChangeKind.STATUS, "closed", "Issue Resolved")
    assert one(database, 78).id == other
    assert one(database, 78).status is Status.OPEN, "older than what we know"
    assert imported(database, file).counts == {"ours": 2}
    world.app.close()


def test_an_imported_copy_gives_way_to_a_ticket_of_ours_that_learns_its_number(database_url, tmp_path):
    world = World.on(database_url)
    mine = world.ticket(world.account(), service_request_id=None)
    database = world.app.database
    file = write_rows(tmp_path / "a.csv", [a_row(77)])
    imported(database, file)
    with database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, mine)
        give_way("77", ticket, uow)
        ticket.service_request_id = "77"
    with database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Ticket.id)).all() == [mine]
    assert imported(database, file).counts in ({"ours": 1}, {"refreshed": 1})
    world.app.close()


@pytest.mark.parametrize("keep", ["78", "77"])
def test_what_the_city_holds_twice_of_ours_stays_one_ticket(database_url, tmp_path, keep):
    """Also after a person said that the second number counts; and what is said of the other one is not said of ours."""
    world = World.on(database_url)
    mine = world.ticket(world.account(), service_request_id="78", requested_at=datetime(2024, 1, 1, tzinfo=UTC))
    world.waiting(mine, Delivery.ACCEPTED)
    world.change(mine, ChangeKind.CITY_NUMBER, word="78")
    database = world.app.database
    with database.unit_of_work() as uow:
        flag_duplicate(uow.db.get_one(Ticket, mine), ["77"], now=NOW, uow=uow)
    cora = world.account(Role.COORDINATOR)
    world.app.use(delivery_joining.join, actor=cora, ticket_id=mine, second="77", keep=keep)
    file = write_rows(tmp_path / "a.csv", [a_row(number) for number in {"77", "78"} - {keep}])
    assert imported(database, file).counts == {"ours": 1}
    with database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Ticket.id, Ticket.status)).all() == [(mine, Status.OPEN)]
    world.app.close()


def test_numbers_that_people_drew_are_passed_over(database_url, tmp_path, monkeypatch):
    from liaison_app.services import open_data_taking

    world = World.on(database_url)
    liaison = world.account()
    monkeypatch.setattr(open_data_taking.secrets, "randbelow", lambda _n: 1000)
    for place in range(1000, 1030):
        world.ticket(liaison, id=open_data_taking.ticket_id_of(place), service_request_id=f"own-{place}")
    file = write_rows(tmp_path / "a.csv", [a_row(number) for number in range(40)])
    assert imported(world.app.database, file).counts["new"] == 40
    with world.app.database.snapshot() as snapshot:
        ids = snapshot.db.exec(select(Ticket.id)).all()
    assert len(set(ids)) == 70
    assert all(count == 1 for count in Counter(ids).values())
    world.app.close()


@pytest.mark.parametrize(("code", "is_said"), [("SR-LI21", False), ("SR-LI2l", True)])
def test_a_service_that_nobody_knows_is_said_before_rows_get_it(database, database_url, tmp_path, code, is_said):
    with database.unit_of_work() as uow:
        uow.db.add(CityService(code="SR-LI21", name="Maintenance", type=ServiceType.REALTIME, fetched_at=NOW))
    file = write_rows(tmp_path / "rows.csv", [a_row(1)])
    process = command(database_url, tmp_path, "philadelphia", str(file), "--service", code)
    _told, said = process.communicate(timeout=60)
    assert (f"No service has the code {code} here" in said) == is_said
    assert process.returncode == 0, said
