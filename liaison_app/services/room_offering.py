"""A phone in the room offers a concern. It is kept as offered, and others read it once a liaison has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meetings import ItemSource, ItemState
from liaison_app.domain.ports import Clock
from liaison_app.domain.room import MOST_CONCERNS, MOST_OF_ONE, MOST_WAITING, Offer, Visitor, device_mark
from liaison_app.models import Meeting, MeetingItem
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.room_finding import require_open, take_turn_in_room


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of a sending: where the concern stands; `is_new` is False where it had arrived before."""

    state: ItemState
    is_new: bool


def offer(*, visitor: Visitor, given: Offer, uow: UnitOfWork, clock: Clock) -> Offered:
    """Keep what a phone offers, once for each ref: what was sent before is answered with where it stands by now.

    Raises:
        NotFound: no such room.
        InputInvalid: something is missing or too long; or (`personal_ok`) looks personal and nobody said it is meant.
        Conflict: `room_closed`; `room_full`, so much waits that a liaison has to look first; `enough`, of this phone;
            `ref_taken`, another concern has this ref.
    """
    if given.ref is None:
        raise InputInvalid({"form": "needed"})
    meeting, stand = take_turn_in_room(visitor.code, uow, clock)
    mark = device_mark(visitor.device, MeetingId(meeting.id))
    known = uow.db.get(MeetingItem, given.ref)
    if known is not None:
        if known.meeting_id != meeting.id or known.device != mark:
            raise Conflict("ref_taken")
        return Offered(known.state, is_new=False)
    require_open(stand)
    if errors := given.errors():
        raise InputInvalid(errors)
    require_meant(given.words, given.personal_ok)
    _require_room_for_more(meeting, mark, uow)
    uow.db.add(_item(meeting, mark, given, uow, clock))
    uow.announce(rooms.meeting(MeetingId(meeting.id)))
    return Offered(ItemState.OFFERED, is_new=True)


def _item(meeting: Meeting, mark: str, given: Offer, uow: UnitOfWork, clock: Clock) -> MeetingItem:
    last = uow.db.exec(select(func.max(MeetingItem.position)).where(MeetingItem.meeting_id == meeting.id)).one()
    return MeetingItem(
        ref=str(given.ref),
        meeting_id=meeting.id,
        position=(last or 0) + 1,
        state=ItemState.OFFERED,
        source=ItemSource.ROOM,
        line=given.line,
        fields=given.fields(meeting.neighborhood_id),
        device=mark,
        created_at=clock.now(),
        updated_at=clock.now(),
    )


def _require_room_for_more(meeting: Meeting, mark: str, uow: UnitOfWork) -> None:
    def count(*where: Any) -> int:
        counted = select(func.count()).select_from(MeetingItem).where(MeetingItem.meeting_id == meeting.id, *where)
        return uow.db.exec(counted).one()

    if count(MeetingItem.device == mark) >= MOST_OF_ONE:
        raise Conflict("enough")
    if count(col(MeetingItem.state) == ItemState.OFFERED) >= MOST_WAITING or count() >= MOST_CONCERNS:
        raise Conflict("room_full")
