"""Recording what became of a message: the fence is checked, the city's number never lost, history appended.

An answer that comes late, from a worker that no longer holds the message, still counts for the one thing it knows: the
number the city gave. A second number for one ticket is flagged, never dropped.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city import Posted
from liaison_app.domain.delivery import HELD, Delivery, may_move
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult, Step, Tried, after_post
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind
from liaison_app.logs import logger
from liaison_app.models import DeliveryAttempt, OutboxEntry, StatusChange, Ticket
from liaison_app.services import city_contact
from liaison_app.services.delivery_claiming import Claim
from liaison_app.services.giving_way import filed_elsewhere, give_way
from liaison_app.services.ticket_rooms import rooms_of

log = logger("delivery")
MAX_WORDS = 1000
_UNCLEAR = (AttemptResult.UNCLEAR.value, AttemptResult.LEASE_RAN_OUT.value)


@dataclass(frozen=True, slots=True)
class Told:
    """How a try ended, with what the city said. `words` are the city's own, bounded by whoever records them."""

    result: AttemptResult
    posted: Posted | None = None
    words: str = ""
    http_status: int | None = None
    retry_after_s: int | None = None


def record(*, claimed: Claim, told: Told, uow: UnitOfWork, clock: Clock, delivery_policy: DeliveryPolicy) -> None:
    """Write down how a try ended, and what follows from it."""
    city_contact.endpoint_of(delivery_policy, uow)  # first, as everywhere, so that no two wait for each other
    now = clock.now()
    entry, ticket = held(claimed.ticket_id, uow)
    attempt = uow.db.get_one(DeliveryAttempt, claimed.attempt_id)
    attempt.finished_at, attempt.result, attempt.http_status = now, told.result.value, told.http_status
    attempt.detail = (told.words or (told.posted and told.posted.city_token) or "")[:MAX_WORDS]
    attempt.service_request_id = told.posted.service_request_id if told.posted else None
    uow.db.add(attempt)
    if told.result is AttemptResult.BUSY:
        city_contact.note_busy(told.retry_after_s, now=now, policy=delivery_policy, uow=uow)
    is_mine = entry.fence == claimed.fence and entry.delivery is Delivery.SENDING
    is_the_text = told.result is AttemptResult.FORBIDDEN and _others_went(attempt, uow)
    if not is_the_text:
        city_contact.note(result=told.result, words=told.words, now=now, policy=delivery_policy, uow=uow)
    log.info(
        "attempt_ended", ticket=ticket.id, attempt=attempt.number, result=told.result.value, late=not is_mine,
        http_status=told.http_status,
    )  # fmt: skip
    if told.posted is not None:
        take_answer(entry, ticket, told.posted, now=now, policy=delivery_policy, uow=uow)
    elif is_mine:
        tried = replace(tried_of(entry, now, uow), others_went=is_the_text)
        retry_after_s = told.retry_after_s
        step = after_post(told.result, tried, delivery_policy, retry_after_s=retry_after_s, dice=dice())
        if step.delivery is Delivery.UNKNOWN:
            entry.posted_at = now
        if step.delivery in {Delivery.REJECTED, Delivery.HUMAN}:
            entry.city_words = told.words[:MAX_WORDS]
        move(entry, ticket, step, now=now, uow=uow)


def _others_went(attempt: DeliveryAttempt, uow: UnitOfWork) -> bool:
    """Whether the city took others since it last refused our key for this one: then it is the text, not the key."""
    before = uow.db.exec(
        select(func.max(DeliveryAttempt.id)).where(
            DeliveryAttempt.ticket_id == attempt.ticket_id,
            DeliveryAttempt.result == AttemptResult.FORBIDDEN.value,
            DeliveryAttempt.id != attempt.id,
        )
    ).one()
    taken = (AttemptResult.ACCEPTED.value, AttemptResult.TOKEN.value)
    if before is None:
        return False
    others = select(DeliveryAttempt.id).where(col(DeliveryAttempt.id) > before, col(DeliveryAttempt.result).in_(taken))
    return uow.db.exec(others.limit(1)).first() is not None


def held(ticket_id: TicketId, uow: UnitOfWork) -> tuple[OutboxEntry, Ticket]:
    """The outbox row and its ticket, as they are now and for us alone until the commit."""
    entry = uow.db.exec(select(OutboxEntry).where(OutboxEntry.ticket_id == ticket_id).with_for_update()).one()
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).one()
    return entry, ticket


def tried_of(entry: OutboxEntry, now: datetime, uow: UnitOfWork) -> Tried:
    """What is known of a message besides the newest event."""
    unclear = uow.db.exec(
        select(func.count())
        .select_from(DeliveryAttempt)
        .where(DeliveryAttempt.ticket_id == entry.ticket_id, col(DeliveryAttempt.result).in_(_UNCLEAR))
    ).one()
    since = (now - (entry.posted_at or entry.queued_at)).total_seconds()
    return Tried(entry.failures, entry.clean_searches, unclear, since)


def take_answer(
    entry: OutboxEntry, ticket: Ticket, posted: Posted, *, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork
) -> None:
    """Take the number or the placeholder that the city gave for this ticket, in time or late."""
    number = posted.service_request_id
    if number is None:
        _take_token(entry, ticket, posted, now=now, policy=policy, uow=uow)
    elif ticket.service_request_id not in {None, number}:
        flag_duplicate(ticket, [number], now=now, uow=uow)
    elif ticket.service_request_id is None and _is_held_by_another(ticket, number, uow):
        # Which one it was stands in the attempt.
        move(entry, ticket, Step(Delivery.HUMAN, None, "number_taken"), now=now, uow=uow)
    elif ticket.service_request_id is None:
        accept(entry, ticket, number, notice=posted.notice, now=now, policy=policy, uow=uow)


def _take_token(
    entry: OutboxEntry, ticket: Ticket, posted: Posted, *, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork
) -> None:
    before = ticket.city_token
    is_news = before != posted.city_token
    if not may_move(ticket.delivery, Delivery.AWAITING_ID):
        # It comes late. Of the only try that can have arrived it stands for the number that was found meanwhile.
        if is_news and (before is not None or _tries_that_may_have_arrived(ticket, uow) > 1):
            flag_duplicate(ticket, [ServiceRequestId(posted.city_token or "")], now=now, uow=uow)
        return
    if before is not None and is_news:  # two placeholders: the city may file it twice
        flag_duplicate(ticket, [ServiceRequestId(before)], now=now, uow=uow)
    ticket.city_token = posted.city_token
    ticket.service_notice = posted.notice
    entry.posted_at = now
    if before is None:
        _append(ticket, ChangeKind.SENT, "", now, uow)
    move(entry, ticket, after_post(AttemptResult.TOKEN, Tried(), policy, dice=dice()), now=now, uow=uow)


def _tries_that_may_have_arrived(ticket: Ticket, uow: UnitOfWork) -> int:
    results = (*_UNCLEAR, AttemptResult.ACCEPTED.value, AttemptResult.TOKEN.value)
    tries = select(func.count()).select_from(DeliveryAttempt).where(DeliveryAttempt.ticket_id == ticket.id)
    return uow.db.exec(tries.where(col(DeliveryAttempt.result).in_(results))).one()


def accept(
    entry: OutboxEntry,
    ticket: Ticket,
    number: ServiceRequestId,
    *,
    now: datetime,
    policy: DeliveryPolicy,
    uow: UnitOfWork,
    notice: str = "",
    reason: str = "",
) -> None:
    """The city has it, under `number`."""
    give_way(number, ticket, uow)
    ticket.service_request_id, ticket.accepted_at = number, now
    ticket.service_notice = notice or ticket.service_notice
    if ticket.city_token is None:
        _append(ticket, ChangeKind.SENT, "", now, uow)
    _append(ticket, ChangeKind.CITY_NUMBER, number, now, uow)
    city_contact.look_back_to(entry.queued_at, policy=policy, uow=uow)
    move(entry, ticket, Step(Delivery.ACCEPTED, 0.0, reason), now=now, uow=uow)
    entry.settled_at = now
    log.info("accepted", ticket=ticket.id, service_request_id=number, how=reason or "answered")


def flag_duplicate(ticket: Ticket, numbers: Sequence[ServiceRequestId], *, now: datetime, uow: UnitOfWork) -> None:
    """The city holds this ticket more than once. Nothing is undone here: people are told."""
    known = uow.db.exec(
        select(StatusChange.note).where(StatusChange.ticket_id == ticket.id, StatusChange.word == "duplicate")
    ).all()
    for number in numbers:
        if number not in known:
            _append(ticket, ChangeKind.DELIVERY, "duplicate", now, uow, note=number)
            log.warning("filed_twice", ticket=ticket.id, service_request_id=number)
    uow.announce(*rooms_of(ticket), rooms.DESK)


def move(entry: OutboxEntry, ticket: Ticket, step: Step, *, now: datetime, uow: UnitOfWork) -> None:
    """Bring a message where `step` says, append that to its history, and let go of it."""
    before = ticket.delivery
    if before is not step.delivery and not may_move(before, step.delivery):
        log.error("illegal_move", ticket=ticket.id, now=before.value, then=step.delivery.value)
        return
    is_still_unknown = before is step.delivery is Delivery.UNKNOWN
    is_news = step.reason not in {"", entry.reason} and not is_still_unknown
    ticket.delivery = entry.delivery = step.delivery
    entry.fence += 1  # whoever still holds it may record a number, and nothing else
    entry.lease_until, entry.worker = None, ""
    entry.due_at = None if step.wait_s is None else now + timedelta(seconds=step.wait_s)
    entry.reason, entry.failures, entry.clean_searches = step.reason, step.failures, step.clean_searches
    if is_news:
        _append(ticket, ChangeKind.DELIVERY, step.delivery.value, now, uow, note=step.reason)
    if before is not step.delivery:
        ticket.updated_at = now if is_news or step.delivery is Delivery.ACCEPTED else ticket.updated_at
        uow.announce(*rooms_of(ticket))
        if HELD & {before, step.delivery}:
            uow.announce(rooms.DESK)
    uow.db.add_all([entry, ticket])


def _append(ticket: Ticket, kind: ChangeKind, word: str, now: datetime, uow: UnitOfWork, note: str = "") -> None:
    is_public = kind is not ChangeKind.DELIVERY
    uow.db.add(StatusChange(ticket_id=ticket.id, at=now, kind=kind, word=word, note=note, is_public=is_public))


def _is_held_by_another(ticket: Ticket, number: str, uow: UnitOfWork) -> bool:
    return bool(filed_elsewhere([number], ticket, uow))


def dice() -> float:
    """Chance between 0 and 1, to spread waits."""
    return random.random()  # noqa: S311 (spreads waits, guards nothing)
