"""Which look counts on a ticket: the newest since the city closed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.tickets import ChangeKind, Outcome, Status
from liaison_app.models import Redress, StatusChange, Ticket, TicketPhoto
from liaison_app.services.ticket_projection import day_of


def is_of_this_closing(look: StatusChange, ticket: Ticket) -> bool:
    """Whether a look is about the closing that stands. What was seen before the city opened it again is history."""
    return ticket.status is Status.CLOSED and (ticket.closed_at is None or look.at >= ticket.closed_at)


def seen_on(look: StatusChange, zone: ZoneInfo) -> date:
    """The day on which its person looked, in the city's `zone`."""
    return look.seen_on or day_of(look.at, zone)


def looks_of_closing(changes: Iterable[StatusChange], ticket: Ticket) -> list[StatusChange]:
    """The looks at the closing that stands, the one that counts first: by the day of looking, and of one day the one
    recorded last. Looks without a day are older than days are; theirs is that of their row."""
    looks = [one for one in changes if one.kind is ChangeKind.OUTCOME and is_of_this_closing(one, ticket)]
    return sorted(looks, key=lambda one: (one.seen_on or one.at.date(), one.at, one.id or 0), reverse=True)


def kept_looks(ticket: Ticket, snapshot: Snapshot) -> list[StatusChange]:
    """`looks_of_closing`, read for a ticket."""
    wanted = select(StatusChange).where(
        StatusChange.ticket_id == ticket.id, StatusChange.kind == ChangeKind.OUTCOME
    )  # fmt: skip
    return looks_of_closing(snapshot.db.exec(wanted).all(), ticket)


def recount(ticket: Ticket, uow: UnitOfWork) -> None:
    """Let the newest look at the closing that stands count; wherever `closed_at` moves, this follows. The ticket is
    locked."""
    newest = next(iter(kept_looks(ticket, uow)), None)
    ticket.outcome = Outcome(newest.word) if newest is not None else None
    uow.db.add(ticket)


def hand_over(copy: Ticket, ticket: Ticket, uow: UnitOfWork) -> None:
    """What was seen of a copy was seen of the ticket it gives way to, and so was what was filed because of it.

    Where the ticket is not closed yet, the looks count as soon as the city's news of the closing come to it.
    """
    looks = (col(StatusChange.ticket_id) == copy.id, col(StatusChange.kind) == ChangeKind.OUTCOME)
    uow.db.execute(update(StatusChange).where(*looks).values(ticket_id=ticket.id))
    uow.db.execute(update(TicketPhoto).where(col(TicketPhoto.ticket_id) == copy.id).values(ticket_id=ticket.id))
    uow.db.execute(update(Redress).where(col(Redress.original_id) == copy.id).values(original_id=ticket.id))
    recount(ticket, uow)
