"""The room of a meeting is opened and closed by who works on it, and closes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.ports import Clock
from liaison_app.domain.room import OPEN_FOR, RoomStand, new_attendance_code, new_room_code
from liaison_app.models import Meeting, MeetingItem, Neighborhood
from liaison_app.services import audit
from liaison_app.services.meeting_rights import meeting_of
from liaison_app.services.room_attending import Attendee, from_paper
from liaison_app.services.room_finding import stand_of_meeting
from liaison_app.services.room_listing import count_attended


@dataclass(frozen=True, slots=True)
class RoomPanel:
    """A meeting's room as who works on it sees it. `code` is '' where it was never opened; times are aware UTC."""

    meeting_id: MeetingId
    title: str
    place: str
    neighborhood: str
    starts_at: datetime
    is_open: bool
    is_over: bool
    code: str
    closes_at: datetime | None
    attendance_code: str
    waiting: int
    attended: int
    on_paper: tuple[Attendee, ...]


def open_room(
    *, actor: Actor, meeting_id: MeetingId, has_new_code: bool = False, uow: UnitOfWork, clock: Clock
) -> None:
    """Open the room for some hours. It keeps its code, so that phones that know it go on, unless a new one is wanted.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
        Conflict: `meeting_over`.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    if meeting.ended_at is not None:
        raise Conflict("meeting_over")
    if meeting.room_code is None or has_new_code:
        meeting.room_code = new_room_code()
    meeting.attendance_code = meeting.attendance_code or new_attendance_code()
    meeting.room_opened_at = clock.now()
    meeting.room_closed_at = clock.now() + OPEN_FOR
    audit.note(actor=actor, action="room_opened", subject=meeting_id, uow=uow, clock=clock, is_new=has_new_code)
    uow.announce(rooms.meeting(meeting_id))


def close_room(*, actor: Actor, meeting_id: MeetingId, uow: UnitOfWork, clock: Clock) -> None:
    """Close the room: nothing more is taken, and phones still see what became of theirs. Closed already, it stays so.

    Raises: SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    if stand_of_meeting(meeting, clock) is RoomStand.OPEN:
        meeting.room_closed_at = clock.now()
        audit.note(actor=actor, action="room_closed", subject=meeting_id, uow=uow, clock=clock)
        uow.announce(rooms.meeting(meeting_id))


def panel(*, actor: Actor, meeting_id: MeetingId, snapshot: Snapshot, clock: Clock) -> RoomPanel:
    """The room of a meeting.

    Raises: SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
    """
    meeting = meeting_of(actor, meeting_id, snapshot)
    neighborhood = snapshot.db.get(Neighborhood, meeting.neighborhood_id)
    return RoomPanel(
        meeting_id=meeting_id,
        title=meeting.title,
        place=meeting.place,
        neighborhood=neighborhood.name if neighborhood else "",
        starts_at=meeting.starts_at,
        is_open=stand_of_meeting(meeting, clock) is RoomStand.OPEN,
        is_over=meeting.ended_at is not None,
        code=meeting.room_code or "",
        closes_at=meeting.room_closed_at,
        attendance_code=meeting.attendance_code,
        waiting=_waiting(meeting, snapshot),
        attended=count_attended(meeting, snapshot),
        on_paper=from_paper(meeting_id, snapshot),
    )


def _waiting(meeting: Meeting, snapshot: Snapshot) -> int:
    wanted = select(MeetingItem.ref).where(
        MeetingItem.meeting_id == meeting.id, col(MeetingItem.state) == ItemState.OFFERED
    )
    return len(snapshot.db.exec(wanted).all())
