"""Polling: the city is asked what is new. What follows from its answers stands in `city_news`.

Where the city has updates, one question brings the steps of all tickets; where it tells which records changed, one
question brings those. The record of a ticket is read by itself after its acceptance, after news of it, and now and
then. Where the city has neither, the records of open tickets are read in batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.city import CityRequest
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S, HOUR_S, DeliveryPolicy, step_of
from liaison_app.domain.errors import CityBusy, CityError, CityUnreachable
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.domain.tickets import Status
from liaison_app.logs import logger
from liaison_app.models import OutboxEntry, Ticket
from liaison_app.services import city_contact
from liaison_app.services.city_news import on_its_own, take_record, take_updates, tickets_of
from liaison_app.services.city_turns import take_turn
from liaison_app.services.delivery_claiming import Taken, is_due, take_due
from liaison_app.services.delivery_recording import dice
from liaison_app.services.mirroring import Mirror, mirror

log = logger("polling")
FIRST_SPAN = timedelta(days=7)
AT_ONCE = 200  # records taken over in one transaction
# A closed ticket may be opened again; after this long only an update tells of it.
WATCHED_AFTER_CLOSING = timedelta(days=30)


def poll_updates(
    *,
    database: Database,
    city: CitySystem,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> bool | None:
    """Ask what the city told since the last time, and write it down. False: there is no more to do at once.

    None where it is nobody's turn to ask: try again soon. Where the city cannot be asked, the next poll covers the
    same time again. Nothing happens where it has no updates.
    """
    if not delivery_policy.has_updates:
        return False
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot):
            return False
    if not take_turn(database=database, clock=clock, policy=delivery_policy):
        return None
    with database.unit_of_work() as uow:
        since = city_contact.endpoint_of(delivery_policy, uow).polled_until
    until = clock.now()
    since = (since or until - FIRST_SPAN) - city_contact.OVERLAP
    try:
        told = city.updates(since, until + city_contact.OVERLAP)
    except CityError as error:
        _note_failure(error, database, clock, delivery_policy)
        return False
    with database.unit_of_work() as uow:
        endpoint = city_contact.endpoint_of(delivery_policy, uow)
        _note_read(clock.now(), delivery_policy, uow)
        # Moved forward only where nobody moved it back meanwhile, for a number that was learned late.
        if endpoint.polled_until is None or endpoint.polled_until >= since:
            endpoint.polled_until = _polled_until("updates", told.whole_until if told else until, until)
        if told is not None and told.steps:
            take_updates(told.steps, clock.now(), city_profile.time_zone, uow)
    return False


def poll_records(
    *,
    database: Database,
    city: CitySystem,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
    guidance: Guidance,
) -> bool | None:
    """Ask which records changed since the last time, and take them over. False or None, as `poll_updates`.

    Where the city does not list by change, only the new requests of others are asked for, and those where it is set
    to be mirrored alone.
    """
    policy = delivery_policy
    if not (policy.has_updated_after or policy.mirrors):
        return False
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=policy, snapshot=snapshot):
            return False
    if not take_turn(database=database, clock=clock, policy=policy):
        return None
    with database.unit_of_work() as uow:
        since = city_contact.endpoint_of(policy, uow).records_until
    until = clock.now()
    since = (since or until - FIRST_SPAN) - city_contact.OVERLAP
    try:
        ask = city.changed if policy.has_updated_after else city.made
        told = ask(since, until + city_contact.OVERLAP)
    except CityError as error:
        _note_failure(error, database, clock, delivery_policy)
        return False
    by = Mirror(policy, guidance, city_profile, clock.now())
    ask_again_from = _take_over(told.records if told else (), until, by, database)
    with database.unit_of_work() as uow:
        _note_read(clock.now(), policy, uow)
        whole_until = _polled_until("records", told.whole_until if told else until, until)
        city_contact.endpoint_of(policy, uow).records_until = min(whole_until, ask_again_from)
    return False


def _take_over(records: Sequence[CityRequest], asked_at: datetime, by: Mirror, database: Database) -> datetime:
    """Take records over, some in each transaction; from when on the city is to be asked again for those that wait."""
    ask_again_from = asked_at
    for some in batches(records, AT_ONCE):
        with database.unit_of_work() as uow:
            waits_since = _take_all(some, asked_at, by, uow)
        ask_again_from = min(ask_again_from, waits_since or asked_at)
    return ask_again_from


def _take_all(records: Sequence[CityRequest], asked_at: datetime, by: Mirror, uow: UnitOfWork) -> datetime | None:
    tickets = tickets_of({record.service_request_id for record in records}, uow)
    for record in records:
        ticket = tickets.get(record.service_request_id)
        if ticket is not None:
            _take(ticket, record, asked_at=asked_at, city_profile=by.city_profile, now=by.now, uow=uow)
    if not by.policy.mirrors:
        return None
    return mirror([record for record in records if record.service_request_id not in tickets], by, uow)


def _take(
    ticket: Ticket,
    record: CityRequest,
    *,
    asked_at: datetime,
    city_profile: CityProfile,
    now: datetime,
    uow: UnitOfWork,
) -> None:
    with on_its_own(ticket.id, uow):
        take_record(ticket, record, asked_at=asked_at, city_profile=city_profile, now=now, uow=uow)


def _polled_until(what: str, whole_until: datetime, until: datetime) -> datetime:
    """Not past what came cut off: it is asked for again, for a week at most."""
    if whole_until >= until:
        return until
    log.warning("answer_cut_off", what=what, whole_until=whole_until.isoformat())
    return max(whole_until, until - FIRST_SPAN)


def _note_read(now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    city_contact.note_reached(now=now, policy=policy, uow=uow)
    city_contact.note_news(were_read=True, now=now, policy=policy, uow=uow)


def _note_failure(error: CityError, database: Database, clock: Clock, policy: DeliveryPolicy) -> None:
    log.warning("not_polled", reason=error.code, http_status=error.http_status)
    with database.unit_of_work() as uow:
        city_contact.note_error(error, now=clock.now(), policy=policy, uow=uow)
        city_contact.note_news(were_read=False, now=clock.now(), policy=policy, uow=uow)


def read_records(
    *, worker: str, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> bool:  # fmt: skip
    """Read the records of accepted tickets that are due for a look. True when there were any.

    A city that is away, or asks us to wait, leaves them due again after the lease.
    """
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot):
            return False
        if not is_due(deliveries={Delivery.ACCEPTED}, snapshot=snapshot, clock=clock):
            return False
    if not take_turn(database=database, clock=clock, policy=delivery_policy):
        return False
    with database.unit_of_work() as uow:
        asked_at = clock.now()
        taken = _take_looks(worker, asked_at, delivery_policy, uow)
        numbers = uow.db.exec(
            select(Ticket.service_request_id).where(col(Ticket.id).in_([one.ticket_id for one in taken]))
        ).all()
    if not taken:
        return False
    try:
        records = city.requests([ServiceRequestId(number) for number in numbers if number])
    except CityError as error:
        _note_failure(error, database, clock, delivery_policy)
        _put_off(taken, error, database, clock, delivery_policy)
        return False
    by_number = {record.service_request_id: record for record in records}
    with database.unit_of_work() as uow:
        now = clock.now()
        _note_read(now, delivery_policy, uow)
        for one in taken:
            ticket = uow.db.exec(select(Ticket).where(Ticket.id == one.ticket_id).with_for_update()).one()
            record = by_number.get(ServiceRequestId(ticket.service_request_id or ""))
            if record is not None:
                _take(ticket, record, asked_at=asked_at, city_profile=city_profile, now=now, uow=uow)
            _let_go(uow.db.get_one(OutboxEntry, one.ticket_id), _next_look(ticket, now, delivery_policy))
    return True


def _let_go(entry: OutboxEntry, due_at: datetime | None, failures: int = 0) -> None:
    entry.due_at, entry.lease_until, entry.worker, entry.failures = due_at, None, "", failures


def _put_off(
    taken: Sequence[Taken], error: CityError, database: Database, clock: Clock, policy: DeliveryPolicy
) -> None:
    """What could not be read together is read one by one, each in its turn. What cannot be read alone waits longer
    every time, so that broken records take no turns from the others."""
    if isinstance(error, (CityUnreachable, CityBusy)):
        return
    with database.unit_of_work() as uow:
        for one in taken:
            wanted = select(OutboxEntry).where(OutboxEntry.ticket_id == one.ticket_id)
            entry = uow.db.exec(wanted.with_for_update()).one()
            if entry.fence != one.fence:
                continue
            alone_s = policy.spread(step_of(policy.backoff_s, entry.failures + 1), dice())
            wait = timedelta(seconds=alone_s if len(taken) == 1 else 0.0)
            _let_go(entry, clock.now() + wait, entry.failures + 1)


def _take_looks(worker: str, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> list[Taken]:
    """The records to read next: half of them the newest tickets, the rest those that waited longest.

    Where a city lets us read less than is due, a new ticket is seen soon all the same, and no old one waits for ever.
    What could not be read with others is read alone, in about every other turn.
    """
    until, most = now + timedelta(seconds=policy.lease_s), policy.ids_per_call
    take = partial(take_due, {Delivery.ACCEPTED}, worker=worker, now=now, until=until, uow=uow)
    if _has_failed(now, uow) and dice() < 0.5:
        return take(limit=1, newest_first=dice() < 0.5, failed=True)
    newest = most // 2 if most > 1 else round(dice())
    taken = take(limit=newest, newest_first=True, failed=False) if newest else []
    taken += take(limit=most - len(taken), failed=False)
    return taken or take(limit=1, failed=True)


def _has_failed(now: datetime, uow: UnitOfWork) -> bool:
    due = select(OutboxEntry.ticket_id).where(OutboxEntry.delivery == Delivery.ACCEPTED, col(OutboxEntry.due_at) <= now)
    return uow.db.exec(due.where(OutboxEntry.failures > 0).limit(1)).first() is not None


def _next_look(ticket: Ticket, now: datetime, policy: DeliveryPolicy) -> datetime | None:
    """When to read a record again: often while young, less with age; None when it has been closed for long."""
    if ticket.status is Status.CLOSED:
        is_over = ticket.closed_at is not None and now - ticket.closed_at > WATCHED_AFTER_CLOSING
        return None if is_over else now + timedelta(seconds=DAY_S)
    age_s = (now - (ticket.accepted_at or now)).total_seconds()
    if ticket.expected_at is None and age_s < HOUR_S:  # the promise may follow
        return now + timedelta(seconds=max(policy.poll_s, age_s / 2))
    if policy.has_updates or policy.has_updated_after:
        return now + timedelta(seconds=6 * HOUR_S)
    return now + timedelta(seconds=max(policy.poll_s, min(age_s / 20, 6 * HOUR_S)))
