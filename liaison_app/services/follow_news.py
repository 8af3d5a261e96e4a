"""What a letter about a ticket tells: its own news, and those of the ticket that leads it, to each reader once."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.models import MailFollow, MergedTicket, StatusChange, Ticket
from liaison_app.services.merged_reading import locked_with_leader


def about(follow: MailFollow, uow: UnitOfWork) -> tuple[Ticket, ColumnElement[bool]]:
    """The ticket that a follow's letter is about, and SQL for the changes that belong to it.

    Where another ticket leads the one that is followed, the letter is about that one, from when they were put together
    on; unless its reader follows that one, too, and hears of it by that.
    """
    ticket, leader = locked_with_leader(follow.ticket_id or "", uow)
    own = col(StatusChange.ticket_id) == ticket.id
    if leader is None or _follows(follow.reader_id, leader.id, uow):
        return ticket, own
    since = uow.db.exec(select(MergedTicket.at).where(MergedTicket.ticket_id == ticket.id)).one()
    return leader, or_(own, and_(col(StatusChange.ticket_id) == leader.id, col(StatusChange.at) >= since))


def is_of_leader() -> ColumnElement[bool]:
    """SQL for a change of the ticket that leads the followed one."""
    leaders = select(MergedTicket.leader_id).where(col(MergedTicket.ticket_id) == col(MailFollow.ticket_id))
    return col(StatusChange.ticket_id).in_(leaders)


def _follows(reader_id: str, ticket_id: str, uow: UnitOfWork) -> bool:
    wanted = select(MailFollow.id).where(
        MailFollow.reader_id == reader_id, MailFollow.ticket_id == ticket_id, col(MailFollow.confirmed_at).is_not(None)
    )
    return uow.db.exec(wanted).first() is not None
