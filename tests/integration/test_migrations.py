"""The database comes up from nothing, and says what the tables say, on each make of database."""

from __future__ import annotations

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

import liaison_app.models
from alembic import command
from liaison_app.cli import PROJECT
from liaison_app.db import Database
from liaison_app.models import DemoProgram
from liaison_app.models.demo import THE_ONE

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


@pytest.mark.parametrize(("password", "is_loaded"), [("hash", True), ("", False)])
def test_a_demo_program_from_before_it_was_marked_is_known(configuration, database_url, password, is_loaded):
    command.upgrade(configuration, "0021")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for role in ("liaison", "coordinator", "city"):
            row = FIRST_ROWS[0].replace("'a', 'a@example.org'", f"'{role}', '{role}@example.org'")
            connection.execute(text(row.replace("'liaison', ''", f"'{role}', '{password}'")))
    command.upgrade(configuration, "head")
    engine.dispose()
    database = Database(database_url)
    with database.snapshot() as snapshot:
        mark = snapshot.db.get(DemoProgram, THE_ONE)
    database.close()
    assert mark.endpoint == ""
    assert (mark.loaded_at is not None) is is_loaded


def test_a_program_of_somebodys_own_is_not_taken_for_a_demo(configuration, database_url):
    command.upgrade(configuration, "0021")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(FIRST_ROWS[0]))
    command.upgrade(configuration, "head")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM demo_program")).scalar_one() == 0
    engine.dispose()


def test_places_that_were_told_in_words_are_known_by_the_neighborhoods_name(configuration, database_url):
    """And their counts are made anew: `migrate` does that where a facet is 0."""
    command.upgrade(configuration, "0021")
    told = """INSERT INTO ticket (id, ref, filed_by, service_code, service_name, description, lat, lon, address,
              public_lat, public_lon, public_address, cell, neighborhood_id, visibility, status, status_notes, delivery,
              service_notice, agency_responsible, requested_at, updated_at, has_public_photo, facet)
              VALUES (:id, :id, :by, 'X', 'X', '', 1, 1, '', 1, 1, :shown, 7, 'n', 'public', 'open', '', 'queued', '',
              '', '2026-01-02', '2026-01-02', false, 1)"""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(FIRST_ROWS[0]))
        connection.execute(text("INSERT INTO neighborhood (id, name, lat, lon) VALUES ('n', 'Cobbs Creek', 1, 1)"))
        for number, by, shown in (
            ("T-1", "a", "Cobbs Creek"),
            ("T-2", "a", "5200 Market St"),
            ("T-3", None, "Cobbs Creek"),
        ):
            connection.execute(text(told), {"id": number, "by": by, "shown": shown})
    command.upgrade(configuration, "head")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, is_in_words, cell, facet FROM ticket ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("T-1", True, -1, 0), ("T-2", False, 7, 1), ("T-3", False, 7, 1)]
