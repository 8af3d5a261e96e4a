"""Meetings: arranged once for each pressing, amended later, listed for whoever works on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.ids import MeetingId, NeighborhoodId, new_meeting_id
from liaison_app.domain.meetings import SETTLED, TEXT_LENGTH, ItemState, MeetingDraft
from liaison_app.domain.ports import Clock
from liaison_app.models import Account, Meeting, MeetingItem, Neighborhood
from liaison_app.services.levels import require_meetings
from liaison_app.services.meeting_rights import meeting_of, worked_on_by
from liaison_app.services.taking_turns import wait_for_turn

TRIES_FOR_A_NUMBER = 8
# A meeting that began so long ago is over, whether anybody said so or not.
GOES_ON = timedelta(hours=6)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting in a list. `concerns` are on its list, `settled` of them are with the city."""

    id: MeetingId
    title: str
    neighborhood_id: NeighborhoodId
    neighborhood_name: str
    place: str
    host: str
    starts_at: datetime
    concerns: int
    settled: int


@dataclass(frozen=True, slots=True)
class Meetings:
    """What comes next, the soonest first, and what was, the newest first. `is_cut`: there are more that were."""

    ahead: tuple[MeetingCard, ...]
    past: tuple[MeetingCard, ...]
    is_cut: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """A meeting as whoever works on it reads it."""

    card: MeetingCard
    expected: int | None
    languages: tuple[str, ...]
    agenda: str
    notes: str
    brief_words: str
    arranged_by: str
    updated_at: datetime
    is_over: bool
    now: datetime


def arrange(*, actor: Actor, draft: MeetingDraft, uow: UnitOfWork, clock: Clock) -> MeetingId:
    """A new meeting; the same pressing again brings back the one that it made.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        InputInvalid: there is no such neighborhood, or the pressing has no marker.
        Conflict: the marker is somebody else's, or no free number was found.
    """
    account_id = require_meetings(actor, uow, clock)
    if draft.ref is None:
        raise InputInvalid({"form": "needed"})
    wait_for_turn(account_id, uow)
    before = uow.db.exec(select(Meeting).where(Meeting.ref == draft.ref)).first()
    if before is not None:
        if before.arranged_by != account_id:
            raise Conflict("ref_taken")
        return MeetingId(before.id)
    _require_neighborhood(draft, uow)
    now = clock.now()
    made = Meeting(
        id=_free_number(uow), ref=draft.ref, arranged_by=account_id, created_at=now, updated_at=now, **_columns(draft)
    )
    uow.db.add(made)
    uow.announce(rooms.neighborhood_meetings(draft.neighborhood_id), rooms.account(account_id))
    return MeetingId(made.id)


def amend(*, actor: Actor, meeting_id: MeetingId, draft: MeetingDraft, uow: UnitOfWork, clock: Clock) -> None:
    """Give a meeting what the form says now.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
        InputInvalid: there is no such neighborhood; or `has_concerns`: who works on a meeting with concerns follows
            from where it is, so that only a coordinator moves it to another neighborhood.
    """
    meeting = meeting_of(actor, meeting_id, uow)
    _require_neighborhood(draft, uow)
    if draft.neighborhood_id != meeting.neighborhood_id and actor.role is not Role.COORDINATOR:
        _require_no_concerns(meeting, uow)
    was_in = NeighborhoodId(meeting.neighborhood_id)
    for name, value in _columns(draft).items():
        setattr(meeting, name, value)
    meeting.updated_at = clock.now()
    told = {rooms.neighborhood_meetings(one) for one in (was_in, draft.neighborhood_id)}
    uow.announce(rooms.meeting(meeting_id), *sorted(told))


def take_down(*, actor: Actor, meeting_id: MeetingId, notes: str, uow: UnitOfWork, clock: Clock) -> None:
    """Write a meeting's notes. Raises: as `meeting_of`; InputInvalid where they are too long."""
    meeting = meeting_of(actor, meeting_id, uow)
    if len(notes) > TEXT_LENGTH:
        raise InputInvalid({"notes": "too_long"})
    meeting.notes, meeting.updated_at = notes.strip(), clock.now()
    uow.announce(rooms.meeting(meeting_id))


def list_(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> Meetings:
    """The meetings that the actor works on. Raises: SignInNeeded, NotAllowed."""
    wanted, now = select(Meeting).where(worked_on_by(actor)), clock.now()
    starts = col(Meeting.starts_at)
    ahead = snapshot.db.exec(wanted.where(starts > now - GOES_ON).order_by(starts, Meeting.id).limit(SHOWN)).all()
    was = wanted.where(starts <= now - GOES_ON).order_by(starts.desc(), col(Meeting.id)).limit(SHOWN + 1)
    past = snapshot.db.exec(was).all()
    cards = _cards([*ahead, *past[:SHOWN]], snapshot)
    return Meetings(cards[: len(ahead)], cards[len(ahead) :], len(past) > SHOWN, now)


def show(*, actor: Actor, meeting_id: MeetingId, snapshot: Snapshot, clock: Clock) -> MeetingSheet:
    """One meeting. Raises: as `meeting_of`."""
    meeting = meeting_of(actor, meeting_id, snapshot)
    now, arranger = clock.now(), snapshot.db.get(Account, meeting.arranged_by)
    return MeetingSheet(
        card=_cards([meeting], snapshot)[0],
        expected=meeting.expected,
        languages=tuple(meeting.languages),
        agenda=meeting.agenda,
        notes=meeting.notes,
        brief_words=meeting.brief_words,
        arranged_by=arranger.name if arranger else "",
        updated_at=meeting.updated_at,
        is_over=meeting.starts_at <= now - GOES_ON,
        now=now,
    )


def _columns(draft: MeetingDraft) -> dict[str, Any]:
    return {
        "neighborhood_id": draft.neighborhood_id,
        "title": draft.title,
        "place": draft.place,
        "host": draft.host,
        "starts_at": draft.starts_at,
        "expected": draft.expected,
        "languages": list(draft.languages),
        "agenda": draft.agenda,
        "notes": draft.notes,
    }


def _require_neighborhood(draft: MeetingDraft, snapshot: Snapshot) -> None:
    if snapshot.db.get(Neighborhood, draft.neighborhood_id) is None:
        raise InputInvalid({"neighborhood": "neighborhood_needed"})


def _require_no_concerns(meeting: Meeting, uow: UnitOfWork) -> None:
    # The meeting's turn, as for recording: none is recorded in between.
    uow.db.exec(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True)).first()
    if uow.db.exec(select(MeetingItem.ref).where(MeetingItem.meeting_id == meeting.id).limit(1)).first() is not None:
        raise InputInvalid({"neighborhood": "has_concerns"})


def _free_number(uow: UnitOfWork) -> MeetingId:
    for _ in range(TRIES_FOR_A_NUMBER):
        number = new_meeting_id()
        if uow.db.get(Meeting, number) is None:
            return number
    raise Conflict("no_number")


def _cards(meetings: Sequence[Meeting], snapshot: Snapshot) -> tuple[MeetingCard, ...]:
    ids = [one.id for one in meetings]
    counted = snapshot.db.exec(
        select(MeetingItem.meeting_id, MeetingItem.state, func.count())
        .where(col(MeetingItem.meeting_id).in_(ids))
        .group_by(col(MeetingItem.meeting_id), col(MeetingItem.state))
    ).all()
    there = {(meeting, ItemState(state)): number for meeting, state, number in counted}
    places = [one.neighborhood_id for one in meetings]
    names = dict(
        snapshot.db.exec(select(Neighborhood.id, Neighborhood.name).where(col(Neighborhood.id).in_(places))).all()
    )

    def card(one: Meeting) -> MeetingCard:
        settled = sum(there.get((one.id, state), 0) for state in SETTLED)
        return MeetingCard(
            MeetingId(one.id), one.title, NeighborhoodId(one.neighborhood_id), names.get(one.neighborhood_id, ""),
            one.place, one.host, one.starts_at, settled + there.get((one.id, ItemState.RECORDED), 0), settled,
        )  # fmt: skip

    return tuple(card(one) for one in meetings)
