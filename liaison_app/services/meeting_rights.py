"""Who works on a meeting: who arranged it, the liaisons of its neighborhood, and coordinators."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import MeetingId
from liaison_app.models import Meeting


def worked_on_by(actor: Actor) -> ColumnElement[bool]:
    """Which meetings the actor works on, to ask the database with. Raises: SignInNeeded, NotAllowed."""
    account_id = actor.require(Audience.LIAISON)
    if actor.role is Role.COORDINATOR:
        return true()
    return or_(col(Meeting.arranged_by) == account_id, col(Meeting.neighborhood_id) == (actor.neighborhood_id or ""))


def meeting_of(actor: Actor, meeting_id: MeetingId, snapshot: Snapshot) -> Meeting:
    """A meeting that the actor works on.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is none, or it is none of theirs; nobody can tell which.
    """
    account_id = actor.require(Audience.LIAISON)
    meeting = snapshot.db.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    is_theirs = actor.role is Role.COORDINATOR or meeting.arranged_by == account_id
    if not is_theirs and meeting.neighborhood_id != actor.neighborhood_id:
        raise NotFound
    return meeting
