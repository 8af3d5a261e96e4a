"""The tables of an empty database, copied from one that has them, as hundreds of statements take a test far longer."""

from __future__ import annotations

import sqlite3
import threading
from functools import cache

from sqlalchemy import Engine, create_engine, inspect, text

from liaison_app.models import metadata

TEMPLATE = "liaison_tables"
_one_at_a_time = threading.Lock()


def create_tables(engine: Engine) -> None:
    """What `metadata.create_all` does, for a database that has none of them or all."""
    if inspect(engine).has_table("account"):
        return
    with _one_at_a_time:
        (_copy_sqlite if engine.dialect.name == "sqlite" else _copy_postgres)(engine)


@cache
def _sqlite_template() -> sqlite3.Connection:
    template = sqlite3.connect(":memory:", check_same_thread=False)
    metadata.create_all(create_engine("sqlite://", creator=lambda: template))
    return template


def _copy_sqlite(engine: Engine) -> None:
    with engine.connect() as connection:
        _sqlite_template().backup(connection.connection.driver_connection)


def _copy_postgres(engine: Engine) -> None:
    """The database itself is made anew after the template, which the first test on this server has made."""
    name = engine.url.database
    engine.dispose()
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as asking:
        if not asking.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE}):
            asking.execute(text(f"CREATE DATABASE {TEMPLATE}"))
            template = create_engine(engine.url.set(database=TEMPLATE))
            metadata.create_all(template)
            template.dispose()
        asking.execute(text(f'DROP DATABASE "{name}"'))
        asking.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY file_copy'))
    admin.dispose()
