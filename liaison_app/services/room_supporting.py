"""A phone in the room stands behind a concern, once, and can take it back."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.errors import NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meetings import LISTED
from liaison_app.domain.ports import Clock
from liaison_app.domain.room import Visitor, concern_key, device_mark
from liaison_app.models import Meeting, MeetingItem, MeetingSupport
from liaison_app.services.room_finding import require_open, take_turn_in_room
from liaison_app.services.room_listing import is_unshown, tickets_of


def stand_behind(*, visitor: Visitor, key: str, uow: UnitOfWork, clock: Clock, guidance: Guidance) -> None:
    """Stand behind a concern of the list. Doing it twice, or behind one's own, changes nothing.

    Raises:
        NotFound: no such room, or none of its list has this key.
        Conflict: `room_closed`.
    """
    meeting, item = _of_list(visitor, key, uow, clock, guidance)
    mark = device_mark(visitor.device, MeetingId(meeting.id))
    if item.device == mark or uow.db.get(MeetingSupport, (item.ref, mark)) is not None:
        return
    uow.db.add(MeetingSupport(item_ref=item.ref, device=mark, at=clock.now()))
    uow.announce(rooms.meeting(MeetingId(meeting.id)))


def step_back(*, visitor: Visitor, key: str, uow: UnitOfWork, clock: Clock, guidance: Guidance) -> None:
    """Stand behind a concern no longer, nor behind those that were joined to it. Where one did not, nothing changes.

    Raises: as `stand_behind`.
    """
    meeting, item = _of_list(visitor, key, uow, clock, guidance)
    mark = device_mark(visitor.device, MeetingId(meeting.id))
    joined = select(MeetingItem.ref).where(MeetingItem.joined_to == item.ref)
    rows = [uow.db.get(MeetingSupport, (ref, mark)) for ref in (item.ref, *uow.db.exec(joined).all())]
    for row in filter(None, rows):
        uow.db.delete(row)
        uow.announce(rooms.meeting(MeetingId(meeting.id)))


def _of_list(
    visitor: Visitor, key: str, uow: UnitOfWork, clock: Clock, guidance: Guidance
) -> tuple[Meeting, MeetingItem]:
    meeting, stand = take_turn_in_room(visitor.code, uow, clock)
    require_open(stand)
    wanted = select(MeetingItem.ref).where(MeetingItem.meeting_id == meeting.id, col(MeetingItem.state).in_(LISTED))
    ref = next((one for one in uow.db.exec(wanted).all() if concern_key(one) == key), None)
    item = uow.db.get(MeetingItem, ref) if ref else None
    if item is None or is_unshown(item, tickets_of([item], uow), guidance):
        raise NotFound
    return meeting, item
