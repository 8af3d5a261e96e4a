"""News: what the city says of tickets is taken over, once each and in the order in which it happened there.

The city's clock is not ours. What it told is put in order by its own times alone (`Ticket.status_told_at`); what is
shown never lies ahead of our clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import UnitOfWork
from liaison_app.domain.city import CityRequest, CityUpdate
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.mirrored import keeps_no_words
from liaison_app.domain.tickets import ChangeKind, Status, promised_day
from liaison_app.logs import logger
from liaison_app.models import OutboxEntry, StatusChange, Ticket
from liaison_app.services.city_contact import OVERLAP
from liaison_app.services.look_counting import recount
from liaison_app.services.message_looking_up import without_own
from liaison_app.services.repeated_words import without_ours
from liaison_app.services.thread_answers import CityStep, note_city_steps
from liaison_app.services.ticket_rooms import rooms_of

log = logger("news")
MAX_WORD = 64


def take_updates(updates: Sequence[CityUpdate], now: datetime, zone: ZoneInfo, uow: UnitOfWork) -> None:
    """Write down the steps that are new, oldest first; those of requests that are no tickets here are passed over."""
    tickets = tickets_of({update.service_request_id for update in updates}, uow)
    updates = without_own(updates, tickets.values(), now, zone, uow)
    known = _known_ids([_key_of(update) for update in updates], uow)
    told: dict[str, list[CityUpdate]] = {}
    for step in updates:
        if step.service_request_id in tickets and _key_of(step) not in known:
            known.add(_key_of(step))
            told.setdefault(step.service_request_id, []).append(step)
    answers: list[CityStep] = []
    for number, steps in told.items():
        with on_its_own(tickets[number].id, uow):
            taken = _take_steps(tickets[number], steps, now, uow)
            uow.db.flush()
            answers += taken
    note_city_steps(answers, uow)
    if told:  # read these tickets' records next: department, promise and reason stand there
        ids = {tickets[number].id for number in told}
        uow.db.execute(
            update(OutboxEntry)
            .where(col(OutboxEntry.ticket_id).in_(ids), col(OutboxEntry.delivery) == Delivery.ACCEPTED)
            .values(due_at=now),
            execution_options={"synchronize_session": False},
        )


def _take_steps(ticket: Ticket, steps: Sequence[CityUpdate], now: datetime, uow: UnitOfWork) -> list[CityStep]:
    """Write down the new steps of one ticket, oldest first, and the status that the newest of them tells. The steps as
    what they can answer: one that says the same status once more moves nothing."""
    is_wordless = keeps_no_words(ticket.origin, ticket.visibility)
    for step in steps:
        is_understood = step.status is not None or not step.status_word
        uow.db.add(
            StatusChange(
                ticket_id=ticket.id,
                at=min(step.updated_at, now),
                kind=ChangeKind.CITY_UPDATE if is_understood else ChangeKind.NOT_UNDERSTOOD,
                word=step.status_word[:MAX_WORD],
                note="" if is_wordless else without_ours(step.description, ticket.id, uow),
                city_update_id=_key_of(step),
            )
        )
    ticket.updated_at = now
    current = [step for step in steps if ticket.status_told_at is None or step.updated_at >= ticket.status_told_at]
    moved = set()
    for step in (one for one in current if one.status is not None):
        # One after the other: what was opened and closed again between two polls has a new closing.
        if _set_status(ticket, step.status or ticket.status, at=min(step.updated_at, now), note="", uow=uow):
            moved.add(step.update_id)
        _told(ticket, step.updated_at, now)
    last = next((step for step in reversed(current) if step.status_word), None)
    if last is not None and last.status is None:
        _note_word(ticket, last.status_word)
    uow.announce(*rooms_of(ticket))
    return [
        CityStep(
            ticket.id,
            min(step.updated_at, now),
            has_words=bool(step.description.strip()),
            moves=step.update_id in moved,
            closes=step.update_id in moved and step.status is Status.CLOSED,
        )
        for step in steps
    ]


def _told(ticket: Ticket, at: datetime | None, now: datetime) -> None:
    """Keep the city's own time of what it told, in bounds: a slip of its clock must not silence it for years."""
    if at is not None:
        at = min(at, now + OVERLAP)
        ticket.status_told_at = max(ticket.status_told_at or at, at)


def _note_word(ticket: Ticket, word: str) -> bool:
    """Keep a status word that our table does not know, as the city wrote it. True where it is news."""
    if ticket.status_word == word[:MAX_WORD]:
        return False
    ticket.status_word = word[:MAX_WORD]
    log.warning("status_not_understood", ticket=ticket.id, word=ticket.status_word)
    return True


def _key_of(step: CityUpdate) -> str:
    """What a step is known by, as much of it as can be kept."""
    return step.update_id[:128]


@contextmanager
def on_its_own(ticket_id: str, uow: UnitOfWork) -> Iterator[None]:
    """What a city says of one ticket and no database takes is left out, and keeps no other ticket from its news."""
    try:
        with uow.db.begin_nested():
            yield
            uow.db.flush()
    except (DataError, IntegrityError, UnicodeError, ValueError) as error:
        log.error("not_taken_over", ticket=ticket_id, error=type(error).__name__)  # noqa: TRY400 (the row may be long)


def tickets_of(numbers: Iterable[ServiceRequestId], uow: UnitOfWork) -> dict[str, Ticket]:
    """Our tickets by the city's numbers, for us alone until the commit."""
    found: dict[str, Ticket] = {}
    for some in batches(sorted(numbers)):
        rows = uow.db.exec(
            select(Ticket).where(col(Ticket.service_request_id).in_(some)).order_by(col(Ticket.id)).with_for_update()
        ).all()
        found |= {row.service_request_id: row for row in rows if row.service_request_id}
    return found


def _known_ids(update_ids: Sequence[str], uow: UnitOfWork) -> set[str]:
    found: set[str] = set()
    for some in batches(update_ids):
        wanted = select(StatusChange.city_update_id).where(col(StatusChange.city_update_id).in_(some))
        found |= {known for known in uow.db.exec(wanted).all() if known}
    return found


def _set_status(ticket: Ticket, status: Status, *, at: datetime, note: str, uow: UnitOfWork) -> bool:
    """Take over what the city says, and append it when it is new; True where it is. What says the same status once
    more, such as an answer about a closed ticket, did not bring it."""
    ticket.status_word = ""
    if status is ticket.status:
        return False
    ticket.status, ticket.status_notes = status, note  # the reason of an earlier status says nothing of this one
    ticket.closed_at = at if status is Status.CLOSED else None
    recount(ticket, uow)
    uow.db.add(StatusChange(ticket_id=ticket.id, at=at, kind=ChangeKind.STATUS, word=status.value, note=note))
    log.info("status_changed", ticket=ticket.id, status=status.value)
    return True


def take_record(
    ticket: Ticket,
    record: CityRequest,
    *,
    asked_at: datetime,
    city_profile: CityProfile,
    now: datetime,
    uow: UnitOfWork,
) -> None:
    """Take over what the city's record says of a ticket. What it leaves out stays as it was, the promise too.

    `asked_at` is when we asked: a record that was on its way while a step came in says nothing of the status any more.
    """
    if keeps_no_words(ticket.origin, ticket.visibility):
        record = replace(record, status_notes="")
    elif record.status_notes != ticket.status_notes:
        record = replace(record, status_notes=without_ours(record.status_notes, ticket.id, uow))
    before = _shown(ticket)
    if ticket.updated_at <= asked_at:
        _take_status(ticket, record, now, uow)
    ticket.status_notes = record.status_notes or ticket.status_notes
    ticket.agency_responsible = record.agency_responsible[:120] or ticket.agency_responsible
    ticket.service_notice = record.service_notice or ticket.service_notice
    if record.expected_at is not None:
        ticket.expected_at = record.expected_at
        ticket.promised_on = promised_day(record.expected_at, city_profile.time_zone)
    if _shown(ticket) != before:
        ticket.updated_at = now
        uow.announce(*rooms_of(ticket))


def _take_status(ticket: Ticket, record: CityRequest, now: datetime, uow: UnitOfWork) -> None:
    at = min(record.updated_at or now, now)
    if record.status is not None:
        if record.status is not ticket.status:
            closes, has_words = record.status is Status.CLOSED, bool(record.status_notes)
            note_city_steps([CityStep(ticket.id, at, has_words, moves=True, closes=closes)], uow)
        _set_status(ticket, record.status, at=at, note=record.status_notes, uow=uow)
        _told(ticket, record.updated_at, now)
    elif record.status_word and _note_word(ticket, record.status_word):
        uow.db.add(
            StatusChange(ticket_id=ticket.id, at=at, kind=ChangeKind.NOT_UNDERSTOOD, word=ticket.status_word)
        )  # fmt: skip


def _shown(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.status,
        ticket.status_word,
        ticket.status_notes,
        ticket.agency_responsible,
        ticket.expected_at,
        ticket.service_notice,
    )
