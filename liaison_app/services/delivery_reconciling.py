"""Looking up what is not known: messages whose outcome is unclear, and placeholders whose number is to come.

Each step takes one row in a transaction, asks the city outside of any, and records in another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.city import Found, NewRequest
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult, Search, after_post, after_search, after_token
from liaison_app.domain.errors import CityError
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.models import DeliveryAttempt, OutboxEntry, Ticket
from liaison_app.services import city_contact
from liaison_app.services.city_turns import take_turn
from liaison_app.services.delivery_candidates import note_candidates
from liaison_app.services.delivery_claiming import Taken, expired, is_due, take_due
from liaison_app.services.delivery_recording import accept, dice, flag_duplicate, held, move, tried_of
from liaison_app.services.giving_way import filed_elsewhere
from liaison_app.services.outgoing_request import outgoing_by

T = TypeVar("T")
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Question:
    """A row that was taken, and what to ask the city about it."""

    taken: Taken
    request: NewRequest
    since: datetime
    until: datetime
    city_token: str | None
    is_last: bool


def give_up_lost(*, worker: str, database: Database, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Messages whose worker vanished in mid-send become unclear, never queued. True when there were any."""
    if not _is_due(Delivery.SENDING, database, clock):
        return False
    with database.unit_of_work() as uow:
        now = clock.now()
        lost = expired(worker=worker, limit=AT_ONCE, uow=uow, clock=clock)
        for taken in lost:
            entry, ticket = held(taken.ticket_id, uow)
            entry.posted_at = now
            step = after_post(AttemptResult.LEASE_RAN_OUT, tried_of(entry, now, uow), delivery_policy)
            move(entry, ticket, step, now=now, uow=uow)
        return bool(lost)


def _is_due(delivery: Delivery, database: Database, clock: Clock) -> bool:
    with database.snapshot() as snapshot:
        return is_due(deliveries={delivery}, snapshot=snapshot, clock=clock)


def _may_ask(delivery: Delivery, database: Database, clock: Clock, policy: DeliveryPolicy) -> bool:
    """Whether there is something to ask about, the city has not asked us to wait, and it is our turn."""
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=policy, snapshot=snapshot):
            return False
        if not is_due(deliveries={delivery}, snapshot=snapshot, clock=clock):
            return False
    return take_turn(database=database, clock=clock, policy=policy)


def look_up(
    *, worker: str, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool:
    """Search the city's records for the next message whose outcome is unclear. True when there was one."""
    if not _may_ask(Delivery.UNKNOWN, database, clock, delivery_policy):
        return False
    with database.unit_of_work() as uow:
        question = _next(Delivery.UNKNOWN, worker, uow, clock, delivery_policy)
    if question is None:
        return False
    found, error = _asked(lambda: city.find(question.request, question.since, question.until))
    with database.unit_of_work() as uow:
        _note_contact(error, clock.now(), delivery_policy, uow)
        _record_search(question, found, uow=uow, now=clock.now(), policy=delivery_policy)
    return True


def look_at_token(
    *, worker: str, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool:
    """Ask for the number behind the next placeholder. True when there was one.

    When patience ends without a number, our marker is searched for once before a person is asked.
    """
    if not _may_ask(Delivery.AWAITING_ID, database, clock, delivery_policy):
        return False
    with database.unit_of_work() as uow:
        question = _next(Delivery.AWAITING_ID, worker, uow, clock, delivery_policy)
    if question is None:
        return False
    number, error = _asked(lambda: city.request_id_of(question.city_token or "", question.request))
    found: Found | None = None
    if number is None and question.is_last:
        found, _ = _asked(lambda: city.find(question.request, question.since, question.until))
    with database.unit_of_work() as uow:
        _note_contact(error, clock.now(), delivery_policy, uow)
        hits = found.hits[:1] if found is not None and found.by_marker else ()
        _record_token(question, number or next(iter(hits), None), uow=uow, now=clock.now(), policy=delivery_policy)
    return True


def _next(delivery: Delivery, worker: str, uow: UnitOfWork, clock: Clock, policy: DeliveryPolicy) -> _Question | None:
    now, lease = clock.now(), timedelta(seconds=policy.look_lease_s)
    for taken in take_due({delivery}, 1, worker, now, now + lease, uow):
        ticket = uow.db.get_one(Ticket, taken.ticket_id)
        entry = uow.db.get_one(OutboxEntry, taken.ticket_id)
        skew = timedelta(seconds=policy.clock_skew_s)
        waited = (now - (entry.posted_at or now)).total_seconds()
        return _Question(
            taken,
            outgoing_by(policy, ticket, uow),
            since=_first_attempt_at(ticket, uow) - skew,
            until=now + skew,
            city_token=ticket.city_token,
            is_last=waited >= policy.token_patience_s,
        )
    return None


def _first_attempt_at(ticket: Ticket, uow: UnitOfWork) -> datetime:
    started = uow.db.exec(
        select(DeliveryAttempt.started_at)
        .where(DeliveryAttempt.ticket_id == ticket.id)
        .order_by(col(DeliveryAttempt.number))
        .limit(1)
    ).first()
    return started or ticket.requested_at


def _asked(ask: Callable[[], T]) -> tuple[T | None, CityError | None]:
    try:
        return ask(), None
    except CityError as error:
        return None, error


def _note_contact(error: CityError | None, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    if error is None:
        city_contact.note_reached(now=now, policy=policy, uow=uow)
    else:
        city_contact.note_error(error, now=now, policy=policy, uow=uow)


def _record_search(
    question: _Question, found: Found | None, *, uow: UnitOfWork, now: datetime, policy: DeliveryPolicy
) -> None:
    entry, ticket = held(question.taken.ticket_id, uow)
    hits = _not_held_by_others(found.hits, ticket, uow) if found is not None else []
    if found is not None and hits and _is_ours(found, hits):
        if ticket.service_request_id is None:
            accept(entry, ticket, hits[0], now=now, policy=policy, uow=uow, reason="reconciled")
        others = [number for number in hits if number != ticket.service_request_id]
        if others:
            flag_duplicate(ticket, others, now=now, uow=uow)
        return
    if entry.fence != question.taken.fence or entry.delivery is not Delivery.UNKNOWN:
        return
    search = Search.UNSURE if found is None or not found.is_complete else Search.CLEAN
    if hits and not _may_settle(found):
        search = Search.SEVERAL_MAYBES
    elif found is not None and found.hits and found.by_marker:
        search = Search.ELSEWHERE  # the city has it, so it must not go out again
    step = after_search(search, tried_of(entry, now, uow), policy, dice=dice())
    if step.delivery is Delivery.HUMAN and found is not None:
        note_candidates(ticket, hits or (found.hits if found.by_marker else ()), now=now, uow=uow)
    move(entry, ticket, step, now=now, uow=uow)


def _is_ours(found: Found, hits: list[ServiceRequestId]) -> bool:
    return found.by_marker or (len(hits) == 1 and found.by_words and found.is_complete)


def _may_settle(found: Found | None) -> bool:
    """Whether a whole search may still tell what this one, cut off, could not."""
    return found is not None and found.by_words and not found.is_complete


def _record_token(
    question: _Question, number: ServiceRequestId | None, *, uow: UnitOfWork, now: datetime, policy: DeliveryPolicy
) -> None:
    entry, ticket = held(question.taken.ticket_id, uow)
    if number is not None and ticket.service_request_id is None:
        if _not_held_by_others([number], ticket, uow):
            accept(entry, ticket, number, now=now, policy=policy, uow=uow)
            return
        number = None
    if entry.fence != question.taken.fence or entry.delivery is not Delivery.AWAITING_ID:
        return
    step = after_token(tried_of(entry, now, uow), policy, dice=dice())
    move(entry, ticket, step, now=now, uow=uow)


def _not_held_by_others(
    numbers: tuple[ServiceRequestId, ...] | list[ServiceRequestId], ticket: Ticket, uow: UnitOfWork
) -> list[ServiceRequestId]:
    taken = filed_elsewhere(numbers, ticket, uow)
    return [number for number in numbers if number not in taken]
