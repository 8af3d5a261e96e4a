"""Whoever stands in for a liaison follows what the liaison files meanwhile, too, so that they hear of it."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ports import Clock
from liaison_app.models import Cover, Follow, Ticket


def follow_new(ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    """Those who look after its author's tickets, now or from a day ahead, follow a ticket that was just stored.

    They see it only while they do (`Actor.answers_for`); of what they may not see they hear nothing.
    """
    if ticket.filed_by is None:
        return
    now = clock.now()
    goes_on = col(Cover.ends_at).is_(None) | (col(Cover.ends_at) > now)
    wanted = select(Cover.to_account).where(
        Cover.from_account == ticket.filed_by, col(Cover.ended_at).is_(None), goes_on
    )
    for account_id in sorted(set(uow.db.exec(wanted).all())):
        uow.db.add(Follow(ticket_id=ticket.id, account_id=account_id, since=now))
