"""Carries every row of one database into another, of whatever kind, and proves that both hold the same.

Tables follow each other as their foreign keys need it. How far each is stands in the database that is filled, in the
same transaction as the rows, so that a move which broke off goes on where it was. What both hold is compared by counts
and by a sum over all rows, read back from the disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from liaison_app.db import Database, Snapshot
from liaison_app.domain.errors import SettingsWrong
from liaison_app.models import metadata

AT_ONCE = 2_000
_SUM_BYTES = 8
# Of the move alone: made when it begins, gone when it is proven.
_PROGRESS = Table("moving", MetaData(), Column("name", String(64), primary_key=True), Column("rows", Integer))

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: how many rows, and a sum over all of them that is the same in every kind of database."""

    rows: int
    digest: str


def tables() -> list[Table]:
    """All that are moved, each after those that it points at."""
    return list(metadata.sorted_tables)


def revision_of(snapshot: Snapshot) -> str:
    """The migration that a database stands at; '' for one without any."""
    connection = snapshot.db.connection()
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def begin(source: Snapshot, target: Database) -> None:
    """Make sure that the one can be moved into the other; nothing happens where that was begun before.

    Raises: SettingsWrong, in a sentence; nothing was written.
    """
    with target.unit_of_work() as uow:
        was, will_be = revision_of(source), revision_of(uow)
        if not was or was != will_be:
            raise SettingsWrong(
                f"The database to fill stands at migration {will_be or 'none'}, the other one at {was or 'none'}."
            )
        connection = uow.db.connection()
        if inspect(connection).has_table(_PROGRESS.name):
            return
        for one in tables():
            if connection.execute(select(text("1")).select_from(one).limit(1)).first():
                raise SettingsWrong(f"The database to fill is not empty: there are rows in {one.name}.")
        _PROGRESS.create(connection)


def is_half_moved(snapshot: Snapshot) -> bool:
    """Whether a move into this database was begun and is not proven."""
    return inspect(snapshot.db.connection()).has_table(_PROGRESS.name)


def require_whole(database: Database) -> None:
    """Nobody works with half of a program. Raises: SettingsWrong where a move into this database has not ended."""
    with suppress(DBAPIError), database.snapshot() as snapshot:  # away: it is asked again before anything is done
        if is_half_moved(snapshot):
            raise SettingsWrong(
                "A program is being moved into this database: run `move-database` or `restore` again until it ends."
            )


def count_rows(source: Snapshot) -> int:
    """How many rows there are in all."""
    connection = source.db.connection()
    return sum(connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables())


def copy(source: Snapshot, target: Database, told: Told = lambda _table, _rows: None) -> None:
    """Carry over what is not there yet; `told` hears of each table's rows as they are on the disk."""
    for table in tables():
        done = _done(table, target)
        if done:
            told(table.name, done)
        for rows in _batches(table, source.db.connection(), done):
            done += len(rows)
            _store(table, rows, done, target)
            told(table.name, len(rows))
        _point_at_own(table, source.db.connection(), target)


def finish(target: Database) -> None:
    """The move is proven: numbers that the database gives go on from the highest, and the marks of the move go."""
    with target.unit_of_work() as uow:
        connection = uow.db.connection()
        if not target.is_sqlite:
            for table in tables():
                _go_on_counting(table, connection)
        _PROGRESS.drop(connection)


def held(snapshot: Snapshot, told: Told = lambda _table, _rows: None) -> dict[str, Held]:
    """What each table holds, read row by row."""
    found: dict[str, Held] = {}
    for table in tables():
        count, total = 0, 0
        for rows in _batches(table, snapshot.db.connection(), 0):
            count += len(rows)
            total += sum(_number(row) for row in rows)
            told(table.name, len(rows))
        found[table.name] = Held(count, f"{total % (1 << 8 * _SUM_BYTES):0{2 * _SUM_BYTES}x}")
    return found


def differences(one: Mapping[str, Held], other: Mapping[str, Held]) -> list[str]:
    """The tables that do not hold the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@contextmanager
def standing_still(source: Database) -> Iterator[Snapshot]:
    """One state of a database into which nobody writes meanwhile. Raises: OperationalError where somebody does."""
    with source.unit_of_work() as uow:
        names = ", ".join(f'"{one.name}"' for one in tables())
        # SQLite lets nobody else write from the first statement of a transaction on that may write.
        uow.db.execute(text("SELECT 1" if source.is_sqlite else f"LOCK TABLE {names} IN SHARE MODE"))
        yield uow


def _batches(table: Table, connection: Connection, skipped: int) -> Iterator[list[dict[str, Any]]]:
    wanted = select(table).order_by(*table.primary_key.columns).offset(skipped)
    streamed = connection.execution_options(yield_per=AT_ONCE).execute(wanted)
    for rows in streamed.mappings().partitions():
        yield [dict(row) for row in rows]


def _own_keys(table: Table) -> list[Column[Any]]:
    """Columns that point at rows of the same table."""
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def _store(table: Table, rows: list[dict[str, Any]], done: int, target: Database) -> None:
    later = {column.name: None for column in _own_keys(table)}
    with target.unit_of_work() as uow:
        connection = uow.db.connection()
        connection.execute(insert(table), [row | later for row in rows])
        changed = connection.execute(update(_PROGRESS).where(_PROGRESS.c.name == table.name).values(rows=done))
        if not changed.rowcount:
            connection.execute(insert(_PROGRESS).values(name=table.name, rows=done))


def _done(table: Table, target: Database) -> int:
    with target.snapshot() as snapshot:
        found = snapshot.db.connection().execute(select(_PROGRESS.c.rows).where(_PROGRESS.c.name == table.name))
        return int(found.scalar() or 0)


def _point_at_own(table: Table, source: Connection, target: Database) -> None:
    """Rows that point at others of their own table do so once all of them are there."""
    for column in _own_keys(table):
        keys = list(table.primary_key.columns)
        pointing = source.execute(select(*keys, column).where(column.is_not(None))).all()
        with target.unit_of_work() as uow:
            for *key, at in pointing:
                is_it = (one == value for one, value in zip(keys, key, strict=True))
                uow.db.connection().execute(update(table).where(*is_it).values({column.name: at}))


def _go_on_counting(table: Table, connection: Connection) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    sequence = connection.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))).scalar()
    highest = connection.execute(select(func.max(column))).scalar()
    if sequence and highest is not None:
        connection.execute(select(func.setval(sequence, highest)))


def _number(row: Mapping[str, Any]) -> int:
    said = json.dumps({name: _plain(value) for name, value in row.items()}, sort_keys=True, ensure_ascii=True)
    return int.from_bytes(blake2b(said.encode(), digest_size=_SUM_BYTES).digest())


def _plain(value: Any) -> Any:
    """A value as every kind of database gives it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
