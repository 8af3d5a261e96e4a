"""Keeps the tables of counts: every session that writes tickets counts them in the same transaction.

Before a flush the rows that are about to change are read once more, for this transaction alone: what they counted as
until now is what the database holds, not what an object remembers. After the flush the difference is noted; before the
commit all notes become one sorted upsert a table. So every transaction takes the locks of counts last and in the same
order, and no two can wait for each other.

What passes by the session (a bulk insert) says so to `count_in`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, event, select
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import flag_modified, get_history
from sqlalchemy.orm.base import PassiveFlag
from sqlmodel import SQLModel

from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.counting import Counted, Counts, PlainCounted, counted_of
from liaison_app.domain.facets import facet_of
from liaison_app.domain.tickets import Axes
from liaison_app.models.rollups import ClosingTime, MapCell, MapCellMonth, NeighborhoodMonth
from liaison_app.models.tickets import Ticket

#: What a ticket counts as is read off these columns; `facet` is kept by us.
COUNTED_COLUMNS = (
    "service_code", "neighborhood_id", "visibility", "status", "delivery", "outcome", "promised_on", "public_lat",
    "public_lon", "cell", "requested_at", "closed_at", "facet",
)  # fmt: skip
#: The tables of counts, in the order in which they are written to.
ROLLUPS = (MapCell, MapCellMonth, NeighborhoodMonth, ClosingTime)
#: Where a session says by which calendar it counts.
CALENDAR = "calendar"
AT_ONCE = 500

metadata = SQLModel.metadata

_LEDGER = "rollup_ledger"
_NO_CITY = CityCalendar()

Line = tuple[PlainCounted, int]


@dataclass(slots=True)
class _Row:
    """The counted columns of a ticket; may be one that is about to be written."""

    id: str
    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


@dataclass(slots=True)
class _Ledger:
    """What a session's transaction has changed so far. `marks` say how much of it was there before each savepoint."""

    lines: list[Line] = field(default_factory=list)
    in_flush: list[Line] = field(default_factory=list)
    marks: dict[SessionTransaction, int] = field(default_factory=dict)


def _ledger(session: Session) -> _Ledger:
    found: _Ledger = session.info.setdefault(_LEDGER, _Ledger())
    return found


@event.listens_for(Session, "before_flush")
def _look_at_changes(session: Session, _context: object, _instances: object) -> None:
    calendar: CityCalendar = session.info.get(CALENDAR, _NO_CITY)
    made = [one for one in session.new if isinstance(one, Ticket)]
    changed = {one.id: (one, names) for one in session.dirty if isinstance(one, Ticket) and (names := _changed(one))}
    gone = [one.id for one in session.deleted if isinstance(one, Ticket)]
    lines: list[Line] = []
    for ticket in made:
        ticket.facet = facet_of(_axes(ticket), calendar.today)
        lines += _line(ticket, calendar, 1)
    for row in _rows_for_us([*changed, *gone], session):
        lines += _line(row, calendar, -1)
        if row.id in changed:
            lines += _line(_as_changed(row, *changed[row.id], calendar), calendar, 1)
    _ledger(session).in_flush = lines


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _context: object) -> None:
    ledger = _ledger(session)
    ledger.lines += ledger.in_flush
    ledger.in_flush = []


@event.listens_for(Session, "before_commit")
def _write_counts(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    ledger = _ledger(session)
    if ledger.lines:
        store(tallied(ledger.lines), session.connection())
        ledger.lines = []


@event.listens_for(Session, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        ledger = _ledger(session)
        ledger.marks[transaction] = len(ledger.lines)


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, previous: SessionTransaction) -> None:
    # The whole transaction is forgotten when it ends; a flush that failed ends with what it belongs to.
    ledger = _ledger(session)
    if previous in ledger.marks:
        del ledger.lines[ledger.marks[previous] :]


@event.listens_for(Session, "after_transaction_end")
def _forget_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_LEDGER, None)


def count_in(rows: Iterable[PlainCounted], session: Session) -> None:
    """Count tickets that were, or are, written past the session in its transaction."""
    _ledger(session).lines += ((one, 1) for one in rows)


def counted_rows(rows: Iterable[Mapping[str, Any]], calendar: CityCalendar) -> Iterator[Counted]:
    """What tickets count as, of their rows as they are inserted, facet included."""
    for row in rows:
        one = counted_of(_Row(row["id"], dict(row)), calendar)
        if one is not None:
            yield one


def tallied(lines: Iterable[Line]) -> Counts:
    """All lines together."""
    counts = Counts()
    counts.add_all(lines)
    return counts


def store(counts: Counts, connection: Connection) -> None:
    """Add `counts` to the tables: ascending by their keys, table by table."""
    for model in ROLLUPS:
        table = metadata.tables[str(model.__tablename__)]
        sums = getattr(counts, table.name)
        rows = [(*key, *sums[key]) for key in sorted(sums) if any(sums[key])]
        if not rows:
            continue
        if connection.dialect.name == "postgresql":
            # All of them as one array a column: a statement for each row would cross to the server as often.
            connection.exec_driver_sql(
                _upsert_arrays(table, connection.dialect), tuple(map(list, zip(*rows, strict=True)))
            )
        else:
            connection.exec_driver_sql(_upsert(table, f"VALUES ({', '.join('?' * len(table.columns))})"), rows)


@lru_cache
def _upsert_arrays(table: Table, dialect: Dialect) -> str:
    arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in table.columns)
    return _upsert(table, f"SELECT * FROM unnest({arrays})")  # noqa: S608 (own names)


@lru_cache
def _upsert(table: Table, given: str) -> str:
    """As the driver takes it: an import writes tens of thousands of rows at once, all plain numbers and codes."""
    names = [column.name for column in table.columns]
    key = [column.name for column in table.primary_key]
    added = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in names if name not in key)
    return f"INSERT INTO {table.name} ({', '.join(names)}) {given} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"


def _changed(ticket: Ticket) -> list[str]:
    """The counted columns that a flush is about to write."""
    return [name for name in COUNTED_COLUMNS if get_history(ticket, name, PassiveFlag.PASSIVE_NO_INITIALIZE).added]


def _rows_for_us(ids: list[str], session: Session) -> Iterator[_Row]:
    """What the database holds of tickets, kept for this transaction alone, in the order in which a flush writes."""
    table = metadata.tables["ticket"]
    columns = [table.c.id, *(table.c[name] for name in COUNTED_COLUMNS)]
    ids = sorted(ids)
    for start in range(0, len(ids), AT_ONCE):
        some = select(*columns).where(table.c.id.in_(ids[start : start + AT_ONCE])).order_by(table.c.id)
        for ticket_id, *values in session.connection().execute(some.with_for_update()):
            yield _Row(ticket_id, dict(zip(COUNTED_COLUMNS, values, strict=True)))


def _as_changed(row: _Row, ticket: Ticket, names: list[str], calendar: CityCalendar) -> _Row:
    """The row as the flush will leave it. Its facet is set here, and written whatever the object thinks it was."""
    after = _Row(row.id, row.values | {name: getattr(ticket, name) for name in names})
    after.values["facet"] = ticket.facet = facet_of(_axes(after), calendar.today)
    flag_modified(ticket, "facet")
    return after


def _axes(row: Any) -> Axes:
    return Axes(row.status, row.delivery, row.outcome, row.promised_on)


def _line(row: Any, calendar: CityCalendar, sign: int) -> list[Line]:
    one = counted_of(row, calendar)
    return [] if one is None else [(one, sign)]
