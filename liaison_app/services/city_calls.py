"""A person calls the city about a ticket, and writes down what came of it: for the ticket's people, never public.

Anybody among them may call at any time, also where a message did not reach the city in another way. What was asked in a
call counts as asked from then on; what the city said ends the wait where it is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.channels import REACHED_LENGTH, SAID_LENGTH, CallNote, CallOutcome, Channel
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, TooMany
from liaison_app.domain.ids import AccountId, TicketId, is_ref, new_ref
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.ports import Clock
from liaison_app.domain.threads import AnswerPolicy, Intent, Side
from liaison_app.models import CityMessage, HeardAnswer, Ticket
from liaison_app.services import audit, linked_requests
from liaison_app.services.message_moving import held, take_over
from liaison_app.services.message_reading import is_among_people
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.thread_answers import days_for, intent_of
from liaison_app.services.ticket_projection import day_of
from liaison_app.services.ticket_reading import seen_by

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


@dataclass(frozen=True, slots=True)
class _Read:
    """A note whose fields can be taken."""

    about: str
    intent: Intent | None
    asked: str
    outcome: CallOutcome
    reached: str
    said: str
    next_on: date | None


def log_call(
    *,
    actor: Actor,
    ticket_id: TicketId,
    ref: str,
    note: CallNote,
    personal_ok: str = "",
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
) -> None:
    """Keep what came of a call about a ticket. The same ref again stores nothing new.

    `personal_ok` are the pieces of what was asked and said that look personal and are meant (`personal_asking`).

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or none of this ticket's people.
        NotFound: there is no such ticket for the actor.
        InputInvalid: something is missing, too long or no choice, by field; `personal_ok` does not name what looks
            personal.
        Conflict: `already_sent`, the ref belongs to another note; `no_number_yet`, the city has no such request;
            `not_open`, the question is none of this ticket's that waits for anything; `request_under_way`, the request
            that it went as may be with the city.
        TooMany: the actor has written down too many calls about it today.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, uow)
    if not is_among_people(actor, ticket, uow):
        raise NotAllowed
    wait_for_turn(account_id, uow)
    now, zone = clock.now(), city_profile.time_zone
    if not is_ref(ref):
        raise InputInvalid({"form": "needed"})
    read = _read(note, day_of(now, zone))
    if _is_kept(uow.db.get(HeardAnswer, ref), account_id, ticket_id, read):
        return
    require_meant(note.words, personal_ok)
    if ticket.service_request_id is None:
        raise Conflict("no_number_yet")
    _require_room_today(account_id, ticket_id, now, uow)
    message = _asked(read, account_id, ticket, now, city_profile, answer_policy, uow)
    if message is not None and read.outcome is not CallOutcome.NOBODY:
        _note_on(message, read, now)
    uow.db.add(
        HeardAnswer(
            id=ref, ticket_id=ticket_id, channel=Channel.PHONE, message_id=message.id if message else None,
            author_id=account_id, text=_words(read), outcome=read.outcome, reached=read.reached,
            next_on=read.next_on, at=now,
        )
    )  # fmt: skip
    audit.note(actor=actor, action="called_city", subject=ticket_id, uow=uow, clock=clock, outcome=read.outcome.value)
    uow.announce(rooms.ticket(ticket_id), rooms.DESK)


def _words(read: _Read) -> str:
    return read.said or (read.asked if read.outcome is CallOutcome.NOBODY else "")


def _read(note: CallNote, today: date) -> _Read:
    errors: dict[str, str] = {}
    intent = None
    try:
        intent = intent_of(note.intent)
    except InputInvalid:
        errors["call_intent"] = "not_a_choice"
    asked, said, reached = note.asked.strip(), note.said.strip(), one_line(note.reached)
    outcome = next((one for one in CallOutcome if one.value == note.outcome), None)
    if outcome is None:
        errors["call_outcome"] = "call_outcome_needed"
    if not note.about and (not asked or len(asked) > SAID_LENGTH):
        errors["call_asked"] = "too_long" if asked else "needed"
    if len(said) > SAID_LENGTH or (outcome is CallOutcome.ANSWERED and not said):
        errors["call_said"] = "too_long" if said else "needed"
    if len(reached) > REACHED_LENGTH:
        errors["call_reached"] = "too_long"
    next_on = _day(note.next_on, today, errors)
    if errors or outcome is None:
        raise InputInvalid(errors)
    return _Read(note.about, intent, asked, outcome, reached, said, next_on)


def _day(text: str, today: date, errors: dict[str, str]) -> date | None:
    """The day that the city named, which lies ahead."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        errors["call_next_on"] = "not_a_day"
        return None
    if day < today:
        errors["call_next_on"] = "day_passed"
    return day


def _is_kept(before: HeardAnswer | None, account_id: AccountId, ticket_id: TicketId, read: _Read) -> bool:
    if before is None:
        return False
    told = (before.author_id, before.ticket_id, before.outcome, before.reached, before.next_on, before.text)
    if told != (account_id, ticket_id, read.outcome, read.reached, read.next_on, _words(read)):
        raise Conflict("already_sent")
    return True


def _asked(
    read: _Read, account_id: AccountId, ticket: Ticket, now: datetime, city: CityProfile, policy: AnswerPolicy,
    uow: UnitOfWork,
) -> CityMessage | None:  # fmt: skip
    """The question that the city has by now, an open or a new one; None where nobody was there to hear it."""
    zone = city.time_zone
    if read.about:
        uow.db.exec(select(Ticket.id).where(Ticket.id == ticket.id).with_for_update()).first()
        message = _open(read.about, ticket, uow)
        if message.delivery is not Delivery.ACCEPTED and read.outcome is not CallOutcome.NOBODY:
            linked_requests.let_go(message, now=now, uow=uow)
            take_over(message, Channel.PHONE, now=now, zone=zone, uow=uow)
        return message
    if read.outcome is CallOutcome.NOBODY:
        return None
    days = days_for(read.intent, Side.CITY, ticket, city=city, policy=policy)
    message = CityMessage(
        id=new_ref(), ticket_id=ticket.id, author_id=account_id, text=read.asked, created_at=now, queued_at=now,
        delivery=Delivery.HUMAN, intent=read.intent, answer_days=days,
    )  # fmt: skip
    uow.db.add(message)
    take_over(message, Channel.PHONE, now=now, zone=zone, uow=uow)
    uow.db.flush()
    return message


def _open(message_id: str, ticket: Ticket, uow: UnitOfWork) -> CityMessage:
    """A message of the ticket that did not reach the city, or waits for its answer."""
    found = uow.db.get(CityMessage, message_id)
    message = held(message_id, uow) if found is not None and found.ticket_id == ticket.id else None
    if message is None or not is_open(message.delivery, message.answer_by, message.answered_at):
        raise Conflict("not_open")
    return message


def is_open(delivery: Delivery | None, answer_by: date | None, answered_at: datetime | None) -> bool:
    """Whether a message to the city is one to call about: it did not arrive, or no answer came."""
    if delivery in HELD:
        return True
    return delivery is Delivery.ACCEPTED and answer_by is not None and answered_at is None


def _note_on(message: CityMessage, read: _Read, now: datetime) -> None:
    """What the call means for the question: answered, or to be answered by the day that was named."""
    if read.outcome is CallOutcome.ANSWERED:
        message.answered_at = now if message.answer_by is not None else None
    elif read.next_on is not None:
        message.answer_by, message.raised_at, message.contact_at = read.next_on, None, None


def _require_room_today(account_id: AccountId, ticket_id: TicketId, now: datetime, uow: UnitOfWork) -> None:
    today = select(func.count()).select_from(HeardAnswer).where(HeardAnswer.at > now - A_DAY)
    mine = today.where(HeardAnswer.ticket_id == ticket_id, HeardAnswer.author_id == account_id)
    if uow.db.exec(mine).one() >= MOST_A_DAY:
        raise TooMany(int(A_DAY.total_seconds()))
