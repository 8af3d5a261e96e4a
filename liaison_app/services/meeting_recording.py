"""The list of a meeting: a concern is recorded once, changed by whoever saw its newest form, left out, put back.

Each act takes the meeting's turn, so that two devices never get one place, and wakes everybody who has it open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import func, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import AccountId, MeetingId
from liaison_app.domain.meeting_items import Fields, ItemEntry, with_neighbor_of, without_neighbor
from liaison_app.domain.meetings import SETTLED, ItemSource, ItemState
from liaison_app.domain.ports import Clock
from liaison_app.models import Meeting, MeetingItem
from liaison_app.services.meeting_rights import meeting_of

MOST_ITEMS = 400


@dataclass(frozen=True, slots=True)
class ItemTold:
    """A concern as the phones of its liaisons read it; `fields` name a neighbor only to who recorded it."""

    ref: str
    number: int
    state: ItemState
    line: str
    fields: Fields
    revision: int
    ticket_id: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an entry: the concern as it is now. `is_stale`: somebody else changed it meanwhile, and nothing
    was written."""

    item: ItemTold
    is_new: bool = False
    is_stale: bool = False


def record(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    entry: ItemEntry,
    uow: UnitOfWork,
    clock: Clock,
    source: ItemSource = ItemSource.LIAISON,
) -> Recorded:
    """Put a concern on the list, or change one that is there.

    The same entry again changes nothing. A change counts where it was made to the newest form; else the concern comes
    back as it is, for a person to look at both. Whom it was heard from changes only who recorded it.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
        Conflict: `ref_taken`, it is of another meeting; `settled`, it is with the city; `list_full`.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    _take_turn(meeting, uow)
    found = uow.db.get(MeetingItem, entry.ref, with_for_update=True)
    if found is None:
        return Recorded(_told(_new(meeting, entry, actor.account_id, source, uow, clock), actor), is_new=True)
    if found.meeting_id != meeting_id:
        raise Conflict("ref_taken")
    if not _is_of(actor, found):
        entry = replace(entry, fields=with_neighbor_of(found.fields, entry.fields))
    is_same = (found.line, found.fields) == (entry.line, entry.fields)
    if entry.revision == 0 or (is_same and entry.revision in {found.revision, found.revision - 1}):
        return Recorded(_told(found, actor))
    if entry.revision != found.revision:
        return Recorded(_told(found, actor), is_stale=True)
    _require_changeable(found)
    found.line, found.fields, found.trouble = entry.line, entry.fields, {}
    found.asked_at = found.asked_by = None  # what was to be sent was another thing
    _touch(found, uow, clock)
    return Recorded(_told(found, actor))


def leave_out(*, actor: Actor, meeting_id: MeetingId, ref: str, uow: UnitOfWork, clock: Clock) -> None:
    """Take a concern off the list; it can be put back. Raises: as `record`; NotFound."""
    _move(actor, meeting_id, ref, ItemState.LEFT_OUT, uow, clock)


def put_back(*, actor: Actor, meeting_id: MeetingId, ref: str, uow: UnitOfWork, clock: Clock) -> None:
    """Put on the list what was offered, left out or joined. Raises: as `record`; NotFound."""
    _move(actor, meeting_id, ref, ItemState.RECORDED, uow, clock)


def join(*, actor: Actor, meeting_id: MeetingId, ref: str, to: str, uow: UnitOfWork, clock: Clock) -> None:
    """One concern of the meeting goes on for another, too; what was joined to that one comes along.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`; or one of the two is not on this meeting's list.
        Conflict: `settled`, it is with the city; `not_open`, the other is no concern that goes on.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    _take_turn(meeting, uow)
    joined, leading = _item(meeting_id, ref, uow), _item(meeting_id, to, uow)
    _require_changeable(joined)
    if leading.ref == joined.ref or leading.state not in {ItemState.RECORDED, *SETTLED}:
        raise Conflict("not_open")
    along = uow.db.exec(select(MeetingItem).where(MeetingItem.joined_to == joined.ref)).all()
    for one in (joined, *along):
        one.state, one.joined_to, one.asked_at, one.asked_by = ItemState.JOINED, leading.ref, None, None
        _touch(one, uow, clock)


def change_fields(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    ref: str,
    change: Callable[[Fields], Fields],
    uow: UnitOfWork,
    clock: Clock,
) -> None:
    """Give a concern what `change` makes of its fields, whatever form it has by now.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`; or it is not of this meeting.
        Conflict: `settled`, it is with the city.
    """
    _take_turn(meeting_of(actor, meeting_id, uow), uow)
    item = _item(meeting_id, ref, uow)
    _require_changeable(item)
    after = change(dict(item.fields))
    if after != item.fields:
        item.fields, item.trouble, item.asked_at, item.asked_by = after, {}, None, None
        _touch(item, uow, clock)


def _move(actor: Actor, meeting_id: MeetingId, ref: str, to: ItemState, uow: UnitOfWork, clock: Clock) -> None:
    meeting = meeting_of(actor, meeting_id, uow)
    _take_turn(meeting, uow)
    item = _item(meeting_id, ref, uow)
    _require_changeable(item)
    if item.state is to:
        return
    item.state, item.joined_to, item.asked_at, item.asked_by, item.trouble = to, None, None, None, {}
    item.recorded_by = item.recorded_by or actor.account_id
    _touch(item, uow, clock)


def _take_turn(meeting: Meeting, uow: UnitOfWork) -> None:
    """Nobody else changes this meeting's list until this transaction ends."""
    uow.db.exec(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True)).first()


def _item(meeting_id: MeetingId, ref: str, uow: UnitOfWork) -> MeetingItem:
    item = uow.db.get(MeetingItem, ref, with_for_update=True)
    if item is None or item.meeting_id != meeting_id:
        raise NotFound
    return item


def _require_changeable(item: MeetingItem) -> None:
    if item.state in SETTLED:
        raise Conflict("settled")


def _new(
    meeting: Meeting, entry: ItemEntry, account_id: AccountId | None, source: ItemSource, uow: UnitOfWork, clock: Clock
) -> MeetingItem:
    of_meeting = MeetingItem.meeting_id == meeting.id
    last, there = uow.db.exec(select(func.max(MeetingItem.position), func.count()).where(of_meeting)).one()
    if there >= MOST_ITEMS:
        raise Conflict("list_full")
    now = clock.now()
    item = MeetingItem(
        ref=entry.ref, meeting_id=meeting.id, position=(last or 0) + 1, source=source, line=entry.line,
        fields=entry.fields, recorded_by=account_id, created_at=now, updated_at=now,
    )  # fmt: skip
    uow.db.add(item)
    uow.announce(rooms.meeting(MeetingId(meeting.id)))
    return item


def _is_of(actor: Actor, item: MeetingItem) -> bool:
    return item.recorded_by is not None and item.recorded_by == actor.account_id


def _told(item: MeetingItem, actor: Actor) -> ItemTold:
    fields = item.fields if _is_of(actor, item) else without_neighbor(item.fields)
    return ItemTold(item.ref, item.position, item.state, item.line, fields, item.revision, item.ticket_id)


def _touch(item: MeetingItem, uow: UnitOfWork, clock: Clock) -> None:
    item.revision, item.updated_at = item.revision + 1, clock.now()
    uow.db.add(item)
    uow.announce(rooms.meeting(MeetingId(item.meeting_id)))
