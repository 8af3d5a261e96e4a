"""`move-database`: a program goes from one database to another, of whatever kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from alembic.config import Config
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from alembic import command
from liaison_app import moving
from liaison_app.db import Database, Snapshot
from liaison_app.domain.errors import SettingsWrong
from liaison_app.moving import Held
from liaison_app.progress_bar import counted
from liaison_app.settings import PROJECT_DIR


@click.command("move-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def move_database_command(source: str, target: str) -> None:
    """Carry the program from one database into another, empty one, as SQLAlchemy URLs: SQLite to PostgreSQL, or back.

    Stop the app first. Broken off, the same command goes on where it was. Nothing is taken out of FROM.
    """
    with opened(source) as from_, opened(target) as to:
        with moving.standing_still(from_) as standing:
            held = carry(standing, to)
        moving.finish(to)
    click.echo(f"{rows_in(held):,} rows moved; both databases hold the same. Set LIAISON_DATABASE_URL to the new one.")


def carry(source: Snapshot, target: Database) -> Mapping[str, Held]:
    """Bring the target to the source's form, copy, and compare; what both hold. `moving.finish` is left to the caller.

    Raises: SettingsWrong, in a sentence; the same call goes on.
    """
    upgrade(target.url, moving.revision_of(source) or "head")
    moving.begin(source, target)
    total = moving.count_rows(source)
    with counted("Copying", total) as told:
        moving.copy(source, target, lambda _table, rows: told(rows))
    with counted("Comparing", 2 * total) as told, target.snapshot() as copied:
        here, there = (moving.held(one, lambda _table, rows: told(rows)) for one in (source, copied))
    require_same(here, there)
    return there


def rows_in(held: Mapping[str, Held]) -> int:
    """How many rows all tables hold."""
    return sum(one.rows for one in held.values())


def require_same(here: Mapping[str, Held], there: Mapping[str, Held]) -> None:
    """Raises: SettingsWrong where two databases do not hold the same."""
    if found := moving.differences(here, there):
        raise SettingsWrong(
            f"Not the same in both databases: {', '.join(found)}. Something wrote meanwhile, or before the move went "
            "on. Begin anew with an empty database."
        )


def upgrade(url: str, revision: str) -> None:
    """Bring a database up to a migration; it may stand there already."""
    of = Config(str(PROJECT_DIR / "alembic.ini"))
    of.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(of, revision)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database behind a URL. Raises: SettingsWrong where there is none, or none of a kind that is known."""
    try:
        make_url(url)
        database = Database(url)
    except (ArgumentError, ImportError) as error:
        raise SettingsWrong("That is no SQLAlchemy URL of SQLite or PostgreSQL.") from error
    try:
        yield database
    except DBAPIError as error:
        raise SettingsWrong(f"The database does not answer, or somebody writes to it: {error.orig}") from error
    finally:
        database.close()
