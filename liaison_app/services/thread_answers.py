"""Answers: by when one is due, and what counts as one.

The city has answered once it writes about the ticket after it could have the message; a question for the status is
answered too when the status moves. On our own side the other end has answered once it writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.threads import (
    CLOCKS_APART,
    AnswerPolicy,
    Intent,
    Side,
    answer_day,
    read_intent,
    working_days_between,
)
from liaison_app.models import CityMessage, SideMessage, Ticket
from liaison_app.services.ticket_projection import day_of


@dataclass(frozen=True, slots=True)
class CityStep:
    """Something the city did with a ticket at a time of ours: whether it wrote anything, and moved the status."""

    ticket_id: str
    at: datetime
    has_words: bool
    moves: bool


def intent_of(word: str) -> Intent | None:
    """Raises:
    InputInvalid: (field `intent`) there is no such intent.
    """
    try:
        return read_intent(word)
    except KeyError:
        raise InputInvalid({"intent": "not_a_choice"}) from None


def due_on(
    intent: Intent | None, side: Side, ticket: Ticket, *, now: datetime, city: CityProfile, policy: AnswerPolicy
) -> date | None:
    """The day on which an answer to a message about `ticket` is due; None where none is expected."""
    level = None
    if ticket.promised_on is not None:
        level = working_days_between(day_of(ticket.requested_at, city.time_zone), ticket.promised_on)
    return answer_day(intent, side, day_of(now, city.time_zone), policy, level)


def note_city_steps(steps: Iterable[CityStep], uow: UnitOfWork) -> None:
    """Let the messages that these steps answer count as answered, each by the first of them."""
    told = sorted((step for step in steps if step.has_words or step.moves), key=lambda step: step.at)
    by_ticket: dict[str, list[CityStep]] = {}
    for step in told:
        by_ticket.setdefault(step.ticket_id, []).append(step)
    for some in batches(sorted(by_ticket)):
        wanted = select(CityMessage).where(
            col(CityMessage.ticket_id).in_(some),
            col(CityMessage.answer_by).is_not(None),
            col(CityMessage.answered_at).is_(None),
            col(CityMessage.posted_at).is_not(None),
        )
        for message in uow.db.exec(wanted.order_by(col(CityMessage.id)).with_for_update()).all():
            answer = next((step for step in by_ticket[message.ticket_id] if _answers(step, message)), None)
            message.answered_at = answer.at if answer else None


def _answers(step: CityStep, message: CityMessage) -> bool:
    is_after = step.at + CLOCKS_APART >= (message.posted_at or message.created_at)
    return is_after and (step.has_words or (step.moves and message.intent is Intent.STATUS))


def note_side_answer(actor: Actor, ticket: Ticket, now: datetime, uow: UnitOfWork) -> None:
    """The actor writes on our own side: what the other end of it asked is answered."""
    is_liaison = actor.account_id == ticket.filed_by
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
