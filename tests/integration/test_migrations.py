"""The database comes up from nothing, and says what the tables say, on each make of database."""

from __future__ import annotations

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect

import liaison_app.models
from alembic import command
from liaison_app.cli import PROJECT


@pytest.fixture
def configuration(database_url):
    found = Config(str(PROJECT / "alembic.ini"))
    found.set_main_option("script_location", str(PROJECT / "alembic"))
    found.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return found


def tables_of(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_every_table_comes_up_from_nothing(configuration, database_url):
    command.upgrade(configuration, "head")
    assert set(liaison_app.models.metadata.tables) <= tables_of(database_url)


def test_migrations_and_tables_say_the_same(configuration):
    """`alembic check` raises when a table, column or type differs."""
    command.upgrade(configuration, "head")
    command.check(configuration)


def test_a_repeated_migration_changes_nothing(configuration, database_url):
    command.upgrade(configuration, "head")
    before = tables_of(database_url)
    command.upgrade(configuration, "head")
    assert tables_of(database_url) == before
