"""Which look counts on a ticket: the newest since the city closed it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.tickets import ChangeKind, Outcome, Status
from liaison_app.models import Redress, StatusChange, Ticket, TicketPhoto
from liaison_app.services.ticket_projection import day_of


def is_of_this_closing(look: StatusChange, ticket: Ticket) -> bool:
    """Whether a look is about the closing that stands. What was seen before the city opened it again is history."""
    return ticket.status is Status.CLOSED and (ticket.closed_at is None or look.at >= ticket.closed_at)


def seen_on(look: StatusChange, city_profile: CityProfile) -> date:
    """The day on which its person looked, in the city's zone."""
    return look.seen_on or day_of(look.at, city_profile.time_zone)


def recount(ticket: Ticket, city_profile: CityProfile, uow: UnitOfWork) -> None:
    """Let the newest look count: by the day of looking, and of one day the one recorded last. The ticket is locked."""
    wanted = select(StatusChange).where(
        StatusChange.ticket_id == ticket.id, StatusChange.kind == ChangeKind.OUTCOME
    )  # fmt: skip
    looks = [one for one in uow.db.exec(wanted).all() if is_of_this_closing(one, ticket)]
    newest = max(looks, key=lambda one: (seen_on(one, city_profile), one.at, one.id or 0), default=None)
    ticket.outcome = Outcome(newest.word) if newest is not None else None
    uow.db.add(ticket)


def hand_over(copy: Ticket, ticket: Ticket, uow: UnitOfWork) -> None:
    """What was seen of a copy was seen of the ticket it gives way to, and so was what was filed because of it.

    The copy's outcome counts on, as long as the ticket has none of its own; which look is the newest is decided when
    somebody looks again.
    """
    looks = (col(StatusChange.ticket_id) == copy.id, col(StatusChange.kind) == ChangeKind.OUTCOME)
    uow.db.execute(update(StatusChange).where(*looks).values(ticket_id=ticket.id))
    uow.db.execute(update(TicketPhoto).where(col(TicketPhoto.ticket_id) == copy.id).values(ticket_id=ticket.id))
    uow.db.execute(update(Redress).where(col(Redress.original_id) == copy.id).values(original_id=ticket.id))
    if ticket.status is Status.CLOSED and ticket.outcome is None:
        ticket.outcome = copy.outcome
