"""Writing to the city about a ticket it has. Who may, and who reads it: `message_reading`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.channels import ONLY_CALLS, Channel, ChannelPolicy, written_ways
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import USUAL_LIMITS, FilingLimits
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, TooMany
from liaison_app.domain.ids import AccountId, PhotoKey, TicketId, is_ref
from liaison_app.domain.ports import Clock
from liaison_app.domain.quotes import quoted_lines
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import CityMessage, Ticket
from liaison_app.services import audit, standings
from liaison_app.services.message_photos import take_photos
from liaison_app.services.message_reading import channels_of, is_among_people, is_on_our_side
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.public_asking import note_asked
from liaison_app.services.quoting import require_quote
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
    asks_public: str = "",
    quotes: str = "",
    photo_keys: Sequence[PhotoKey] = (),
    uow: UnitOfWork,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
    filing_limits: FilingLimits = USUAL_LIMITS,
    channel_policy: ChannelPolicy = ONLY_CALLS,
) -> None:
    """Write to the city about a ticket. The same ref again stores nothing new.

    `personal_ok` are the pieces of the text that look personal and are meant to go out (`privacy.pieces_of`).
    `asks_public` says that neighbors may read it too; of a private ticket nobody does.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or none of this ticket's people.
        NotFound: there is no such ticket for the actor.
        InputInvalid: `message` is empty or too long; `personal_ok` does not name what looks personal;
            `intent` is none of those there are; what it `quotes` is not there (any more), or not for the
            city; a photo is not the actor’s to give.
        Conflict: the city cannot be written to about it, or the ref belongs to another message.
        TooMany: the actor has written too often about it today.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket = _for_people(actor, ticket_id, uow)
    words, meant, now = text.strip(), intent_of(intent), clock.now()
    wait_for_turn(account_id, uow)
    before = uow.db.get(CityMessage, ref) if is_ref(ref) else None
    if is_stored(before, (account_id, ticket_id, words, meant, quotes, photo_keys), uow):
        return
    way = _way(ticket, delivery_policy, channel_policy)
    _check(words, ref, personal_ok)
    quoted = require_quote(quotes, Side.CITY, actor, ticket, uow, is_ours=is_on_our_side(actor, ticket))
    _require_room_today(account_id, ticket_id, now, uow)
    days = days_for(meant, Side.CITY, ticket, city=city_profile, policy=answer_policy)
    message = CityMessage(
        id=ref, ticket_id=ticket_id, author_id=account_id, text=words, created_at=now, queued_at=now, due_at=now,
        intent=meant, answer_days=days, channel=way, quotes=quotes, quoted_lines=quoted_lines(quoted),
    )  # fmt: skip
    keep_unless_certified(message, uow, clock)
    take_photos(photo_keys, ref, Side.CITY, account_id, filing_limits.photos_per_ticket, uow)
    _note_wish(asks_public, message, ticket, actor, uow, clock)
    audit.note(actor=actor, action="asked_city", subject=ticket_id, uow=uow, clock=clock)
    uow.announce(rooms.OUTBOX, rooms.ticket(ticket_id))


def keep_unless_certified(message: CityMessage, uow: UnitOfWork, clock: Clock) -> None:
    """Store a message; of an account that does not file directly it is a draft until a coordinator lets it out."""
    if not standings.files_directly(AccountId(message.author_id), uow, clock):
        message.delivery, message.due_at = Delivery.IN_REVIEW, None
        message.fence += 1
        uow.announce(rooms.DESK)
    uow.db.add(message)


def _for_people(actor: Actor, ticket_id: TicketId, uow: UnitOfWork) -> Ticket:
    """The ticket. Raises: NotFound; NotAllowed, where the actor is none of its people."""
    ticket, _ = seen_by(actor, ticket_id, uow)
    if not is_among_people(actor, ticket, uow):
        raise NotAllowed
    return ticket


def _way(ticket: Ticket, delivery_policy: DeliveryPolicy, channel_policy: ChannelPolicy) -> Channel:
    """The best way to write to the city about a ticket. Raises: Conflict, where there is none."""
    ways = written_ways(channels_of(ticket, delivery_policy, channel_policy))
    if not ways:
        raise Conflict("city_takes_no_messages")
    return ways[0]


def _note_wish(
    asks_public: str, message: CityMessage, ticket: Ticket, actor: Actor, uow: UnitOfWork, clock: Clock
) -> None:  # fmt: skip
    """Neighbors may read it if its author says so, and where they may read of the ticket at all."""
    if asks_public and ticket.visibility in OPEN_TO_ALL:
        uow.db.flush()
        note_asked(message, ticket, actor=actor, uow=uow, clock=clock)


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
    require_meant(words, personal_ok)
