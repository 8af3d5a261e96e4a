"""Writing to the city about a ticket it has. Who may, and who reads it: `message_reading`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, TooMany
from liaison_app.domain.ids import AccountId, TicketId, is_ref
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import find_personal, pieces_of
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.models import CityMessage
from liaison_app.services import audit
from liaison_app.services.message_reading import is_among_people, takes_messages
from liaison_app.services.sent_before import is_stored
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.thread_answers import days_for, intent_of
from liaison_app.services.ticket_reading import seen_by

LONGEST = 1000
A_DAY = timedelta(days=1)
# Enough for any honest exchange about one ticket; the city's staff reads every one.
MOST_A_DAY = 10


def ask_city(
    *,
    actor: Actor,
    ticket_id: TicketId,
    ref: str,
    text: str,
    personal_ok: str,
    intent: str = "",
    uow: UnitOfWork,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
) -> None:
    """Write to the city about a ticket. The same ref again stores nothing new.

    `personal_ok` are the pieces of the text that look personal and are meant to go out (`privacy.pieces_of`).

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or none of this ticket's people.
        NotFound: there is no such ticket for the actor.
        InputInvalid: `message` is empty or too long; `personal_ok` does not name what looks personal;
            `intent` is none of those there are.
        Conflict: the city cannot be written to about it, or the ref belongs to other words or another intent.
        TooMany: the actor has written too often about it today.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, uow)
    if not is_among_people(actor, ticket, uow):
        raise NotAllowed
    words, meant = text.strip(), intent_of(intent)
    wait_for_turn(account_id, uow)
    before = uow.db.get(CityMessage, ref) if is_ref(ref) else None
    if is_stored(before, (account_id, ticket_id, words, meant)):
        return
    if not takes_messages(ticket, delivery_policy):
        raise Conflict("city_takes_no_messages")
    _check(words, ref, personal_ok)
    now = clock.now()
    _require_room_today(account_id, ticket_id, now, uow)
    days = days_for(meant, Side.CITY, ticket, city=city_profile, policy=answer_policy)
    uow.db.add(
        CityMessage(
            id=ref, ticket_id=ticket_id, author_id=account_id, text=words, created_at=now, queued_at=now, due_at=now,
            intent=meant, answer_days=days,
        )
    )  # fmt: skip
    audit.note(actor=actor, action="asked_city", subject=ticket_id, uow=uow, clock=clock)
    uow.announce(rooms.OUTBOX, rooms.ticket(ticket_id))


def _require_room_today(account_id: AccountId, ticket_id: TicketId, now: datetime, uow: UnitOfWork) -> None:
    today = select(func.count()).select_from(CityMessage).where(CityMessage.created_at > now - A_DAY)
    mine = today.where(CityMessage.ticket_id == ticket_id, CityMessage.author_id == account_id)
    if uow.db.exec(mine).one() >= MOST_A_DAY:
        raise TooMany(int(A_DAY.total_seconds()))


def check_words(words: str) -> None:
    """Raises:
    InputInvalid: (field `message`) they are empty or too long.
    """
    if not words or len(words) > LONGEST:
        raise InputInvalid({"message": "too_long" if words else "needed"})


def _check(words: str, ref: str, personal_ok: str) -> None:
    check_words(words)
    if not is_ref(ref):
        raise InputInvalid({"form": "needed"})
    if personal_ok != pieces_of(find_personal(words)):
        raise InputInvalid({"personal_ok": "personal_ok"})
