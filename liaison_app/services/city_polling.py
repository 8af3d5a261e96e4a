"""Polling: what the city says of the tickets it has. Every step is written once, however often it is seen.

Where the city has updates, one question brings the news of all tickets; the record of a ticket is read after its
acceptance, after news of it, and now and then. Where it has none, the records of open tickets are read in batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.city import CityRequest, CityUpdate, UpdatesTold
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S, HOUR_S, DeliveryPolicy
from liaison_app.domain.errors import CityError
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.domain.tickets import ChangeKind, Status, promised_day
from liaison_app.logs import logger
from liaison_app.models import OutboxEntry, StatusChange, Ticket
from liaison_app.services import city_contact
from liaison_app.services.delivery_claiming import is_due, take_due
from liaison_app.services.ticket_rooms import rooms_of

log = logger("polling")
FIRST_SPAN = timedelta(days=7)
# A closed ticket may be opened again; after this long only an update tells of it.
WATCHED_AFTER_CLOSING = timedelta(days=30)


def poll_updates(*, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Ask what the city told since the last time, and write it down. Always False: there is no more to do at once.

    Where the city cannot be asked, the next poll covers the same time again.
    """
    with database.unit_of_work() as uow:
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=uow):
            return False
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
        city_contact.note_reached(now=clock.now(), policy=delivery_policy, uow=uow)
        # Moved forward only where nobody moved it back meanwhile, for a number that was learned late.
        if endpoint.polled_until is None or endpoint.polled_until >= since:
            endpoint.polled_until = _polled_until(told, until)
        if told is not None and told.steps:
            _take_updates(told.steps, clock.now(), uow)
    return False


def _polled_until(told: UpdatesTold | None, until: datetime) -> datetime:
    """Not past what came cut off: it is asked for again, for a week at most."""
    if told is None or told.whole_until >= until:
        return until
    log.warning("updates_cut_off", whole_until=told.whole_until.isoformat())
    return max(told.whole_until, until - FIRST_SPAN)


def _note_failure(error: CityError, database: Database, clock: Clock, policy: DeliveryPolicy) -> None:
    log.warning("not_polled", reason=error.code, http_status=error.http_status)
    with database.unit_of_work() as uow:
        city_contact.note_error(error, now=clock.now(), policy=policy, uow=uow)


def _take_updates(updates: Sequence[CityUpdate], now: datetime, uow: UnitOfWork) -> None:
    tickets = _tickets_of({update.service_request_id for update in updates}, uow)
    known = _known_ids([_key_of(update) for update in updates], uow)
    told: dict[str, list[CityUpdate]] = {}
    for step in updates:
        if step.service_request_id in tickets and _key_of(step) not in known:
            known.add(_key_of(step))
            told.setdefault(step.service_request_id, []).append(step)
    for number, steps in told.items():
        ticket_id = tickets[number].id
        with _on_its_own(ticket_id, uow):
            _take_steps(tickets[number], steps, now, uow)
    if told:  # read these tickets' records next: department, promise and reason stand there
        ids = {tickets[number].id for number in told}
        uow.db.execute(
            update(OutboxEntry)
            .where(col(OutboxEntry.ticket_id).in_(ids), col(OutboxEntry.delivery) == Delivery.ACCEPTED)
            .values(due_at=now),
            execution_options={"synchronize_session": False},
        )


def _take_steps(ticket: Ticket, steps: Sequence[CityUpdate], now: datetime, uow: UnitOfWork) -> None:
    """Write down the new steps of one ticket, oldest first, and the status that the newest of them tells."""
    for step in steps:
        uow.db.add(
            StatusChange(
                ticket_id=ticket.id,
                at=min(step.updated_at, now),
                kind=ChangeKind.CITY_UPDATE,
                word=step.status_word[:64],
                note=step.description,
                city_update_id=_key_of(step),
            )
        )
    ticket.updated_at = now
    newest = next((step for step in reversed(steps) if step.status is not None), None)
    if newest is not None and not _is_older_than_known(newest, ticket, uow):
        _set_status(ticket, newest.status, at=min(newest.updated_at, now), note="", uow=uow)
    uow.announce(*rooms_of(ticket))


def _key_of(step: CityUpdate) -> str:
    """What a step is known by, as much of it as can be kept."""
    return step.update_id[:128]


@contextmanager
def _on_its_own(ticket_id: str, uow: UnitOfWork) -> Iterator[None]:
    """What a city says of one ticket and no database takes is left out, and keeps no other ticket from its news."""
    try:
        with uow.db.begin_nested():
            yield
            uow.db.flush()
    except (DataError, IntegrityError, UnicodeError, ValueError) as error:
        log.error("not_taken_over", ticket=ticket_id, error=type(error).__name__)  # noqa: TRY400 (the row may be long)


def _is_older_than_known(step: CityUpdate, ticket: Ticket, uow: UnitOfWork) -> bool:
    """Whether a later status is known already, so that a step learned late does not turn the clock back."""
    last: datetime | None = uow.db.exec(
        select(func.max(StatusChange.at)).where(
            StatusChange.ticket_id == ticket.id, StatusChange.kind == ChangeKind.STATUS
        )
    ).one()
    return last is not None and step.updated_at < last


def _tickets_of(numbers: Iterable[ServiceRequestId], uow: UnitOfWork) -> dict[str, Ticket]:
    found: dict[str, Ticket] = {}
    for some in _batches(sorted(numbers)):
        rows = uow.db.exec(
            select(Ticket).where(col(Ticket.service_request_id).in_(some)).order_by(col(Ticket.id)).with_for_update()
        ).all()
        found |= {row.service_request_id: row for row in rows if row.service_request_id}
    return found


def _known_ids(update_ids: Sequence[str], uow: UnitOfWork) -> set[str]:
    found: set[str] = set()
    for some in _batches(update_ids):
        wanted = select(StatusChange.city_update_id).where(col(StatusChange.city_update_id).in_(some))
        found |= {known for known in uow.db.exec(wanted).all() if known}
    return found


def _batches(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _set_status(ticket: Ticket, status: Status | None, *, at: datetime, note: str, uow: UnitOfWork) -> None:
    """Take over what the city says, and append it when it is new. A word we do not know changes nothing."""
    if status is None or status is ticket.status:
        return
    ticket.status, ticket.status_notes = status, note  # the reason of an earlier status says nothing of this one
    ticket.closed_at = at if status is Status.CLOSED else None
    uow.db.add(StatusChange(ticket_id=ticket.id, at=at, kind=ChangeKind.STATUS, word=status.value, note=note))
    log.info("status_changed", ticket=ticket.id, status=status.value)


def read_records(
    *, worker: str, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> bool:  # fmt: skip
    """Read the records of accepted tickets that are due for a look. True when there were any.

    A failure leaves them due again after the lease.
    """
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot):
            return False
        if not is_due(deliveries={Delivery.ACCEPTED}, snapshot=snapshot, clock=clock):
            return False
    with database.unit_of_work() as uow:
        now = clock.now()
        lease = now + timedelta(seconds=delivery_policy.lease_s)
        taken = take_due({Delivery.ACCEPTED}, delivery_policy.ids_per_call, worker, now, lease, uow)
        numbers = uow.db.exec(
            select(Ticket.service_request_id).where(col(Ticket.id).in_([one.ticket_id for one in taken]))
        ).all()
    if not taken:
        return False
    try:
        records = city.requests([ServiceRequestId(number) for number in numbers if number])
    except CityError as error:
        _note_failure(error, database, clock, delivery_policy)
        return False
    by_number = {record.service_request_id: record for record in records}
    with database.unit_of_work() as uow:
        city_contact.note_reached(now=clock.now(), policy=delivery_policy, uow=uow)
        for one in taken:
            ticket = uow.db.exec(select(Ticket).where(Ticket.id == one.ticket_id).with_for_update()).one()
            record = by_number.get(ServiceRequestId(ticket.service_request_id or ""))
            if record is not None:
                with _on_its_own(ticket.id, uow):
                    take_record(ticket, record, city_profile=city_profile, now=clock.now(), uow=uow)
            entry = uow.db.get_one(OutboxEntry, one.ticket_id)
            entry.due_at, entry.lease_until, entry.worker = _next_look(ticket, clock.now(), delivery_policy), None, ""
    return True


def take_record(
    ticket: Ticket, record: CityRequest, *, city_profile: CityProfile, now: datetime, uow: UnitOfWork
) -> None:
    """Take over what the city's record says of a ticket. What it leaves out stays as it was, the promise too."""
    before = _shown(ticket)
    _set_status(ticket, record.status, at=_moment_of(record, now), note=record.status_notes, uow=uow)
    ticket.status_notes = record.status_notes or ticket.status_notes
    ticket.agency_responsible = record.agency_responsible[:120] or ticket.agency_responsible
    ticket.service_notice = record.service_notice or ticket.service_notice
    if record.expected_at is not None:
        ticket.expected_at = record.expected_at
        ticket.promised_on = promised_day(record.expected_at, city_profile.time_zone)
    if _shown(ticket) != before:
        ticket.updated_at = now
        uow.announce(*rooms_of(ticket))


def _moment_of(record: CityRequest, now: datetime) -> datetime:
    """When the city changed its record; never later than now, whatever its clock says."""
    return min(record.updated_at or now, now)


def _shown(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.status, ticket.status_notes, ticket.agency_responsible, ticket.expected_at, ticket.service_notice)


def _next_look(ticket: Ticket, now: datetime, policy: DeliveryPolicy) -> datetime | None:
    """When to read a record again: often while young, less with age; None when it has been closed for long."""
    if ticket.status is Status.CLOSED:
        is_over = ticket.closed_at is not None and now - ticket.closed_at > WATCHED_AFTER_CLOSING
        return None if is_over else now + timedelta(seconds=DAY_S)
    age_s = (now - (ticket.accepted_at or now)).total_seconds()
    if ticket.expected_at is None and age_s < HOUR_S:  # the promise may follow
        return now + timedelta(seconds=max(policy.poll_s, age_s / 2))
    if policy.has_updates:
        return now + timedelta(seconds=6 * HOUR_S)
    return now + timedelta(seconds=max(policy.poll_s, min(age_s / 20, 6 * HOUR_S)))
