"""The one place where co-signs are counted, and where those of a copy go over to the ticket it gives way to."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import CoSign, Ticket
from liaison_app.services.merged_reading import locked_with_leader, members_of
from liaison_app.services.ticket_rooms import rooms_of


def recount(ticket: Ticket, uow: UnitOfWork) -> None:
    """Count who stands behind a ticket; it is locked. Behind one that leads stand those of the others, too, and who
    filed them: each liaison once. A household that told several counts for each: its fingerprint is that of its address
    and one ticket."""
    uow.db.flush()
    # One that is private stays so: nobody learns from a public number that there is one.
    members = [one for one in members_of(ticket.id, uow) if one.visibility in OPEN_TO_ALL]
    here = [ticket.id, *(one.id for one in members)]
    wanted = select(CoSign.account_id, CoSign.household).where(
        col(CoSign.ticket_id).in_(here), col(CoSign.confirmed_at).is_not(None)
    )  # fmt: skip
    signs = uow.db.exec(wanted).all()
    people = {one.filed_by for one in members} | {account_id for account_id, _ in signs}
    ticket.co_signed_households = sum(household is not None for _, household in signs)
    ticket.co_signed_liaisons = len(people - {None, ticket.filed_by})
    uow.db.add(ticket)
    uow.announce(*rooms_of(ticket))


def recount_with_leader(ticket: Ticket, leader: Ticket | None, uow: UnitOfWork) -> None:
    """The same of the one that leads it, too; both are locked."""
    for one in (ticket, leader):
        if one is not None:
            recount(one, uow)


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
        recount_with_leader(*locked_with_leader(ticket.id, uow), uow)
