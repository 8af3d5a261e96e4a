"""What was kept of people at a meeting is deleted by itself: whom a concern was heard from, and names of who was there.

A concern's own fields hold the neighbor until it is sent, and what became of it lives on in its ticket.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import String, and_, cast, or_
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.meeting_items import OF_A_NEIGHBOR, without_neighbor
from liaison_app.domain.ports import Clock
from liaison_app.models import Meeting, MeetingAttendee, MeetingItem, Ticket
from liaison_app.services import audit
from liaison_app.services.retention import AT_ONCE


def forget_people(*, uow: UnitOfWork, clock: Clock, neighbors_kept: timedelta) -> bool:
    """Both, as below; True where there may be more."""
    counts = [forget(uow, clock, neighbors_kept) for forget in (_forget_heard, _forget_attendees)]
    return AT_ONCE in counts


def _forget_heard(uow: UnitOfWork, clock: Clock, neighbors_kept: timedelta) -> int:
    """Take the neighbor out of the concerns of meetings, as long after the closing of their tickets as out of those.

    Where a concern has no ticket, or an open one, that long after anything last happened to it. How many there
    were.
    """
    before = clock.now() - neighbors_kept
    told = cast(col(MeetingItem.fields), String)
    is_open = and_(col(Ticket.closed_at).is_(None), col(MeetingItem.updated_at) < before)
    rows = uow.db.exec(
        select(MeetingItem)
        .join(Ticket, col(Ticket.id) == col(MeetingItem.ticket_id), isouter=True)
        .where(or_(*(told.contains(f'"{name}"', autoescape=True) for name in OF_A_NEIGHBOR)))
        .where(or_(col(Ticket.closed_at) < before, is_open))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=MeetingItem)
    ).all()
    for row in rows:
        row.fields = without_neighbor(row.fields)
        row.revision += 1
        audit.note(actor=SYSTEM, action="heard_from_deleted", subject=row.meeting_id, uow=uow, clock=clock)
    return len(rows)


def _forget_attendees(uow: UnitOfWork, clock: Clock, neighbors_kept: timedelta) -> int:
    """Delete the names of who was at a meeting, that long after it; how many were there stays."""
    rows = uow.db.exec(
        select(MeetingAttendee)
        .join(Meeting, col(Meeting.id) == col(MeetingAttendee.meeting_id))
        .where(MeetingAttendee.name != "", Meeting.starts_at < clock.now() - neighbors_kept)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=MeetingAttendee)
    ).all()
    for row in rows:
        row.name = ""
    return len(rows)
