"""Many rows into one table at once: values go through the columns' own types, and past everything else.

Binding and inserting are two steps, so that the first can be done elsewhere, before the transaction. One `executemany`
on SQLite, one COPY on PostgreSQL. What a column type refuses (a time without a zone) is refused by the binder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import ARRAY, ColumnElement, Dialect, Engine, Enum, String, any_, event, func, literal, select
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel, col

from liaison_app.db import UnitOfWork
from liaison_app.models import metadata
from liaison_app.models.columns import UtcDateTime

Values = Sequence[Any]
Bind = Callable[[Any], Any]
# What one connection that imports may use; the pages of an index stay at hand from one batch to the next.
CACHE_KIB = 262_144
CHECKPOINT_PAGES = 20_000
NOTHING: Mapping[str, Any] = MappingProxyType({})
_WITHOUT_ZONE = len("2026-11-30 02:25:00.000000")


class Binder:
    """Binds rows of some columns of a table, as the driver of `dialect` takes them."""

    def __init__(self, table: type[SQLModel], columns: Sequence[str], dialect: Dialect) -> None:
        known = metadata.tables[str(table.__tablename__)].columns
        processors = [_processor(known[column].type, dialect) for column in columns]
        self._work = [(place, process) for place, process in enumerate(processors) if process is not None]

    def bind(self, row: Values) -> tuple[Any, ...]:
        """The values of a row, in the columns' order."""
        values = list(row)
        for place, process in self._work:
            values[place] = process(values[place])
        return tuple(values)


def dialect_of(url: str) -> Dialect:
    """The dialect that a database URL names."""
    return make_url(url).get_dialect()()


def insert_bound(
    table: type[SQLModel],
    columns: Sequence[str],
    rows: Iterable[Values],
    uow: UnitOfWork,
    always: Mapping[str, Any] = NOTHING,
) -> None:
    """Insert bound `rows`, each with the values of `columns` in that order, in the unit of work's transaction.

    `always` has the (unbound) values of further columns that are the same in every row: they are told once.
    """
    connection = uow.db.connection()
    name = str(table.__tablename__)
    same = Binder(table, tuple(always), connection.dialect).bind(tuple(always.values()))
    every = (*columns, *always)
    if connection.dialect.name == "postgresql":
        _copy(connection.connection.driver_connection, name, every, ((*row, *same) for row in rows))
        return
    values = list(rows)
    if values:
        places = ", ".join([*"?" * len(columns), *map(_literal, same)])
        names = ", ".join(f'"{column}"' for column in every)
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) VALUES ({places})', values)  # noqa: S608 (own names)


def _literal(bound: Any) -> str:
    """A bound value as SQLite reads it in a statement. Raises: TypeError, for what it would read as something else."""
    if isinstance(bound, str):
        return "'" + bound.replace("'", "''") + "'"
    if bound is None or isinstance(bound, int):
        return "NULL" if bound is None else str(int(bound))
    raise TypeError(type(bound).__name__)


def one_of(column: Any, values: Sequence[str], uow: UnitOfWork) -> ColumnElement[bool]:
    """Whether a column of text has one of very many values, told as one parameter: to bind each costs more than to
    look it up."""
    if uow.db.connection().dialect.name == "postgresql":
        return col(column) == any_(literal(list(values), ARRAY(String)))
    told = func.json_each(literal(json.dumps(list(values)))).table_valued("value")
    return col(column).in_(select(told.c.value))


def make_room(engine: Engine) -> None:
    """Let connections to SQLite that are made from now on keep enough in memory to write much at once."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _keep_more)


def _keep_more(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Bind | None:
    if isinstance(kind, UtcDateTime) and dialect.name == "sqlite":
        return _sqlite_time
    process: Bind | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return _remembered(process) if process is not None and isinstance(kind, Enum) else process


@lru_cache(maxsize=64)  # a row and its history name the same moment three times
def _sqlite_time(value: datetime | None) -> str | None:
    """What `UtcDateTime` makes of a time on SQLite, without the layers in between."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a time without a zone")
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return in_utc.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


def _remembered(process: Bind) -> Bind:
    """`process` for values of which there are few."""
    known: dict[Any, Any] = {}

    def bind(value: Any) -> Any:
        # As the plain word: an enum's own hash is one of Python's, and twice as slow as all the rest.
        word = value if value is None else str.__str__(value)
        if word not in known:
            known[word] = process(value)
        return known[word]

    return bind


def _copy(
    connection: psycopg.Connection[Any] | None, name: str, columns: Sequence[str], rows: Iterable[Values]
) -> None:
    if connection is None:
        raise RuntimeError("no connection")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
