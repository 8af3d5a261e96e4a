"""Who was there: counted by a code that is said aloud, or written down from paper. A name is never needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meetings import AttendedHow
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.ports import Clock
from liaison_app.domain.room import MOST_CONCERNS, MOST_NAMES, NAME_LENGTH, Visitor, device_mark
from liaison_app.models import Meeting, MeetingAttendee
from liaison_app.services.meeting_rights import meeting_of
from liaison_app.services.room_finding import require_open, take_turn_in_room

#: A meeting holds as many people as a hall does.
MOST_ATTENDED = 2 * MOST_CONCERNS


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was written down from paper; `name` is '' where none was given."""

    id: int
    name: str


def attend_by_code(*, visitor: Visitor, said: str, uow: UnitOfWork, clock: Clock) -> None:
    """Count this phone as being there, once.

    Raises:
        NotFound: no such room.
        Conflict: `room_closed`.
        InputInvalid: (field `said`) this is not the code that was said.
    """
    meeting, stand = take_turn_in_room(visitor.code, uow, clock)
    mark = device_mark(visitor.device, MeetingId(meeting.id))
    if _is_there(meeting, mark, uow):
        return
    require_open(stand)
    digits = "".join(ch for ch in said[:20] if ch.isdigit())
    if not meeting.attendance_code or digits != meeting.attendance_code:
        raise InputInvalid({"said": "wrong_code"})
    _require_place(meeting, 1, uow)
    uow.db.add(MeetingAttendee(meeting_id=meeting.id, how=AttendedHow.CODE, device=mark, at=clock.now()))
    uow.announce(rooms.meeting(MeetingId(meeting.id)))


def has_attended(*, visitor: Visitor, meeting_id: MeetingId, snapshot: Snapshot) -> bool:
    """Whether this phone is counted already."""
    mark = device_mark(visitor.device, meeting_id)
    wanted = select(MeetingAttendee.id).where(MeetingAttendee.meeting_id == meeting_id, MeetingAttendee.device == mark)
    return snapshot.db.exec(wanted).first() is not None


def write_down(
    *, actor: Actor, meeting_id: MeetingId, names: Sequence[str], unnamed: int, uow: UnitOfWork, clock: Clock
) -> int:
    """Count people from the paper list: each name, and `unnamed` more; how many were added.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
        InputInvalid: (`names`) too many or too long; (`unnamed`) no number from 0 to 200.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    lines = [line for name in names[: MOST_NAMES + 1] if (line := one_line(name))]
    if len(lines) > MOST_NAMES or any(len(line) > NAME_LENGTH for line in lines):
        raise InputInvalid({"names": "too_long"})
    if not 0 <= unnamed <= MOST_NAMES:
        raise InputInvalid({"unnamed": "not_in_range"})
    if not lines and not unnamed:
        raise InputInvalid({"names": "needed"})
    _require_place(meeting, len(lines) + unnamed, uow)
    for name in (*lines, *[""] * unnamed):
        uow.db.add(MeetingAttendee(meeting_id=meeting.id, name=name, how=AttendedHow.PAPER, at=clock.now()))
    uow.announce(rooms.meeting(meeting_id))
    return len(lines) + unnamed


def strike(*, actor: Actor, meeting_id: MeetingId, attendee_id: int, uow: UnitOfWork) -> None:
    """Take somebody off the paper list again: it was a mistake.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`; or nobody of this number was written down at it.
    """
    meeting_of(actor, meeting_id, uow)
    row = uow.db.get(MeetingAttendee, attendee_id)
    if row is None or row.meeting_id != meeting_id or row.how is not AttendedHow.PAPER:
        raise NotFound
    uow.db.delete(row)
    uow.announce(rooms.meeting(meeting_id))


def from_paper(meeting_id: MeetingId, snapshot: Snapshot) -> tuple[Attendee, ...]:
    """Everybody who was written down from paper, in that order. For who works on the meeting."""
    wanted = select(MeetingAttendee).where(
        MeetingAttendee.meeting_id == meeting_id, col(MeetingAttendee.how) == AttendedHow.PAPER
    )
    rows = snapshot.db.exec(wanted.order_by(col(MeetingAttendee.id))).all()
    return tuple(Attendee(row.id or 0, row.name) for row in rows)


def _is_there(meeting: Meeting, mark: str, uow: UnitOfWork) -> bool:
    wanted = select(MeetingAttendee.id).where(MeetingAttendee.meeting_id == meeting.id, MeetingAttendee.device == mark)
    return uow.db.exec(wanted).first() is not None


def _require_place(meeting: Meeting, more: int, uow: UnitOfWork) -> None:
    wanted = select(func.count()).select_from(MeetingAttendee).where(MeetingAttendee.meeting_id == meeting.id)
    if uow.db.exec(wanted).one() + more > MOST_ATTENDED:
        raise InputInvalid({"names": "too_long"})
