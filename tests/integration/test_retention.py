"""What need not be kept any longer goes by itself, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app import models
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.tickets import Status
from liaison_app.services import retention
from liaison_app.services.photos import thumb_key
from tests.builders import World

DAY = timedelta(days=1)


class PhotosInMemory:
    """A store that can only forget."""

    def __init__(self):
        self.bytes_of = {}

    def drop(self, key):
        self.bytes_of.pop(key, None)


@pytest.fixture
def world(database_url):
    world = World.on(database_url, photo_store=PhotosInMemory())
    yield world
    world.app.close()


def left(world, column):
    with world.app.database.snapshot() as snapshot:
        return set(snapshot.db.exec(select(column)).all())


def test_a_neighbor_is_forgotten_a_year_after_the_ticket_was_closed(world):
    liaison, now = world.account(), world.clock.at
    closed = {"status": Status.CLOSED}
    long_ago = world.ticket(liaison, **closed, closed_at=now - 366 * DAY)
    lately = world.ticket(liaison, **closed, closed_at=now - 364 * DAY)
    still_open = world.ticket(liaison, requested_at=now - 900 * DAY)
    for ticket_id in (long_ago, lately, still_open):
        world.add(models.HeardFrom(ticket_id=ticket_id, name="Mary", contact="", consented_at=now))
    assert world.app.use(retention.forget_neighbors) is False
    assert left(world, models.HeardFrom.ticket_id) == {lately, still_open}
    assert left(world, models.AuditEntry.subject) == {long_ago}


def test_a_photo_that_no_ticket_took_is_forgotten(world):
    liaison, now, bytes_of = world.account(), world.clock.at, world.app.ports["photo_store"].bytes_of
    loose_old = world.photo(None, liaison, created_at=now - 15 * DAY)
    loose_new = world.photo(None, liaison, created_at=now - 13 * DAY)
    taken_old = world.photo(world.ticket(liaison), liaison, created_at=now - 900 * DAY)
    for key in (loose_old, loose_new, taken_old):
        bytes_of |= {key: b"photo", thumb_key(PhotoKey(key)): b"thumb"}
    world.app.use(retention.forget_loose_photos)
    kept = {loose_new, taken_old}
    assert left(world, models.TicketPhoto.key) == kept
    assert set(bytes_of) == kept | {thumb_key(PhotoKey(key)) for key in kept}
