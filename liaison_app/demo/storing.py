"""Rows straight into tables, thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from liaison_app.db import UnitOfWork
from liaison_app.models import metadata

Row = dict[str, Any]


def insert_rows(uow: UnitOfWork, table: type[SQLModel], values: Sequence[Row]) -> int:
    """Insert rows that name the same columns; how many."""
    if values:
        # Straight to the table: the ORM would cut the rows into runs that have the same columns empty.
        uow.db.connection().execute(insert(metadata.tables[str(table.__tablename__)]), values)
    return len(values)


def insert_models(uow: UnitOfWork, rows: Sequence[SQLModel]) -> int:
    """Insert objects of one table, which are not kept in the session; how many."""
    return insert_rows(uow, type(rows[0]), [row.model_dump() for row in rows]) if rows else 0
