"""D20, D21, D22, D29: a database that is locked, full, or older than the truth; for real, on both makes."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from liaison_app import db
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import StorageFull
from liaison_app.models import Ticket
from liaison_app.services import delivering, delivery_deciding
from tests.delivery_world import POLICY, World, client_of
from tests.full_disk import full

PATIENCE_MS = 300


@pytest.fixture
def world(database_url, practice_city, monkeypatch):
    """A world whose database connections wait for a lock for a moment only."""
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", PATIENCE_MS)
    monkeypatch.setattr(delivering, "RECORD_PAUSES_S", (0.1, 0.1, 0.1))
    url = database_url
    if url.startswith("postgresql"):
        url += f"{'&' if '?' in url else '?'}options=-clock_timeout%3D{PATIENCE_MS}"
    world = World(url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


@contextmanager
def locked(url):
    """Somebody else holds what a claim and a record need."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
        other.execute("LOCK TABLE outbox_entry IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


class LocksBehindItself:
    """A city whose answer comes when the database has just been locked by somebody, for `seconds`."""

    def __init__(self, city, url, seconds):
        self._city, self._url, self._seconds = city, url, seconds
        self.free = threading.Event()

    def post(self, request):
        posted = self._city.post(request)
        held = threading.Event()
        threading.Thread(target=self._hold, args=(held,)).start()
        assert held.wait(5)
        return posted

    def _hold(self, held):
        with locked(self._url):
            held.set()
            self.free.wait(self._seconds)

    def __getattr__(self, name):
        return getattr(self._city, name)


def test_d20_a_database_that_is_locked_at_the_claim_is_tried_again_later(world, practice_city):
    ticket_id = world.file()
    with locked(world.database.url), pytest.raises(OperationalError):
        world.deliver()
    assert (world.entry(ticket_id).delivery, world.attempts(ticket_id)) == (Delivery.QUEUED, [])
    assert world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d20_a_database_that_is_locked_at_the_record_is_asked_again_until_it_is_free(world, practice_city):
    ticket_id = world.file()
    world.ask(LocksBehindItself(world.city, world.database.url, seconds=0.8))
    assert world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d20_a_database_that_stays_locked_at_the_record_leaves_it_to_be_looked_up(world, practice_city):
    ticket_id = world.file()
    city = LocksBehindItself(world.city, world.database.url, seconds=20.0)
    world.ask(city)
    with pytest.raises(OperationalError):
        world.deliver()
    city.free.set()
    assert world.entry(ticket_id).delivery is Delivery.SENDING
    world.clock.move(POLICY.lease_s)
    for _ in range(50):  # until the other has let go
        with suppress(OperationalError):
            if world.give_up_lost():
                break
    world.settle()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]
    assert world.entry(ticket_id).reason == "reconciled"


def test_d21_a_disk_that_is_full_at_the_record_leaves_it_to_be_looked_up(world, practice_city):
    ticket_id = world.file()
    with full(world.database, "delivery_attempt", "UPDATE"):
        with pytest.raises(StorageFull):
            world.deliver()
        assert world.entry(ticket_id).delivery is Delivery.SENDING
        assert len(world.numbers_at(practice_city, ticket_id)) == 1
        world.clock.move(POLICY.lease_s)
        with pytest.raises(StorageFull):
            world.give_up_lost()
    world.give_up_lost()
    world.settle()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d21_a_disk_that_is_full_at_the_claim_sends_nothing(world, practice_city):
    ticket_id = world.file()
    with full(world.database, "delivery_attempt", "INSERT"), pytest.raises(StorageFull):
        world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == []
    world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d22_a_disk_that_is_full_at_submit_keeps_nothing_by_halves_and_the_same_press_goes_through_later(
    world, practice_city
):
    with full(world.database, "outbox_entry", "INSERT"), pytest.raises(StorageFull):
        world.file()
    with world.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Ticket.id)).all() == []
    assert not world.deliver()
    assert "outbox" not in world.rooms, "nobody is told of what was not saved"
    ticket_id = world.file()
    world.deliver()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def backed_up(url, tmp_path):
    """A backup, as an operator makes one; what comes back restores it. Nobody is connected at either moment."""
    if url.startswith("sqlite"):
        there, kept = url.removeprefix("sqlite:///"), tmp_path / "backup.db"
        sqlite3.connect(there).backup(sqlite3.connect(kept))

        def restore():
            gc.collect()  # a cursor that waits for it holds a closed connection's file open
            for suffix in ("-wal", "-shm"):
                Path(there + suffix).unlink(missing_ok=True)
            shutil.copy(kept, there)

        return restore
    name = make_url(url).database

    def administer(*commands):
        admin = url.replace("postgresql+psycopg://", "postgresql://").replace(f"/{name}?", "/postgres?")
        with psycopg.connect(admin, autocommit=True) as server:
            for command in commands:
                server.execute(command)

    administer(f'CREATE DATABASE "{name}_kept" TEMPLATE "{name}"')
    return lambda: administer(
        f'DROP DATABASE "{name}" WITH (FORCE)', f'ALTER DATABASE "{name}_kept" RENAME TO "{name}"'
    )


def test_d29_after_a_restore_what_went_out_meanwhile_is_found_and_not_sent_again(
    world, practice_city, database_url, tmp_path
):
    gone, waiting = world.file("Went out after the backup."), world.file("Waited.")
    world.database.close()
    restore = backed_up(database_url, tmp_path)
    assert world.deliver()
    number = world.ticket(gone).service_request_id
    assert number is not None
    world.database.close()
    restore()
    assert world.entry(gone).delivery is Delivery.QUEUED, "the restored database knows nothing of it"
    with world.database.unit_of_work() as uow:
        assert delivery_deciding.distrust(uow=uow, clock=world.clock, delivery_policy=world.policy) == 2
    assert not world.deliver(), "nothing is sent before it was looked up"
    world.settle()
    while world.deliver():
        pass
    assert world.numbers_at(practice_city, gone) == [number] == [world.ticket(gone).service_request_id]
    assert world.numbers_at(practice_city, waiting) == [world.ticket(waiting).service_request_id]


def test_d29_control_without_looking_it_up_a_restored_database_files_twice(
    world, practice_city, database_url, tmp_path
):
    gone = world.file()
    world.database.close()
    restore = backed_up(database_url, tmp_path)
    world.deliver()
    world.database.close()
    restore()
    world.deliver()
    assert len(world.numbers_at(practice_city, gone)) == 2
