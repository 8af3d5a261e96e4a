"""From a record of open data to the rows of its ticket and its history. Every column is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.facets import Facet, facet_of
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import NeighborhoodId, TicketId
from liaison_app.domain.open_data_records import OpenRecord
from liaison_app.domain.public_place import public_place
from liaison_app.domain.tickets import Axes, ChangeKind, Status, TicketOrigin, Visibility

LONGEST_REF = 24
TICKET_COLUMNS = (
    "id", "ref", "origin", "filed_by", "api_key_id", "service_code", "service_name", "description", "lat", "lon",
    "address", "public_lat", "public_lon", "public_address", "cell", "neighborhood_id", "visibility", "status",
    "status_notes", "delivery", "outcome", "service_request_id", "city_token", "service_notice", "agency_responsible",
    "requested_at", "updated_at", "accepted_at", "expected_at", "promised_on", "closed_at", "has_public_photo",
    "status_word", "status_told_at", "facet",
)  # fmt: skip
CHANGE_COLUMNS = ("ticket_id", "at", "kind", "word", "note", "by", "is_public", "city_update_id")
RECORD_COLUMNS = ("service_request_id", "ticket_id", "source", "run_id", "digest", "media_url", "vanished_at")


def ticket_values(
    record: OpenRecord, at: LatLon, ticket_id: TicketId, neighborhood_id: NeighborhoodId | None, now: datetime
) -> tuple[Any, ...]:
    """The row of a new ticket, in the order of `TICKET_COLUMNS` but for its facet. The city had it from the start."""
    shown = public_place(at, record.address, is_house_linked=record.is_house_linked)
    return (
        ticket_id,
        ref_of(record.number),
        TicketOrigin.OPEN_DATA,
        None,  # filed_by
        None,  # api_key_id
        record.service_code,
        record.service_name,
        "",  # description
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
        Delivery.ACCEPTED,
        None,  # outcome
        record.number,
        None,  # city_token
        record.notice,
        record.agency,
        record.requested_at,
        now,  # updated_at
        record.requested_at,  # accepted_at
        record.expected_at,
        record.promised_on,
        record.closed_at,
        False,  # has_public_photo
        "",  # status_word
        record.newest,  # status_told_at
    )


def facet_on(record: OpenRecord, today: date) -> Facet:
    """The facet of its new ticket."""
    return facet_of(Axes(record.status, Delivery.ACCEPTED, None, record.promised_on), today)


def change_values(record: OpenRecord, ticket_id: TicketId) -> Iterator[tuple[Any, ...]]:
    """Its history so far, in the order of `CHANGE_COLUMNS`. A closing of which nobody says when is no step of it."""
    yield _change(ticket_id, record.requested_at, ChangeKind.FILED)
    if record.closed_at is not None:
        yield _change(ticket_id, record.closed_at, ChangeKind.STATUS, Status.CLOSED, record.status_notes)
    elif record.status_notes and record.updated_at is not None:
        yield _change(ticket_id, record.updated_at, ChangeKind.CITY_UPDATE, "", record.status_notes)


def _change(ticket_id: TicketId, at: datetime, kind: ChangeKind, word: str = "", note: str = "") -> tuple[Any, ...]:
    return (ticket_id, at, kind, word, note, None, True, None)


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
