"""The database comes up from nothing, and says what the tables say, on each make of database."""

from __future__ import annotations

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

import liaison_app.models
from alembic import command
from liaison_app.cli import PROJECT

# A program as the first version wrote it: a ticket, and rows that point at it.
FIRST_ROWS = (
    """INSERT INTO account (id, email, name, role, password_hash, locale, is_active, created_at, password_changed_at)
       VALUES ('a', 'a@example.org', 'Ann', 'liaison', '', 'en', true, '2026-01-02', '2026-01-02')""",
    """INSERT INTO ticket (id, ref, filed_by, service_code, service_name, description, lat, lon, address, public_lat,
       public_lon, public_address, cell, visibility, status, status_notes, delivery, service_notice,
       agency_responsible, requested_at, updated_at, has_public_photo)
       VALUES ('T-1', 'NL-1', 'a', 'X', 'X', '', 1, 1, '', 1, 1, '', 1, 'public', 'open', '', 'queued', '', '',
       '2026-01-02', '2026-01-02', false)""",
    """INSERT INTO outbox_entry (ticket_id, delivery, queued_at, worker, fence, failures, clean_searches, reason,
       city_words) VALUES ('T-1', 'queued', '2026-01-02', '', 0, 0, 0, '', '')""",
    """INSERT INTO status_change (ticket_id, at, kind, word, note, is_public)
       VALUES ('T-1', '2026-01-02', 'filed', '', '', true)""",
)


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


def test_what_the_first_version_wrote_is_still_there_after_every_migration(configuration, database_url):
    """On SQLite a changed table is written anew; what points at it must neither stop that nor vanish by it."""
    command.upgrade(configuration, "0001")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for row in FIRST_ROWS:
            connection.execute(text(row))
    command.upgrade(configuration, "head")
    joined = """SELECT ticket.ref, ticket.origin, ticket.filed_by, outbox_entry.delivery, status_change.kind FROM ticket
                JOIN outbox_entry ON outbox_entry.ticket_id = ticket.id
                JOIN status_change ON status_change.ticket_id = ticket.id"""
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(joined))] == [("NL-1", "liaison", "a", "queued", "filed")]
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            wheres = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%WHERE status = %'"))
            assert wheres.scalar_one() == 1, "an index over open tickets alone was lost"
    engine.dispose()
