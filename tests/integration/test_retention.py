"""What need not be kept any longer goes by itself, and nothing else does."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app import models
from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.tickets import Status
from liaison_app.services import people_desk, retention
from liaison_app.services.photos import thumb_key
from tests.builders import World
from tests.meetings_world import a_meeting, an_item

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "photos"


@pytest.fixture
def world(database_url, folder):
    world = World.on(database_url, photo_store=PhotoFolder(folder))
    yield world
    world.app.close()


def put(world, key, *, kept_since):
    for one in (PhotoKey(key), thumb_key(PhotoKey(key))):
        world.app.ports["photo_store"].put(one, b"photo")
        os.utime(next(world.app.ports["photo_store"]._folder.rglob(f"{one}.jpg")), (kept_since.timestamp(),) * 2)


def files(folder):
    return {path.stem for path in folder.rglob("*.jpg")}


def both(*keys):
    return {one for key in keys for one in (key, thumb_key(PhotoKey(key)))}


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


def test_a_neighbor_of_a_ticket_that_is_never_closed_goes_a_year_after_anything_happened_to_it(world):
    liaison, now = world.account(), world.clock.at
    silent = world.ticket(liaison, requested_at=now - 900 * DAY, updated_at=now - 366 * DAY)
    moved = world.ticket(liaison, requested_at=now - 900 * DAY, updated_at=now - 364 * DAY)
    for ticket_id in (silent, moved):
        world.add(models.HeardFrom(ticket_id=ticket_id, name="Mary", contact="", consented_at=now))
    world.app.use(retention.forget_neighbors)
    assert left(world, models.HeardFrom.ticket_id) == {moved}


def test_a_photo_that_no_ticket_took_is_forgotten(world, folder):
    liaison, now = world.account(), world.clock.at
    loose_old = world.photo(None, liaison, created_at=now - 15 * DAY)
    loose_new = world.photo(None, liaison, created_at=now - 13 * DAY)
    taken_old = world.photo(world.ticket(liaison), liaison, created_at=now - 900 * DAY)
    for key in (loose_old, loose_new, taken_old):
        put(world, key, kept_since=now)
    world.app.use(retention.forget_loose_photos)
    assert left(world, models.TicketPhoto.key) == {loose_new, taken_old}
    assert files(folder) == both(loose_new, taken_old)


def test_a_photo_of_a_concern_on_a_list_stays_as_long_as_that(world, folder):
    liaison, now = world.account(), world.clock.at
    meeting_id = a_meeting(world, liaison)
    old = {state: world.photo(None, liaison, created_at=now - 15 * DAY) for state in ("recorded", "left_out")}
    refs = {
        state: an_item(
            world, meeting_id, state=ItemState(state), recorded_by=liaison.account_id, fields={"photo": [key]}
        )
        for state, key in old.items()
    }
    for key in old.values():
        put(world, key, kept_since=now)
    world.app.use(retention.forget_loose_photos)
    assert left(world, models.TicketPhoto.key) == {old["recorded"]}
    assert files(folder) == both(old["recorded"])
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.MeetingItem, refs["recorded"]).state = ItemState.LEFT_OUT
    world.clock.at = now + 15 * DAY
    world.app.use(retention.forget_loose_photos)
    assert files(folder) == both()


def test_a_photo_that_a_ticket_is_taking_is_left_to_it(postgres_url, folder):
    world = World.on(postgres_url, photo_store=PhotoFolder(folder))
    liaison, now = world.account(), world.clock.at
    ticket_id = world.ticket(liaison)
    key = world.photo(None, liaison, created_at=now - 15 * DAY)
    put(world, key, kept_since=now)
    with world.app.database.unit_of_work() as filing:
        filing.db.get(models.TicketPhoto, key).ticket_id = ticket_id
        filing.db.flush()
        world.app.use(retention.forget_loose_photos)
    assert files(folder) == both(key)
    assert left(world, models.TicketPhoto.ticket_id) == {ticket_id}
    world.app.close()


def test_a_file_that_no_row_tells_of_is_forgotten_after_two_weeks(world, folder):
    now = world.clock.at
    known = world.photo(None, world.account())
    for key, days in ((known, 15), ("strayold1", 15), ("straynew1", 13)):
        put(world, key, kept_since=now - days * DAY)
    world.app.use(retention.forget_stray_files)
    assert files(folder) == both(known, "straynew1")


def test_beside_an_empty_database_no_file_is_touched(world, folder):
    put(world, "strayold1", kept_since=world.clock.at - 900 * DAY)
    world.app.use(retention.forget_stray_files)
    assert files(folder) == both("strayold1")


def test_login_sessions_and_invitations_go_90_days_after_their_end(world):
    boss, now = world.account(Role.COORDINATOR), world.clock.at
    for token, given in {
        "over": {"expires_at": now - 91 * DAY},
        "ended": {"expires_at": now + 9 * DAY, "ended_at": now - 91 * DAY},
        "lately": {"expires_at": now - 89 * DAY},
        "signed-in": {"expires_at": now + DAY},
    }.items():
        at = {"created_at": now - 99 * DAY, "seen_at": now - 99 * DAY}
        world.add(models.LoginSession(id=token, account_id=boss.account_id, token_hash=token, **at, **given))
    for name, days in {"old": -91, "new": -89, "open": 7}.items():
        times = {"created_at": now - 99 * DAY, "expires_at": now + days * DAY}
        world.add(models.Invitation(id=name, code_hash=name, role=Role.LIAISON, invited_by=boss.account_id, **times))
    world.app.use(retention.forget_records)
    assert left(world, models.LoginSession.id) == {"lately", "signed-in"}
    assert left(world, models.Invitation.id) == {"new", "open"}


def test_when_somebody_was_last_here_outlives_their_login_sessions(world):
    boss, liaison, now = world.account(Role.COORDINATOR), world.account(), world.clock.at
    for token, days in {"first": 200, "last": 120, "another": 150}.items():
        at = {"created_at": now - 300 * DAY, "seen_at": now - days * DAY, "expires_at": now - 100 * DAY}
        world.add(models.LoginSession(id=token, account_id=liaison.account_id, token_hash=token, **at))
    world.app.use(retention.forget_records)
    assert left(world, models.LoginSession.id) == set()
    people = {one.id: one.seen_at for one in world.app.use(people_desk.list_people, actor=boss).rows}
    assert people == {liaison.account_id: now - 120 * DAY, boss.account_id: None}


def test_refusals_go_after_90_days_and_the_rest_of_the_trail_stays(world):
    now = world.clock.at
    for subject, action, days in (("a", "refused", 91), ("b", "refused", 89), ("c", "invited", 900)):
        world.add(models.AuditEntry(at=now - days * DAY, action=action, subject=subject))
    world.app.use(retention.forget_records)
    assert left(world, models.AuditEntry.subject) == {"b", "c"}


def test_attempts_go_a_year_after_their_message_was_settled(world):
    liaison, now = world.account(), world.clock.at
    settled = {1: now - 366 * DAY, 2: now - 364 * DAY, 3: None}
    for number, settled_at in settled.items():
        ticket_id = world.ticket(liaison)
        world.waiting(ticket_id, Delivery.ACCEPTED if settled_at else Delivery.HUMAN, settled_at=settled_at)
        world.add(
            models.DeliveryAttempt(ticket_id=ticket_id, number=number, fence=1, worker="w", started_at=now - 900 * DAY)
        )
    world.app.use(retention.forget_records)
    assert left(world, models.DeliveryAttempt.number) == {2, 3}


def test_much_is_forgotten_in_several_goes(world, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(3):
        world.add(models.AuditEntry(at=world.clock.at - 91 * DAY, action="refused"))
    assert world.app.use(retention.forget_records) is True
    assert world.app.use(retention.forget_records) is False
    assert left(world, models.AuditEntry.id) == set()
