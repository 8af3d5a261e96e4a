"""The one place where co-signs are counted, and where those of a copy go over to the ticket it gives way to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.models import CoSign, Ticket
from liaison_app.services.ticket_rooms import rooms_of


def recount(ticket: Ticket, uow: UnitOfWork) -> None:
    """Count who stands behind a ticket; it is locked."""
    uow.db.flush()

    def many(kind: Any) -> int:
        wanted = select(func.count()).select_from(CoSign).where(
            CoSign.ticket_id == ticket.id, col(CoSign.confirmed_at).is_not(None), kind.is_not(None)
        )  # fmt: skip
        return uow.db.exec(wanted).one()

    ticket.co_signed_households, ticket.co_signed_liaisons = many(col(CoSign.household)), many(col(CoSign.account_id))
    uow.db.add(ticket)
    uow.announce(*rooms_of(ticket))


def hand_over(copy: Ticket, ticket: Ticket, uow: UnitOfWork) -> None:
    """Whoever stands behind a copy stands behind `ticket`, which is locked, from now on: each liaison once, no owner.

    A household that says it again there counts twice: its fingerprint is that of its address and the copy.
    """
    signs = uow.db.exec(select(CoSign).where(CoSign.ticket_id == copy.id)).all()
    there = set(uow.db.exec(select(CoSign.account_id).where(CoSign.ticket_id == ticket.id)).all()) | {ticket.filed_by}
    for one in signs:
        if one.account_id is not None and one.account_id in there:
            uow.db.delete(one)
        else:
            one.ticket_id = ticket.id
    if signs:
        recount(ticket, uow)
