"""Answers: by when one is due, and what counts as one.

The city has answered what it has once it writes about the ticket after it could have it; a question for the status is
answered too when the status moves, and what asks for the work when the city closes. On our own side the other end has
answered once it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, update
from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import TicketId
from liaison_app.domain.threads import (
    CLOCKS_APART,
    ENDED_BY_CLOSING,
    AnswerPolicy,
    Intent,
    Side,
    after_working_days,
    answer_days,
    read_intent,
    working_days_between,
)
from liaison_app.models import CityMessage, SideMessage, Ticket
from liaison_app.services.linked_news import linked_among
from liaison_app.services.ticket_projection import day_of


@dataclass(frozen=True, slots=True)
class CityStep:
    """Something the city did with a ticket at a time of ours: whether it wrote anything, moved the status, and moved it
    to closed."""

    ticket_id: str
    at: datetime
    has_words: bool
    moves: bool
    closes: bool = False


def intent_of(word: str) -> Intent | None:
    """Raises:
    InputInvalid: (field `intent`) there is no such intent.
    """
    try:
        return read_intent(word)
    except KeyError:
        raise InputInvalid({"intent": "not_a_choice"}) from None


def days_for(
    intent: Intent | None, side: Side, ticket: Ticket, *, city: CityProfile, policy: AnswerPolicy
) -> int | None:
    """The working days that an answer to a message about `ticket` may take; None where none is expected."""
    level = None
    if ticket.promised_on is not None:
        level = working_days_between(day_of(ticket.requested_at, city.time_zone), ticket.promised_on)
    return answer_days(intent, side, policy, level)


def due_on(days: int | None, now: datetime, zone: ZoneInfo) -> date | None:
    """The day on which an answer is due that may take so many working days from now."""
    return None if days is None else after_working_days(day_of(now, zone), days)


def note_city_steps(steps: Iterable[CityStep], uow: UnitOfWork) -> None:
    """Let the messages that these steps answer count as answered, each by the first of them."""
    told = sorted((step for step in steps if step.has_words or step.moves), key=lambda step: step.at)
    by_ticket: dict[str, list[CityStep]] = {}
    for step in told:
        by_ticket.setdefault(step.ticket_id, []).append(step)
    for ticket_id, link in linked_among(by_ticket, uow).items():
        _note_linked(link.message_id, by_ticket.pop(ticket_id), uow)
    for some in batches(sorted(by_ticket)):
        wanted = select(CityMessage).where(
            col(CityMessage.ticket_id).in_(some),
            col(CityMessage.answer_by).is_not(None),
            col(CityMessage.answered_at).is_(None),
            col(CityMessage.delivery) == Delivery.ACCEPTED,
        )
        for message in uow.db.exec(wanted.order_by(col(CityMessage.id)).with_for_update()).all():
            answer = next((step for step in by_ticket[message.ticket_id] if _answers(step, message)), None)
            if answer is not None:
                message.answered_at = answer.at
                uow.announce(rooms.DESK, rooms.ticket(TicketId(message.ticket_id)))


def _note_linked(message_id: str, steps: Sequence[CityStep], uow: UnitOfWork) -> None:
    """What the city does with a request that brings a question answers that question alone."""
    message = uow.db.exec(select(CityMessage).where(CityMessage.id == message_id).with_for_update()).one()
    answer = next((step for step in steps if step.has_words or step.closes), None)
    is_awaited = message.answer_by is not None and message.answered_at is None
    if answer is not None and is_awaited and message.delivery is Delivery.ACCEPTED:
        message.answered_at = answer.at
        uow.announce(rooms.DESK)


def _answers(step: CityStep, message: CityMessage) -> bool:
    is_after = step.at + CLOCKS_APART >= (message.posted_at or message.created_at)
    is_moved = step.moves and message.intent is Intent.STATUS
    is_ended = step.closes and message.intent in ENDED_BY_CLOSING
    return is_after and (step.has_words or is_moved or is_ended)


def note_side_answer(actor: Actor, ticket: Ticket, now: datetime, uow: UnitOfWork) -> None:
    """The actor writes on our own side: what the other end of it asked is answered."""
    is_liaison = actor.answers_for(ticket.filed_by)
    by_the_other = col(SideMessage.author_id) != actor.account_id
    if not is_liaison:
        by_the_other = col(SideMessage.author_id) == ticket.filed_by
    waiting = (
        col(SideMessage.ticket_id) == ticket.id,
        col(SideMessage.answer_by).is_not(None),
        col(SideMessage.answered_at).is_(None),
    )
    uow.db.execute(
        update(SideMessage).where(*waiting, by_the_other).values(answered_at=now),
        execution_options={"synchronize_session": False},
    )


def await_again(message: SideMessage, uow: UnitOfWork) -> None:
    """A private message is taken back: what it answered is answered by what its end wrote next, or awaited again."""
    ticket = uow.db.get_one(Ticket, message.ticket_id)
    is_liaison = col(SideMessage.author_id) == ticket.filed_by
    here = (SideMessage.ticket_id == ticket.id, SideMessage.id != message.id)
    same_end, other_end = (
        (is_liaison, ~is_liaison) if message.author_id == ticket.filed_by else (~is_liaison, is_liaison)
    )
    answered = (SideMessage.answered_at == message.created_at, SideMessage.answered_how == "", other_end)
    later = (same_end, SideMessage.created_at > message.created_at, col(SideMessage.taken_back_at).is_(None))
    after: datetime | None = uow.db.exec(select(func.min(SideMessage.created_at)).where(*here, *later)).one()
    for one in uow.db.exec(select(SideMessage).where(*here, *answered).with_for_update()).all():
        one.answered_at = after
