"""Counting anew what the tables of counts hold, and comparing the two.

It goes by service: all rows of one service follow from its tickets alone, and the rows of all services together are
sums of those. So each step is short, and while it lasts nobody writes tickets: on PostgreSQL the table is locked
against writers, on SQLite a transaction that writes is alone anyway. Readers never wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table, delete, func, literal, select, text, update
from sqlmodel import col

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.counting import EVERY, LEVELS, Counted, Counts, Key, counted_of
from liaison_app.domain.facets import Facet, facet_of
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Axes
from liaison_app.models import MapCell, MapCellMonth, Ticket, metadata
from liaison_app.models.counting import COUNTED_COLUMNS, ROLLUPS, store

AT_ONCE = 5_000
ALONE = "LOCK TABLE ticket IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class RollupDifference:
    """A row that does not hold what a plain count gives; for the table `ticket`, tickets with a wrong facet."""

    table: str
    key: Key
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def is_uncounted(*, snapshot: Snapshot) -> bool:
    """Whether tickets are older than the tables of counts, or than a level of theirs."""
    waiting = select(col(Ticket.id)).where(col(Ticket.facet) == Facet.NOT_COUNTED).limit(1)
    if snapshot.db.execute(waiting).first() is not None:
        return True
    return any(_lacks_a_level(of, snapshot) for of in (MapCell, MapCellMonth))


def _lacks_a_level(of: type[MapCell | MapCellMonth], snapshot: Snapshot) -> bool:
    is_there = [
        select(literal(1)).where(col(of.level) == level, col(of.service_code) == EVERY).exists() for level in LEVELS
    ]
    found = snapshot.db.execute(select(*is_there)).one()
    return any(found) and not all(found)


def services_to_count(*, snapshot: Snapshot) -> list[str]:
    """The codes of all services that tickets or counts are of."""
    of_tickets = select(col(Ticket.service_code)).distinct()
    of_counts = [select(table.c.service_code).distinct() for table in _tables()]
    found = {code for some in (of_tickets, *of_counts) for code in snapshot.db.execute(some).scalars()}
    return sorted(found - {EVERY})


def rebuild_service(*, service_code: str, uow: UnitOfWork, clock: Clock, city_profile: CityProfile) -> int:
    """Set right the rows of one service, and the facets of its tickets. How many were wrong."""
    _alone(uow)
    calendar = CityCalendar(city_profile.time_zone, clock)
    counted, wrong = _counted(service_code, calendar, uow)
    if wrong:
        table = metadata.tables["ticket"]
        statement = update(table).where(table.c.id == text(":ticket_id")).values(facet=text(":right"))
        uow.db.connection().execute(
            statement, [{"ticket_id": ticket_id, "right": right} for ticket_id, (_, right) in wrong.items()]
        )
    return len(wrong) + _set_right(service_code, counted, uow)


def rebuild_totals(*, uow: UnitOfWork) -> int:
    """Set right the rows of all services together, as sums of the others. How many were wrong."""
    _alone(uow)
    return _set_right(EVERY, _summed(uow), uow)


def differences(
    *, service_code: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> list[RollupDifference]:
    """Where the rows of a service differ from a plain count; '' for those of all services together."""
    if service_code == EVERY:
        return _compared(EVERY, _summed(snapshot), snapshot)
    counted, wrong = _counted(service_code, CityCalendar(city_profile.time_zone, clock), snapshot)
    found = [RollupDifference("ticket", (one,), (stands,), (right,)) for one, (stands, right) in wrong.items()]
    return found + _compared(service_code, counted, snapshot)


def _alone(uow: UnitOfWork) -> None:
    if uow.db.get_bind().dialect.name == "postgresql":
        uow.db.execute(text(ALONE))


def _counted(
    service_code: str, calendar: CityCalendar, snapshot: Snapshot
) -> tuple[Counts, dict[str, tuple[int, int]]]:
    """A plain count of a service's tickets, each with the facet it should have; and those that have another."""
    table = metadata.tables["ticket"]
    columns = [table.c.id, *(table.c[name] for name in COUNTED_COLUMNS)]
    wanted = select(*columns).where(table.c.service_code == service_code)
    wrong: dict[str, tuple[int, int]] = {}
    today = calendar.today

    def lines() -> Iterator[tuple[Counted, int]]:
        for row in snapshot.db.connection().execute(wanted, execution_options={"yield_per": AT_ONCE}):
            right = facet_of(Axes(row.status, row.delivery, row.outcome, row.promised_on), today)
            if right != row.facet:
                wrong[row.id] = (row.facet, int(right))
            one = counted_of(row, calendar, right)
            if one is not None:
                yield one, 1

    counts = Counts()
    counts.add_all(lines())
    return counts, wrong


def _summed(snapshot: Snapshot) -> Counts:
    """The rows of all services together, of those of the single ones."""
    found = Counts()
    for table in _tables():
        if table.name == "closing_time":
            continue  # has none of all services together
        keys = [column for column in table.primary_key if column.name != "service_code"]
        sums = [func.sum(column) for column in table.columns if not column.primary_key]
        rows = select(*keys, *sums).where(table.c.service_code != EVERY).group_by(*keys)
        into = getattr(found, table.name)
        for row in snapshot.db.execute(rows):
            first, *rest = row[: len(keys)]
            into[first, EVERY, *rest] = tuple(int(value) for value in row[len(keys) :])
    return found


def _set_right(service_code: str, counted: Counts, uow: UnitOfWork) -> int:
    """Add to the stored rows what they lack, and take away those that count nothing."""
    lacking = Counts()
    found = _compared(service_code, counted, uow)
    for one in found:
        more = tuple(right - was for was, right in zip(one.stored, one.counted, strict=True))
        getattr(lacking, one.table)[one.key] = more
    store(lacking, uow.db.connection())
    for table in _tables():
        uow.db.execute(delete(table).where(table.c.service_code == service_code, table.c.n == 0))
    return len(found)


def _compared(service_code: str, counted: Counts, snapshot: Snapshot) -> list[RollupDifference]:
    found: list[RollupDifference] = []
    for table in _tables():
        right = dict(_of_service(service_code, getattr(counted, table.name)))
        stored = dict(_stored(table, service_code, snapshot))
        nothing = (0,) * (len(table.columns) - len(table.primary_key))
        found += (
            RollupDifference(table.name, key, stored.get(key, nothing), right.get(key, nothing))
            for key in sorted(stored.keys() | right.keys())
            if stored.get(key, nothing) != right.get(key, nothing)
        )
    return found


def _of_service(service_code: str, sums: dict[Key, tuple[int, ...]]) -> Iterator[tuple[Key, tuple[int, ...]]]:
    # In every table the service is the second part of the key.
    return ((key, values) for key, values in sums.items() if key[1] == service_code)


def _stored(table: Table, service_code: str, snapshot: Snapshot) -> Iterator[tuple[Key, tuple[int, ...]]]:
    size = len(table.primary_key)
    for row in snapshot.db.execute(select(table).where(table.c.service_code == service_code)):
        yield tuple(row[:size]), tuple(row[size:])


def _tables() -> list[Table]:
    return [metadata.tables[str(model.__tablename__)] for model in ROLLUPS]
