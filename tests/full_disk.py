"""A disk that is full, as the database itself reports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from liaison_app.db import Database


@contextmanager
def full(database: Database, table: str, act: str) -> Iterator[None]:
    """No room any more for whatever does `act` (INSERT or UPDATE) to `table`: the database says so itself."""
    if database.is_sqlite:
        with _full_sqlite(database, table, act):
            yield
        return
    with database.unit_of_work() as uow:
        uow.db.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
            )
        )
        uow.db.execute(text(f"CREATE TRIGGER no_room BEFORE {act} ON {table} EXECUTE FUNCTION no_room()"))
    yield
    with database.unit_of_work() as uow:
        uow.db.execute(text(f"DROP TRIGGER no_room ON {table}"))


@contextmanager
def _full_sqlite(database: Database, table: str, act: str) -> Iterator[None]:
    """The file may grow by a few pages, and the act takes more."""
    with database.unit_of_work() as uow:
        uow.db.execute(text("CREATE TABLE ballast (weight BLOB)"))
        uow.db.execute(
            text(
                f"CREATE TRIGGER no_room AFTER {act} ON {table} "
                "BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END"
            )
        )
        pages = uow.db.execute(text("PRAGMA page_count")).scalar_one() + 20

    def narrow(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    database.close()
    event.listen(database.engine, "connect", narrow)
    yield
    event.remove(database.engine, "connect", narrow)
    database.close()
    with database.unit_of_work() as uow:
        uow.db.execute(text("DROP TRIGGER no_room"))
