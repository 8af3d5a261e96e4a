"""The tables of counts equal plain counts, whatever is written, in whatever order, by however many at once."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import col, select

from liaison_app.domain.counting import LEVELS
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import NO_CELL, LatLon, cell_of, tile_of
from liaison_app.domain.months import month_of
from liaison_app.domain.tickets import Axes, Outcome, Standing, Status, Visibility, standing_of
from liaison_app.models import ClosingTime, MapCell, MapCellMonth, Neighborhood, NeighborhoodMonth, Ticket
from liaison_app.services import rollup_rebuilding, turning_late
from tests.builders import A_DAY, NOW, World
from tests.integration.test_looks import city_says, record, saw

pytestmark = pytest.mark.long

SERVICES = ("SR-ST02", "SR-ST04", "SR-PD01")
NEIGHBORHOODS = (None, "cobbs-creek", "east")
WRITES = 1500


@pytest.fixture
def world(database_url):
    found = World.on(database_url)
    found.add(Neighborhood(id="east", name="East", lat=39.97, lon=-75.2))
    yield found
    found.app.close()


class Writer:
    """Writes what comes into its mind; the same for the same seed.

    Of tickets that others write too it changes one in a transaction: who holds several, in any order, may be in a
    deadlock over tickets, which says nothing of counts.
    """

    def __init__(self, world: World, seed: int, shared: tuple[str, ...] = ()) -> None:
        self._world, self._dice, self._name, self._shared = world, Random(seed), seed, shared
        self._ids: list[str] = []
        self._made = 0

    def write(self, count: int) -> None:
        """So many writes, several in a transaction at times, of which a few are given up."""
        done = 0
        while done < count:
            together = self._dice.choice((1, 1, 1, 4))
            known = list(self._ids)
            with suppress(ZeroDivisionError), self._world.app.database.unit_of_work() as uow:
                if self._shared and self._dice.random() < 0.3:
                    self._change(uow.db.get(Ticket, self._dice.choice(self._shared)), uow.db, deletes=False)
                    done += 1
                    continue
                for _ in range(together):
                    self._one(uow.db)
                if self._dice.random() < 0.1:
                    self._ids = known
                    raise ZeroDivisionError
            done += together

    def _one(self, db) -> None:
        dice = self._dice
        if not self._ids or dice.random() < 0.35:
            db.add(self._new())
        elif dice.random() < 0.1:
            self._in_a_savepoint(db)
        else:
            ticket = self._some(db)
            if ticket is not None:
                self._change(ticket, db)
        if dice.random() < 0.5:
            db.flush()

    def _some(self, db) -> Ticket | None:
        return db.get(Ticket, self._dice.choice(self._ids))

    def _in_a_savepoint(self, db) -> None:
        with suppress(ZeroDivisionError), db.begin_nested():
            ticket = self._some(db)
            if ticket is not None:
                self._change(ticket, db, deletes=False)
            db.flush()
            if self._dice.random() < 0.5:
                raise ZeroDivisionError

    def _new(self) -> Ticket:
        self._made += 1
        dice, number = self._dice, self._name * 10_000 + self._made
        ticket = Ticket(
            id=f"T-{number:06}", ref=f"NL-{number:016}", service_code="", service_name="Any", lat=1, lon=1,
            public_lat=1, public_lon=1, cell=1, requested_at=NOW, updated_at=NOW,
            visibility=dice.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PRIVATE)),
        )  # fmt: skip
        for act in (self._service, self._place, self._status, self._delivery, self._promise, self._asked):
            act(ticket)
        self._ids.append(ticket.id)
        return ticket

    def _change(self, ticket: Ticket, db, *, deletes: bool = True) -> None:
        acts = [self._service, self._place, self._status, self._delivery, self._promise, self._asked, self._outcome,
                self._hide, self._neighborhood]  # fmt: skip
        if deletes and self._dice.random() < 0.08:
            self._ids = [one for one in self._ids if one != ticket.id]
            db.delete(ticket)
            db.flush()
            return
        for act in self._dice.sample(acts, self._dice.randint(1, 3)):
            act(ticket)

    def _service(self, ticket: Ticket) -> None:
        ticket.service_code = self._dice.choice(SERVICES)

    def _place(self, ticket: Ticket) -> None:
        ticket.is_in_words = self._dice.random() < 0.1
        at = LatLon(round(39.9 + self._dice.random() / 5, 6), round(-75.25 + self._dice.random() / 4, 6))
        ticket.public_lat, ticket.public_lon, ticket.cell = (
            at.lat,
            at.lon,
            NO_CELL if ticket.is_in_words else cell_of(at),
        )
        self._neighborhood(ticket)

    def _neighborhood(self, ticket: Ticket) -> None:
        ticket.neighborhood_id = self._dice.choice(NEIGHBORHOODS)

    def _status(self, ticket: Ticket) -> None:
        ticket.status = self._dice.choice(tuple(Status))
        is_dated = ticket.status is Status.CLOSED and self._dice.random() < 0.9
        ticket.closed_at = ticket.requested_at + timedelta(hours=self._dice.randint(-5, 900)) if is_dated else None

    def _delivery(self, ticket: Ticket) -> None:
        ticket.delivery = self._dice.choice((Delivery.QUEUED, Delivery.ACCEPTED, Delivery.ACCEPTED, Delivery.WITHDRAWN))

    def _outcome(self, ticket: Ticket) -> None:
        ticket.outcome = self._dice.choice((None, *Outcome))

    def _promise(self, ticket: Ticket) -> None:
        ticket.promised_on = self._dice.choice((None, (NOW + self._dice.randint(-9, 9) * A_DAY).date()))

    def _asked(self, ticket: Ticket) -> None:
        ticket.requested_at = NOW - timedelta(hours=self._dice.randint(0, 24 * 90))

    def _hide(self, ticket: Ticket) -> None:
        ticket.visibility = self._dice.choice(tuple(Visibility))


# A plain count, in words of its own.


def plainly_counted(world: World) -> dict[str, Counter]:
    """What the tables should hold, by a loop over the public tickets. Keys end with (status, standing, looked at)."""
    zone, today = world.app.database.calendar.zone, world.app.database.calendar.today
    with world.app.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(Ticket).where(Ticket.visibility == Visibility.PUBLIC)).all()
    found = {name: Counter() for name in ("map_cell", "map_cell_month", "neighborhood_month", "closing_time")}
    for row in rows:
        month = month_of(row.requested_at.astimezone(zone))
        stands = (
            row.status,
            standing_of(Axes(row.status, row.delivery, row.outcome, row.promised_on), today),
            row.outcome is Outcome.CANNOT_TELL and row.status is Status.CLOSED,
        )
        if not row.is_in_words:
            _count_on_the_map(row, month, stands, found)
        _count_here(row, month, stands, found, zone)
    return {name: without_nothing(one) for name, one in found.items()}


def _count_on_the_map(row, month, stands, found) -> None:
    sums = {"n": 1, "lat": round(row.public_lat * 1e6), "lon": round(row.public_lon * 1e6)}
    for service, level in itertools.product(("", row.service_code), (12, 14, 16)):
        x, y = tile_of(LatLon(row.public_lat, row.public_lon), level)
        for what, value in sums.items():
            found["map_cell"][level, service, x, y, stands, what] += value
            found["map_cell_month"][level, service, x, y, month, stands, what] += value


def _count_here(row, month, stands, found, zone) -> None:
    for place in {"", row.neighborhood_id or ""}:
        for service in ("", row.service_code):
            found["neighborhood_month"][place, service, 0, stands] += 1
            found["neighborhood_month"][place, service, month, stands] += 1
        if row.status is Status.CLOSED and row.closed_at is not None:
            days = max(1, math.ceil((row.closed_at - row.requested_at).total_seconds() / 86400))
            kept = row.promised_on is not None and row.closed_at.astimezone(zone).date() <= row.promised_on
            key = place, row.service_code, month_of(row.closed_at.astimezone(zone)), days
            for what, value in {"n": 1, "promised": row.promised_on is not None, "kept": kept}.items():
                found["closing_time"][*key, what] += int(value)


STANDS = {
    1: (Status.OPEN, Standing.OURS, False),
    2: (Status.OPEN, Standing.WITH_CITY, False),
    3: (Status.OPEN, Standing.LATE, False),
    4: (Status.OPEN, Standing.WITHDRAWN, False),
    5: (Status.OPEN, Standing.FIXED, False),
    6: (Status.OPEN, Standing.NOT_FIXED, False),
    7: (Status.CLOSED, Standing.CLOSED, False),
    8: (Status.CLOSED, Standing.FIXED, False),
    9: (Status.CLOSED, Standing.NOT_FIXED, False),
    10: (Status.CLOSED, Standing.CLOSED, True),
}


def kept_counts(world: World) -> dict[str, Counter]:
    """What the tables hold, with the same keys."""
    found = {name: Counter() for name in ("map_cell", "map_cell_month", "neighborhood_month", "closing_time")}
    with world.app.database.snapshot() as snapshot:
        for row in snapshot.db.exec(select(MapCell)):
            key = row.level, row.service_code, *deinterleaved(row.cell), STANDS[row.facet]
            for what, value in {"n": row.n, "lat": row.sum_lat, "lon": row.sum_lon}.items():
                found["map_cell"][*key, what] = value
        for row in snapshot.db.exec(select(MapCellMonth)):
            key = row.level, row.service_code, *deinterleaved(row.cell), row.month, STANDS[row.facet]
            for what, value in {"n": row.n, "lat": row.sum_lat, "lon": row.sum_lon}.items():
                found["map_cell_month"][*key, what] = value
        for row in snapshot.db.exec(select(NeighborhoodMonth)):
            found["neighborhood_month"][row.neighborhood_id, row.service_code, row.month, STANDS[row.facet]] = row.n
        for row in snapshot.db.exec(select(ClosingTime)):
            key = row.neighborhood_id, row.service_code, row.month, row.days
            for what, value in {"n": row.n, "promised": row.n_promised, "kept": row.n_kept}.items():
                found["closing_time"][*key, what] = value
    return {name: without_nothing(one) for name, one in found.items()}


def deinterleaved(cell: int) -> tuple[int, int]:
    digits = f"{cell:048b}"
    return int(digits[1::2], 2), int(digits[0::2], 2)


def without_nothing(counts: Counter) -> Counter:
    return Counter({key: value for key, value in counts.items() if value})


def differences(world: World) -> list:
    """What `rollups check` finds."""
    codes = [*world.app.use(rollup_rebuilding.services_to_count), ""]
    return [one for code in codes for one in world.app.use(rollup_rebuilding.differences, service_code=code)]


def rebuilt(world: World) -> int:
    codes = world.app.use(rollup_rebuilding.services_to_count)
    wrong = sum(world.app.use(rollup_rebuilding.rebuild_service, service_code=code) for code in codes)
    return wrong + world.app.use(rollup_rebuilding.rebuild_totals)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_thousands_of_random_writes_every_count_is_a_plain_count(world, seed):
    Writer(world, seed).write(WRITES)
    plain = plainly_counted(world)
    assert min(map(len, plain.values())) > 50
    assert kept_counts(world) == plain
    assert differences(world) == []


def test_writers_at_once_neither_wait_for_each_other_forever_nor_miscount(postgres_url):
    """They write the same cells, months and neighborhoods, and often the same tickets. None is tried again."""
    world = World.on(postgres_url)
    world.add(Neighborhood(id="east", name="East", lat=39.97, lon=-75.2))
    shared = tuple(str(world.ticket(None)) for _ in range(6))
    writers = [Writer(world, seed, shared) for seed in range(1, 9)]
    with ThreadPoolExecutor(len(writers)) as pool:
        for done in [pool.submit(writer.write, 150) for writer in writers]:
            done.result()
    assert kept_counts(world) == plainly_counted(world)
    assert differences(world) == []
    world.app.close()


def test_a_rebuild_sets_right_what_was_written_past_the_counts(world):
    Writer(world, 3).write(200)
    right = kept_counts(world)
    with world.app.database.unit_of_work() as uow:
        uow.db.execute(text("UPDATE map_cell SET n = n + 1 WHERE level = 12"))
        uow.db.execute(text("DELETE FROM neighborhood_month WHERE service_code = 'SR-ST04'"))
        uow.db.execute(text("UPDATE closing_time SET n_kept = n_kept + 2 WHERE neighborhood_id = ''"))
        uow.db.execute(text("UPDATE ticket SET facet = 0 WHERE service_code = 'SR-PD01'"))
    assert len(differences(world)) > 3
    assert rebuilt(world) > 3
    assert kept_counts(world) == right == plainly_counted(world)
    assert differences(world) == []
    assert rebuilt(world) == 0


def test_a_write_that_goes_past_the_session_is_found_by_the_check(world):
    """The negative control: what the test above compares is not equal by itself."""
    ticket_id = world.ticket(None)
    assert differences(world) == []
    with world.app.database.unit_of_work() as uow:
        uow.db.execute(update(Ticket).where(col(Ticket.id) == ticket_id).values(status=Status.CLOSED, closed_at=NOW))
    assert {one.table for one in differences(world)} >= {"ticket", "map_cell", "neighborhood_month", "closing_time"}
    assert kept_counts(world) != plainly_counted(world)


def test_rows_that_are_inserted_past_the_session_are_not_counted_until_a_rebuild(world):
    world.ticket(None)
    with world.app.database.unit_of_work() as uow:
        row = uow.db.exec(select(Ticket)).one().model_dump() | {
            "id": "T-ZZZZZZ", "ref": "NL-2", "facet": 0, "service_request_id": None
        }  # fmt: skip
        uow.db.execute(insert(Ticket), [row])
    assert world.app.use(rollup_rebuilding.is_uncounted)
    rebuilt(world)
    assert not world.app.use(rollup_rebuilding.is_uncounted)
    assert kept_counts(world) == plainly_counted(world)


def test_a_level_that_an_older_version_did_not_count_is_counted_by_a_rebuild(world):
    world.ticket(None)
    assert not world.app.use(rollup_rebuilding.is_uncounted), "the negative control"
    with world.app.database.unit_of_work() as uow:
        uow.db.execute(delete(MapCellMonth).where(col(MapCellMonth.level) == LEVELS[-1]))
    assert world.app.use(rollup_rebuilding.is_uncounted)
    rebuilt(world)
    assert not world.app.use(rollup_rebuilding.is_uncounted)
    assert kept_counts(world) == plainly_counted(world)


def test_what_people_saw_counts_as_they_say_it_and_not_any_more_once_it_is_open_again(world):
    """By the services that write it: the newest look, another day's, and the city that opens it again."""
    liaison = world.account()
    tickets = [world.ticket(liaison, status=Status.CLOSED, closed_at=NOW - A_DAY) for _ in range(4)]
    for outcome, ticket_id in zip(Outcome, tickets, strict=True):
        record(world, liaison, ticket_id, saw(outcome))
        assert kept_counts(world) == plainly_counted(world)
    stands = kept_counts(world)["neighborhood_month"]
    assert [stands["cobbs-creek", "", 0, STANDS[facet]] for facet in (7, 8, 9, 10)] == [0, 1, 2, 1]
    record(world, liaison, tickets[1], saw(Outcome.FIXED))
    city_says(world, tickets[0], Status.OPEN, "reopen", timedelta())
    stands = kept_counts(world)["neighborhood_month"]
    assert [stands["cobbs-creek", "", 0, STANDS[facet]] for facet in (2, 7, 8, 9, 10)] == [1, 0, 1, 1, 1]
    assert kept_counts(world) == plainly_counted(world)
    assert differences(world) == []


def test_when_the_citys_day_begins_what_was_promised_until_then_is_late(world):
    """Also after days on which nobody worked; what was closed or seen meanwhile is not."""
    promised = (NOW + A_DAY).date()
    late = world.ticket(None, promised_on=promised)
    world.ticket(None, promised_on=promised, status=Status.CLOSED, closed_at=NOW)
    world.ticket(None, promised_on=promised, outcome=Outcome.FIXED)
    world.ticket(None, promised_on=(NOW + 30 * A_DAY).date())
    world.clock.at = NOW + 5 * A_DAY
    assert world.app.use(turning_late.turn_late) is False
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Ticket.id).where(col(Ticket.facet) == 3)).all() == [late]
    assert kept_counts(world) == plainly_counted(world)


def test_many_that_turn_late_do_so_a_part_at_a_time(world, monkeypatch):
    monkeypatch.setattr(turning_late, "AT_ONCE", 2)
    for _ in range(3):
        world.ticket(None, promised_on=NOW.date())
    world.clock.at = NOW + A_DAY
    assert world.app.use(turning_late.turn_late) is True
    assert world.app.use(turning_late.turn_late) is False
    assert kept_counts(world) == plainly_counted(world)
