"""Who is asked what is there: the liaison who filed the ticket, liaisons who stand behind it and those who follow it.

No role makes anybody one of them.
"""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.models import CoSign, Follow, Ticket


def is_asked(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> bool:
    """Whether the actor is one of those who are asked what is there."""
    if actor.account_id is None or not actor.is_in(Audience.LIAISON):
        return False
    if actor.answers_for(ticket.filed_by) or snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None:
        return True
    behind = select(CoSign.id).where(CoSign.ticket_id == ticket.id, CoSign.account_id == actor.account_id)
    return snapshot.db.exec(behind).first() is not None
