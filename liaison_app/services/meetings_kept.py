"""The meetings that a liaison's phone keeps, so that concerns can be written down where there is no signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.ports import Clock
from liaison_app.models import Meeting

# What was is written up in the days after; what is far ahead is asked for again by then.
BEFORE, AHEAD, MOST = timedelta(days=14), timedelta(days=60), 20


@dataclass(frozen=True, slots=True)
class KeptMeeting:
    """A meeting to write concerns down for."""

    id: MeetingId
    title: str
    starts_at: datetime


def kept_meetings(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> tuple[KeptMeeting, ...]:
    """Meetings around today that the actor arranged or that are of their neighborhood, and have not ended.

    Raises: SignInNeeded, NotAllowed.
    """
    account_id, now = actor.require(Audience.LIAISON), clock.now()
    theirs = [Meeting.arranged_by == account_id]
    if actor.neighborhood_id is not None:
        theirs.append(Meeting.neighborhood_id == actor.neighborhood_id)
    rows = snapshot.db.exec(
        select(Meeting.id, Meeting.title, Meeting.starts_at)
        .where(or_(*theirs), col(Meeting.ended_at).is_(None))
        .where(Meeting.starts_at > now - BEFORE, Meeting.starts_at < now + AHEAD)
        .order_by(col(Meeting.starts_at))
        .limit(MOST)
    ).all()
    return tuple(KeptMeeting(MeetingId(key), title, starts_at) for key, title, starts_at in rows)
