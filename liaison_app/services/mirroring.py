"""Mirroring: requests that others made at the city become tickets here, so that the map shows them and nobody files
them again.

A request of ours must never be taken for a stranger's. It is known by its number, by its marker, and, as long as the
outcome of any message is unclear, by being alike: then it waits until it has been looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import UnitOfWork
from liaison_app.domain.city import CityRequest
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.geo import cell_of, distance_m
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import new_ref
from liaison_app.domain.marker import MARKER
from liaison_app.domain.mirrored import keeps_no_words
from liaison_app.domain.privacy import redacted
from liaison_app.domain.public_place import public_place
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility, promised_day
from liaison_app.logs import logger
from liaison_app.models import DeliveryAttempt, OutboxEntry, StatusChange, Ticket
from liaison_app.services.city_news import on_its_own
from liaison_app.services.giving_way import held_twice
from liaison_app.services.known_borders import borders
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.places import neighborhoods
from liaison_app.services.ticket_projection import exact_point
from liaison_app.services.ticket_rooms import rooms_of
from liaison_app.services.ticket_storing import free_number

log = logger("mirroring")
MAY_BE_ALIKE_M = 100.0  # cities move a point onto the street
LONGEST_TEXT = 4000
_UNCLEAR = (Delivery.SENDING, Delivery.UNKNOWN, Delivery.AWAITING_ID, Delivery.HUMAN)


@dataclass(frozen=True, slots=True)
class Mirror:
    """What copies are made with."""

    policy: DeliveryPolicy
    guidance: Guidance
    city_profile: CityProfile
    now: datetime


def mirror(records: Sequence[CityRequest], by: Mirror, uow: UnitOfWork) -> datetime | None:
    """Make tickets of other people's requests; `records` are those that no ticket has the number of.

    Returns the time from which the city must be asked again, because a request waits until what may be ours is known.
    """
    records = [record for record in records if _has_a_place(record, by.city_profile)]
    if not records:
        return None
    ours, unclear = _known_as_ours(records, uow), _unclear(uow)
    places = NearestPlaces(neighborhoods(snapshot=uow), borders(uow))
    waits_since: datetime | None = None
    for record in records:
        if record.service_request_id in ours:
            continue
        at = record.requested_at or by.now
        if by.now - at < timedelta(seconds=by.policy.settle_s) and any(_is_alike(record, one) for one in unclear):
            waits_since = min(waits_since or at, at)
            continue
        with on_its_own(record.service_request_id, uow):
            _copy(record, places, by, uow)
    return waits_since


def _has_a_place(record: CityRequest, city: CityProfile) -> bool:
    return record.at is not None and record.service_code != "" and city.limits.hold(record.at)


def _known_as_ours(records: Iterable[CityRequest], uow: UnitOfWork) -> set[str]:
    """The numbers of requests that are tickets of ours by their marker, or that the city holds twice of one."""
    refs = {record.service_request_id: found.group(1) for record in records if (found := _marker_of(record))}
    numbers = [record.service_request_id for record in records]
    known: set[str] = set()
    for some in batches(sorted(set(refs.values()))):
        known |= set(uow.db.exec(select(Ticket.ref).where(col(Ticket.ref).in_(some))).all())
    ours: set[str] = {number for number, ref in refs.items() if ref in known}
    for some in batches(numbers):
        tried = select(DeliveryAttempt.service_request_id).where(col(DeliveryAttempt.service_request_id).in_(some))
        ours |= held_twice(some, uow) | {number for number in uow.db.exec(tried).all() if number}
    return ours


def _marker_of(record: CityRequest) -> re.Match[str] | None:
    return MARKER.search(record.description) or MARKER.search(record.media_url)


def _unclear(uow: UnitOfWork) -> Sequence[Ticket]:
    """Tickets of ours that the city may have without our knowing its number."""
    wanted = select(Ticket).join(OutboxEntry, col(OutboxEntry.ticket_id) == col(Ticket.id))
    return uow.db.exec(wanted.where(col(OutboxEntry.delivery).in_(_UNCLEAR))).all()


def _is_alike(record: CityRequest, ticket: Ticket) -> bool:
    if record.at is None or record.service_code != ticket.service_code:
        return False
    at = exact_point(ticket)  # of a place told in words the city may have looked up any
    return at is None or distance_m(record.at, at) <= MAY_BE_ALIKE_M


def _copy(record: CityRequest, places: NearestPlaces, by: Mirror, uow: UnitOfWork) -> None:
    """One copy: what the city shows everybody, without what looks personal, and nothing of its pictures."""
    assert record.at is not None  # noqa: S101 (only those with a place come here)
    guide, at = by.guidance.of(record.service_code), record.at
    shown = public_place(at, redacted(record.address, is_address=True), is_house_linked=guide.is_house_linked)
    requested_at = min(record.requested_at or by.now, by.now)
    ticket = Ticket(
        id=free_number(uow),
        ref=new_ref(),
        origin=TicketOrigin.CITY,
        service_code=record.service_code[:64],
        service_name=(record.service_name or record.service_code)[:200],
        # Of what is told about people, nothing but that there is something is kept.
        description="" if guide.is_private else redacted(MARKER.sub("", record.description).strip())[:LONGEST_TEXT],
        lat=at.lat,
        lon=at.lon,
        address=record.address[:240],
        public_lat=shown.at.lat,
        public_lon=shown.at.lon,
        public_address=shown.address[:240],
        cell=cell_of(shown.at),
        neighborhood_id=places.nearest(at),
        visibility=Visibility.PRIVATE if guide.is_private else Visibility.PUBLIC,
        delivery=Delivery.ACCEPTED,
        service_request_id=record.service_request_id,
        service_notice=record.service_notice,
        agency_responsible=record.agency_responsible[:120],
        requested_at=requested_at,
        accepted_at=requested_at,
        updated_at=by.now,
        expected_at=record.expected_at,
        promised_on=promised_day(record.expected_at, by.city_profile.time_zone),
    )
    _take_status(ticket, record, by.now)
    uow.db.add(ticket)
    uow.db.flush()
    _store_history(ticket, by, uow)
    uow.announce(*rooms_of(ticket))
    log.info("mirrored", ticket=ticket.id, service_request_id=ticket.service_request_id)


def _take_status(ticket: Ticket, record: CityRequest, now: datetime) -> None:
    """A word that we do not know leaves it open, and is shown as such."""
    told_at = min(record.updated_at or now, now)
    ticket.status, ticket.status_told_at = record.status or Status.OPEN, told_at
    ticket.status_word = "" if record.status else record.status_word[:64]
    ticket.status_notes = "" if keeps_no_words(ticket.origin, ticket.visibility) else record.status_notes
    ticket.closed_at = told_at if ticket.status is Status.CLOSED else None


def _store_history(ticket: Ticket, by: Mirror, uow: UnitOfWork) -> None:
    uow.db.add(StatusChange(ticket_id=ticket.id, at=ticket.requested_at, kind=ChangeKind.FILED))
    if ticket.closed_at is not None:
        uow.db.add(
            StatusChange(
                ticket_id=ticket.id, at=ticket.closed_at, kind=ChangeKind.STATUS, word=ticket.status.value,
                note=ticket.status_notes,
            )
        )  # fmt: skip
    elif ticket.status_word:
        uow.db.add(
            StatusChange(ticket_id=ticket.id, at=by.now, kind=ChangeKind.NOT_UNDERSTOOD, word=ticket.status_word)
        )
    if not by.policy.has_updated_after:  # its record is read with those of our own
        entry = OutboxEntry(ticket_id=ticket.id, delivery=Delivery.ACCEPTED, queued_at=ticket.requested_at)
        entry.due_at = entry.settled_at = by.now
        uow.db.add(entry)
