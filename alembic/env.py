"""Migrations: the app's own tables, on SQLite and PostgreSQL alike, with types compared."""

from sqlalchemy import Connection, Enum
from sqlmodel import AutoString

import liaison_app.models
from alembic import context
from liaison_app.db import Database
from liaison_app.models.columns import UtcDateTime

# A deploy must not wait behind a long query, nor make others wait behind it.
LOCK_TIMEOUT = "SET lock_timeout = '5s'"


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write plain SQLAlchemy types: a migration must not change when the app's own classes do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=liaison_app.models.metadata,
        compare_type=True,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def prepare(connection: Connection) -> None:
    """What holds for a migration alone; the connection is closed after it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(LOCK_TIMEOUT)
        connection.commit()
        return
    # SQLite changes a column by writing the table anew under another name and dropping the old one, which must not
    # count as deleting what others point at. It can only be said outside of a transaction.
    sqlite = connection.connection.driver_connection
    connection.rollback()
    if sqlite is not None:
        sqlite.execute("PRAGMA foreign_keys=OFF")


def main() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        from liaison_app.settings import settings

        url = settings().database
    database = Database(url)
    with database.engine.execution_options(writes=True).connect() as connection:
        prepare(connection)
        run(connection)
        connection.commit()
    database.close()


main()
