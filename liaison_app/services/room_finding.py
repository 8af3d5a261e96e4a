"""The meeting behind a room's code."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ports import Clock
from liaison_app.domain.room import RoomStand, stand_of
from liaison_app.models import Meeting


def find_room(code: str, snapshot: Snapshot, clock: Clock) -> tuple[Meeting, RoomStand]:
    """The meeting whose room has this code, and how its room stands.

    Raises: NotFound; the same where there never was one and where it is long over.
    """
    meeting = snapshot.db.exec(select(Meeting).where(Meeting.room_code == code)).first()
    stand = stand_of_meeting(meeting, clock) if meeting else None
    if meeting is None or stand is None:
        raise NotFound
    return meeting, stand


def stand_of_meeting(meeting: Meeting, clock: Clock) -> RoomStand | None:
    """How a meeting's room stands; None where it was never opened, or is long over."""
    if meeting.room_code is None or meeting.room_opened_at is None:
        return None
    return stand_of(closed_at=meeting.room_closed_at, ended_at=meeting.ended_at, now=clock.now())


def take_turn_in_room(code: str, uow: UnitOfWork, clock: Clock) -> tuple[Meeting, RoomStand]:
    """As `find_room`; whoever else changes something in this room waits until this transaction is over.

    Raises: NotFound.
    """
    uow.db.exec(select(Meeting.id).where(Meeting.room_code == code).with_for_update()).first()
    return find_room(code, uow, clock)


def require_open(stand: RoomStand) -> None:
    """Raises: Conflict (`room_closed`)."""
    if stand is not RoomStand.OPEN:
        raise Conflict("room_closed")
