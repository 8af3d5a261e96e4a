"""Public tickets as other software reads them through GeoReport: what is asked for, and what it is told.

Of what was filed here only the day is told, never the moment somebody wrote, and of a change the hour: see
docs/adr/0017-what-our-georeport-server-tells.md. Filters reach as far, or asking often would tell the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.ids import NeighborhoodId, PhotoKey, ServiceCode, ServiceRequestId, TicketId
from liaison_app.domain.tickets import Outcome, Standing, Status, TicketOrigin

Asked = tuple[datetime | None, datetime | None]
Span = tuple[datetime, datetime]

LONGEST = timedelta(days=90)
MOST_ROWS = 1000
# So many rows may be passed over by page numbers; further ones are reached by dates, or by `after`.
MOST_PASSED = 50_000
_PLACE = re.compile(r"([0-9]{10})-(T-[0-9A-Z]{1,14})")
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RequestQuestion:
    """What a list is asked for; empty parts ask for everything. `ids` (ours or the city's) override all filters.

    `near` is a point and metres around it. `after` is the id of a request that the page is to follow; in a list by
    change it is a place in it, as `place_of_change` writes it.
    """

    ids: tuple[str, ...] = ()
    service_codes: tuple[str, ...] = ()
    status: Status | None = None
    requested: Asked = (None, None)
    updated: Asked = (None, None)
    near: tuple[LatLon, float] | None = None
    box: Bounds | None = None
    words: str = ""
    after: str = ""
    skip: int = 0
    size: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class ToldRequest:
    """A public ticket: what everybody may see of it, and nothing else. Times are as exact as they are told.

    `at` is None where the place was told in words alone; `address` is the neighborhood's name then.
    """

    id: TicketId
    origin: TicketOrigin
    service_request_id: ServiceRequestId | None
    service_code: ServiceCode
    service_name: str
    status: Status
    status_notes: str
    standing: Standing
    outcome: Outcome | None
    department: str
    address: str
    at: LatLon | None
    neighborhood_id: NeighborhoodId | None
    requested_at: datetime
    updated_at: datetime
    promised_on: date | None
    photo: PhotoKey | None


@dataclass(frozen=True, slots=True)
class ToldPage:
    """Some of the requests that were asked for. `next_after` is where the next page starts, None at the end."""

    rows: tuple[ToldRequest, ...]
    next_after: str | None = None


def span_of(asked: Asked, now: datetime) -> Span:
    """From when until when, at most 90 days: the last ones where nothing is asked, else those after the first."""
    first, last = (None if at is None else min(max(at, EARLIEST), LATEST) for at in asked)
    if first is None:
        until = last or now
        return until - LONGEST, until
    return first, min(last, first + LONGEST) if last is not None else first + LONGEST


def whole_days(span: Span, zone: tzinfo) -> Span:
    """The first moment of the span's first day, and that after its last one; days are those of `zone`."""
    first, last = (at.astimezone(zone).date() for at in span)
    return start_of(first, zone), start_of(last + timedelta(days=1), zone)


def whole_hours(span: Span) -> Span:
    """The first moment of the span's first hour, and that after its last one."""
    return hour_of(span[0]), hour_of(span[1]) + timedelta(hours=1)


def place_of_change(updated_at: datetime, ticket_id: TicketId) -> str:
    """The place of a request in a list by change. It stays the same place when the request changes again."""
    return f"{updated_at.astimezone(UTC):%Y%m%d%H}-{ticket_id}"


def read_place_of_change(text: str) -> tuple[datetime, str] | None:
    """The hour and the id that make a place, None where it is none."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    try:
        hour = datetime.strptime(f"{found[1]}+0000", "%Y%m%d%H%z")
    except ValueError:
        return None
    return (hour, found[2]) if EARLIEST <= hour <= LATEST else None


def start_of(day: date, zone: tzinfo) -> datetime:
    """A day's first moment, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def hour_of(at: datetime) -> datetime:
    """The hour that a moment lies in, by its first moment."""
    return at.replace(minute=0, second=0, microsecond=0)


def told_requested(at: datetime, origin: TicketOrigin, zone: tzinfo) -> datetime:
    """When it was requested, as it is told: the day, where it was filed here; what the city published, as it is."""
    if origin in {TicketOrigin.CITY, TicketOrigin.OPEN_DATA}:
        return at
    return start_of(at.astimezone(zone).date(), zone)
