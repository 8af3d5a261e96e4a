"""From a record of open data to the rows of its ticket and its history. Every column is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Any

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.facets import Facet, facet_of
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.open_data_records import OpenRecord
from liaison_app.domain.public_place import public_place
from liaison_app.domain.tickets import Axes, ChangeKind, Status, TicketOrigin, Visibility

LONGEST_REF = 24
# What differs from ticket to ticket. What is not named here, nor below, is nothing at all of such a ticket.
TICKET_COLUMNS = (
    "id", "ref", "service_code", "service_name", "lat", "lon", "address", "public_lat", "public_lon", "public_address",
    "cell", "neighborhood_id", "visibility", "status", "status_notes", "service_request_id", "service_notice",
    "agency_responsible", "requested_at", "accepted_at", "expected_at", "promised_on", "closed_at", "status_told_at",
    "facet",
)  # fmt: skip
TICKET_ALWAYS = {
    "origin": TicketOrigin.OPEN_DATA,
    "description": "",
    "delivery": Delivery.ACCEPTED,
    "has_public_photo": False,
    "status_word": "",
}
CHANGE_COLUMNS = ("ticket_id", "at", "kind", "word", "note")
CHANGE_ALWAYS = {"is_public": True}
RECORD_COLUMNS = ("service_request_id", "ticket_id", "digest", "media_url")


def ticket_values(
    record: OpenRecord, at: LatLon, neighborhood_id: NeighborhoodId | None, today: date
) -> tuple[Any, ...]:
    """The row of a new ticket, in the order of `TICKET_COLUMNS` behind its number. The city had it from the start."""
    shown = public_place(at, record.address, is_house_linked=record.is_house_linked)
    return (
        ref_of(record.number),
        record.service_code,
        record.service_name,
        at.lat,
        at.lon,
        record.address,
        shown.at.lat,
        shown.at.lon,
        shown.address,
        cell_of(shown.at),
        neighborhood_id,
        visibility_of(record),
        record.status,
        record.status_notes,
        record.number,
        record.notice,
        record.agency,
        record.requested_at,
        record.requested_at,  # accepted_at
        record.expected_at,
        record.promised_on,
        record.closed_at,
        record.newest,  # status_told_at
        _facet_on(record, today),
    )


def _facet_on(record: OpenRecord, today: date) -> Facet:
    return facet_of(Axes(record.status, Delivery.ACCEPTED, None, record.promised_on), today)


def change_values(record: OpenRecord) -> Iterator[tuple[Any, ...]]:
    """Its history so far, in the order of `CHANGE_COLUMNS` behind the ticket. A closing of which nobody says when is no
    step of it."""
    yield record.requested_at, ChangeKind.FILED, "", ""
    if record.closed_at is not None:
        yield record.closed_at, ChangeKind.STATUS, Status.CLOSED, record.status_notes
    elif record.status_notes and record.updated_at is not None:
        yield record.updated_at, ChangeKind.CITY_UPDATE, "", record.status_notes


def visibility_of(record: OpenRecord) -> Visibility:
    """Personal subjects stay private, though the city published the row."""
    return Visibility.PRIVATE if record.is_private else Visibility.PUBLIC


def ref_of(number: str) -> str:
    """The marker of a ticket that nobody here has sent: the city's number, or a digest of one that is too long.

    It has not the form of a marker made by us, so that none is ever taken for the other.
    """
    plain = f"OD-{number}"
    if len(plain) <= LONGEST_REF:
        return plain
    return f"OD+{blake2b(number.encode('utf-8'), digest_size=10).hexdigest()}"
