"""Transactions: a snapshot reads one state and cannot write, on either database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

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
