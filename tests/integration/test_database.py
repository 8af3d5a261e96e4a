"""Transactions: a snapshot reads one state and cannot write, on either database."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from liaison_app import db
from liaison_app.db import Database


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    with database.unit_of_work() as uow:
        uow.db.execute(text("CREATE TABLE thing (name TEXT)"))
        uow.db.execute(text("INSERT INTO thing VALUES ('one')"))
    yield database
    database.close()


def count(session) -> int:
    return session.db.execute(text("SELECT count(*) FROM thing")).scalar_one()


def add(session) -> None:
    session.db.execute(text("INSERT INTO thing VALUES ('more')"))


def test_a_snapshot_cannot_write(database):
    with pytest.raises(DBAPIError, match=r"read-?only"), database.snapshot() as snapshot:
        add(snapshot)


def test_the_same_connection_writes_again_after_a_snapshot(database):
    for _ in range(2):
        with database.snapshot() as snapshot:
            assert count(snapshot) >= 1
        with database.unit_of_work() as uow:
            add(uow)
    with database.snapshot() as snapshot:
        assert count(snapshot) == 3


def test_a_snapshot_sees_one_state_from_its_first_look_on(database):
    with database.snapshot() as snapshot:
        assert count(snapshot) == 1
        with database.unit_of_work() as uow:
            add(uow)
        assert count(snapshot) == 1
    with database.snapshot() as snapshot:
        assert count(snapshot) == 2


@pytest.fixture
def begun(sqlite_database):
    """The transactions that SQLite was asked to let write."""
    asked = []
    event.listen(
        sqlite_database.engine, "before_cursor_execute",
        lambda *given: asked.append(given[2]) if given[2] == "BEGIN IMMEDIATE" else None,
    )  # fmt: skip
    return asked


@pytest.fixture
def sqlite_database(sqlite_url):
    database = Database(sqlite_url)
    with database.unit_of_work() as uow:
        uow.db.execute(text("CREATE TABLE thing (name TEXT)"))
    yield database
    database.close()


def writer(database) -> threading.Thread:
    def work():
        with database.unit_of_work() as uow:
            add(uow)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_who_has_to_wait_does_not_wait_inside_sqlite(sqlite_database, begun):
    """There they would sleep on while the lock is free."""
    with sqlite_database.unit_of_work() as uow:
        add(uow)
        waiting = [writer(sqlite_database) for _ in range(3)]
        waiting[0].join(0.3)
        assert (len(begun), waiting[0].is_alive()) == (1, True)
    for one in waiting:
        one.join(10)
    assert len(begun) == 4
    with sqlite_database.snapshot() as snapshot:
        assert count(snapshot) == 4


def test_a_turn_that_does_not_come_ends_with_what_sqlite_says(sqlite_url, monkeypatch):
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    database = Database(sqlite_url)
    with database.unit_of_work() as uow:
        uow.db.execute(text("CREATE TABLE thing (name TEXT)"))
        with pytest.raises(DBAPIError, match="locked"), database.unit_of_work() as inner:
            add(inner)
    with database.unit_of_work() as uow:  # the turn was given back
        add(uow)
    database.close()


def end_all_connections(url: str) -> None:
    """As a restart of PostgreSQL does, to everybody else."""
    other = create_engine(url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                 "AND pid <> pg_backend_pid()")
        )  # fmt: skip
    other.dispose()


@contextmanager
def used_before_a_restart(url: str):
    """A database whose one connection has died since it was used."""
    database = Database(url)
    with database.snapshot() as snapshot:
        snapshot.db.execute(text("SELECT 1"))
    end_all_connections(url)
    yield database
    database.close()


def answers(database: Database) -> bool:
    with database.snapshot() as snapshot:
        return snapshot.db.execute(text("SELECT 1")).scalar_one() == 1


def test_a_connection_that_died_while_it_was_idle_is_made_anew(postgres_url, monkeypatch):
    monkeypatch.setattr(db, "ASKED_AFTER_S", 0.0)
    with used_before_a_restart(postgres_url) as database:
        assert answers(database)


def test_control_one_that_is_not_asked_fails_once_and_is_made_anew_then(postgres_url, monkeypatch):
    """Used a moment ago, it is not asked whether it is there: every transaction would wait for the answer."""
    monkeypatch.setattr(db, "ASKED_AFTER_S", 3600.0)
    with used_before_a_restart(postgres_url) as database:
        with pytest.raises(OperationalError):
            answers(database)
        assert answers(database)
