"""One ticket and what a newer state of the city's open data says of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.mirrored import keeps_no_words
from liaison_app.domain.open_data_records import OpenRecord
from liaison_app.domain.ports import Clock
from liaison_app.domain.public_place import public_place
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import StatusChange, Ticket
from liaison_app.services.look_counting import recount
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_rows import visibility_of
from liaison_app.services.repeated_words import without_ours
from liaison_app.services.thread_answers import CityStep, note_city_steps
from liaison_app.services.ticket_rooms import rooms_of


def amend(ticket: Ticket, record: OpenRecord, places: NearestPlaces, *, now: datetime, uow: UnitOfWork) -> None:
    """Bring a ticket that comes from open data to what its row says now; what changed at the city is appended.

    A place that the row no longer has stays as it was known.
    """
    uow.announce(*rooms_of(ticket))
    ticket.updated_at = now
    record = _of_its_own(ticket, record, uow)
    if not _is_old_news(ticket, record):
        _append_news(ticket, record, now, uow)
        _set_status(ticket, record, uow)
    ticket.service_code, ticket.service_name = record.service_code, record.service_name
    at = record.at if isinstance(record.at, LatLon) else LatLon(ticket.lat, ticket.lon)
    shown = public_place(at, record.address, is_house_linked=record.is_house_linked)
    ticket.lat, ticket.lon, ticket.address = at.lat, at.lon, record.address
    ticket.public_lat, ticket.public_lon, ticket.public_address = shown.at.lat, shown.at.lon, shown.address
    ticket.cell, ticket.neighborhood_id = cell_of(shown.at), places.nearest(at)
    ticket.visibility = visibility_of(record)
    ticket.agency_responsible, ticket.service_notice = record.agency, record.notice
    ticket.requested_at = ticket.accepted_at = record.requested_at
    ticket.expected_at, ticket.promised_on = record.expected_at, record.promised_on
    uow.announce(*rooms_of(ticket))


def _of_its_own(ticket: Ticket, record: OpenRecord, uow: UnitOfWork) -> OpenRecord:
    """The row without what its ticket's people wrote to the city, which the city repeats there as anywhere."""
    if record.status_notes in {"", ticket.status_notes}:
        return record
    return record._replace(status_notes=without_ours(record.status_notes, ticket.id, uow))


def _is_old_news(ticket: Ticket, record: OpenRecord) -> bool:
    """Whether the city's system told us another status later than the row does: open data lags by a day or two."""
    if record.status is ticket.status or ticket.status_told_at is None:
        return False
    return record.newest < ticket.status_told_at


def _append_news(ticket: Ticket, record: OpenRecord, now: datetime, uow: UnitOfWork) -> None:
    is_news = record.status is not ticket.status
    if is_news or record.status_notes not in {"", ticket.status_notes}:
        _note_answer(ticket, record, moment_of(record, now) if is_news else min(record.updated_at or now, now), uow)
    has_day_now = record.status is Status.CLOSED and ticket.closed_at is None and record.closed_at is not None
    if is_news or has_day_now:
        _append(ticket, ChangeKind.STATUS, record.status, record.status_notes, moment_of(record, now), uow)
    elif record.status_notes not in {"", ticket.status_notes}:
        _append(ticket, ChangeKind.CITY_UPDATE, "", record.status_notes, min(record.updated_at or now, now), uow)


def _note_answer(ticket: Ticket, record: OpenRecord, at: datetime, uow: UnitOfWork) -> None:
    """What is taken over here answers as it does where the city's system tells it."""
    moves, has_words = record.status is not ticket.status, bool(record.status_notes)
    closes = moves and record.status is Status.CLOSED
    note_city_steps([CityStep(ticket.id, at, has_words, moves, closes)], uow)


def refresh(ticket_id: str, record: OpenRecord, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Tell a ticket that we know in another way that the city closed it or opened it again, where that is news.

    Everything else of it stays as we have it. True where something was told.
    """
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).one()
    said_at = record.closed_at if record.status is Status.CLOSED else record.updated_at
    if record.status is ticket.status or said_at is None or said_at <= (ticket.status_told_at or ticket.requested_at):
        return False
    ticket.updated_at = now = clock.now()
    record = _of_its_own(ticket, record, uow)
    _note_answer(ticket, record, min(said_at, now), uow)
    if keeps_no_words(ticket.origin, ticket.visibility):
        record = record._replace(status_notes="")
    _append(ticket, ChangeKind.STATUS, record.status, record.status_notes, min(said_at, now), uow)
    _set_status(ticket, record, uow)
    ticket.status_told_at = said_at
    uow.announce(*rooms_of(ticket))
    return True


def _set_status(ticket: Ticket, record: OpenRecord, uow: UnitOfWork) -> None:
    is_moved = (record.status, record.closed_at) != (ticket.status, ticket.closed_at)
    ticket.status, ticket.status_notes, ticket.closed_at = record.status, record.status_notes, record.closed_at
    ticket.status_word, ticket.status_told_at = "", record.newest
    if is_moved:
        recount(ticket, uow)


def moment_of(record: OpenRecord, now: datetime) -> datetime:
    """When the status came to be what it is: as the row says where it does, else now, when we learn of it."""
    said = record.closed_at if record.status is Status.CLOSED else record.updated_at
    return min(said or now, now)


def _append(ticket: Ticket, kind: ChangeKind, word: str, note: str, at: datetime, uow: UnitOfWork) -> None:
    uow.db.add(StatusChange(ticket_id=ticket.id, at=at, kind=kind, word=str(word), note=note))
