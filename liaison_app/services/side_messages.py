"""Messages on our own side: a ticket's liaison and coordinators write to each other. They never leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import USUAL_LIMITS, FilingLimits
from liaison_app.domain.errors import InputInvalid, NotAllowed, TooMany
from liaison_app.domain.ids import AccountId, PhotoKey, ServiceRequestId, TicketId, is_ref
from liaison_app.domain.ports import Clock
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.models import CityMessage, MessageSeen, SideMessage, Ticket
from liaison_app.services import audit
from liaison_app.services.message_photos import take_photos
from liaison_app.services.message_reading import is_among_people, is_from_the_other_end, is_on_our_side, may_write_side
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.quoting import require_quote
from liaison_app.services.sent_before import is_stored
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.thread_answers import days_for, due_on, intent_of, note_side_answer
from liaison_app.services.thread_news import note_answers_seen
from liaison_app.services.ticket_reading import seen_by

LONGEST = 1000
A_DAY = timedelta(days=1)
MOST_A_DAY = 30


def write(
    *,
    actor: Actor,
    ticket_id: TicketId,
    ref: str,
    text: str,
    intent: str,
    personal_ok: str = "",
    quotes: str = "",
    photo_keys: Sequence[PhotoKey] = (),
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
    filing_limits: FilingLimits = USUAL_LIMITS,
) -> None:
    """Write to the other end of our own side. The same ref again stores nothing new.

    `personal_ok` are the pieces of the text that look personal and are meant to stand there (`personal_asking`).

    Raises:
        SignInNeeded, NotAllowed: the actor is neither the ticket's liaison nor a coordinator, or the ticket has none.
        NotFound: there is no such ticket for the actor.
        InputInvalid: `side_message` is empty or too long; `intent` is none of those there are; `personal_ok` does not
            name what looks personal; what it `quotes` is not there (any more); a photo is not the actor’s to give.
        Conflict: the ref belongs to another message.
        TooMany: the actor has written too often about it today.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, uow)
    if not may_write_side(actor, ticket):
        raise NotAllowed
    words, meant, now = text.strip(), intent_of(intent), clock.now()
    wait_for_turn(account_id, uow)
    before = uow.db.get(SideMessage, ref) if is_ref(ref) else None
    if is_stored(before, (account_id, ticket_id, words, meant, quotes, photo_keys), uow):
        return
    _check(words, ref)
    require_meant(words, personal_ok)
    require_quote(quotes, Side.OWN, actor, ticket, uow, is_ours=True)
    _require_room_today(account_id, ticket_id, now, uow)
    note_side_answer(actor, ticket, now, uow)
    days = days_for(meant, Side.OWN, ticket, city=city_profile, policy=answer_policy)
    uow.db.add(
        SideMessage(
            id=ref, ticket_id=ticket_id, author_id=account_id, text=words, created_at=now, intent=meant,
            answer_by=due_on(days, now, city_profile.time_zone), quotes=quotes,
        )
    )  # fmt: skip
    take_photos(photo_keys, ref, Side.OWN, account_id, filing_limits.photos_per_ticket, uow)
    audit.note(actor=actor, action="side_message", subject=ticket_id, uow=uow, clock=clock)
    uow.announce(*_rooms_of(ticket))


def _rooms_of(ticket: Ticket) -> list[str]:
    """Who waits for it: the ticket's open pages, the desk, and the lists of its liaison."""
    its_liaison = [rooms.account(AccountId(ticket.filed_by))] if ticket.filed_by else []
    return [rooms.ticket(TicketId(ticket.id)), rooms.DESK, *its_liaison]


def note_seen(
    *, actor: Actor, ticket_id: TicketId, shown: Collection[str], uow: UnitOfWork, clock: Clock
) -> None:  # fmt: skip
    """The messages `shown` are before the actor, and so is what the city answered. Of messages of the other end, and of
    answers to what the actor asked, it is written down once that they were seen.

    Raises:
        NotFound: there is no such ticket for the actor.
        SignInNeeded, NotAllowed: the actor is none of its people.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, uow)
    if not is_among_people(actor, ticket, uow):
        raise NotAllowed
    wait_for_turn(account_id, uow)
    if note_answers_seen(ticket_id, account_id, clock.now(), uow):
        uow.announce(rooms.account(account_id))
    if not is_on_our_side(actor, ticket):
        return
    found = uow.db.exec(
        select(SideMessage).where(SideMessage.ticket_id == ticket_id, col(SideMessage.id).in_(shown))
    ).all()
    theirs = [one.id for one in found if is_from_the_other_end(one, actor, ticket)]
    if _note(theirs, account_id, Side.OWN, clock.now(), uow):
        audit.note(actor=actor, action="side_message_seen", subject=ticket_id, uow=uow, clock=clock)
        uow.announce(rooms.ticket(ticket_id), rooms.DESK, rooms.account(account_id))


def note_read_by_city(*, actor: Actor, number: ServiceRequestId, uow: UnitOfWork, clock: Clock) -> None:
    """Somebody who answers for the city has opened a request at the app's own desk of the city, and all that was
    written to it. Nothing where the number is no ticket's.

    Raises:
        SignInNeeded, NotAllowed: the actor does not answer for the city.
    """
    account_id = actor.require(Audience.CITY)
    wait_for_turn(account_id, uow)
    ticket = uow.db.exec(select(Ticket).where(Ticket.service_request_id == number)).first()
    if ticket is None:
        return
    told = select(CityMessage.id).where(CityMessage.ticket_id == ticket.id, CityMessage.delivery == Delivery.ACCEPTED)
    if _note(list(uow.db.exec(told).all()), account_id, Side.CITY, clock.now(), uow):
        uow.announce(rooms.ticket(TicketId(ticket.id)))


def _note(message_ids: list[str], account_id: AccountId, side: Side, now: datetime, uow: UnitOfWork) -> bool:
    """Write down what was not seen before; True where there was any."""
    mine = select(MessageSeen.message_id).where(
        MessageSeen.account_id == account_id, col(MessageSeen.message_id).in_(message_ids)
    )  # fmt: skip
    known = set(uow.db.exec(mine).all())
    new = [one for one in message_ids if one not in known]
    uow.db.add_all(MessageSeen(message_id=one, account_id=account_id, at=now, side=side) for one in new)
    return bool(new)


def _require_room_today(account_id: AccountId, ticket_id: TicketId, now: datetime, uow: UnitOfWork) -> None:
    today = select(func.count()).select_from(SideMessage).where(SideMessage.created_at > now - A_DAY)
    mine = today.where(SideMessage.ticket_id == ticket_id, SideMessage.author_id == account_id)
    if uow.db.exec(mine).one() >= MOST_A_DAY:
        raise TooMany(int(A_DAY.total_seconds()))


def _check(words: str, ref: str) -> None:
    if not words or len(words) > LONGEST:
        raise InputInvalid({"side_message": "too_long" if words else "needed"})
    if not is_ref(ref):
        raise InputInvalid({"form": "needed"})
