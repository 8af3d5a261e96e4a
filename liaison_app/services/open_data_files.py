"""Public tickets in parts of a fixed size, for files of any length: each part is a short look of its own.

The order is that of filing, newest first, which never changes: a ticket stands in a file once, however long the file
takes to write, and one that becomes private meanwhile is not in what is still to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlmodel import col

from liaison_app import routes
from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.open_data import ExportChunk, ExportFilter, ExportRow, Place
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.tickets import Axes, Outcome, Status, Visibility, standing_of
from liaison_app.domain.told_requests import EARLIEST, LATEST, start_of
from liaison_app.models import Neighborhood, Ticket
from liaison_app.services.map_feed import service_codes
from liaison_app.services.ticket_projection import day_of, public_point

_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.service_request_id,
    Ticket.status,
    Ticket.delivery,
    Ticket.outcome,
    Ticket.promised_on,
    Ticket.service_code,
    Ticket.service_name,
    Ticket.agency_responsible,
    Ticket.public_address,
    Ticket.neighborhood_id,
    Ticket.public_lat,
    Ticket.public_lon,
    Ticket.is_in_words,
    Ticket.requested_at,
    Ticket.closed_at,
    Ticket.updated_at,
    Ticket.status_notes,
    Ticket.origin,
)


def chunk(
    *,
    wanted: ExportFilter,
    after: Place | None,
    size: int,
    public_url: str,
    guidance: Guidance,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> ExportChunk:
    """The next `size` public tickets that are wanted; from the newest where `after` is None."""
    zone = city_profile.time_zone
    today = day_of(clock.now(), zone)
    where = [*_conditions(wanted, zone), *_stands(wanted.show, today)]
    if wanted.kind:
        codes = service_codes(MapFilter(kind=wanted.kind), guidance, snapshot)
        where.append(func.coalesce(Ticket.service_code, "").in_(codes or ()))
    if after is not None:
        where.append(tuple_(col(Ticket.requested_at), col(Ticket.id)) < (after.at, after.id))
    newest = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())
    found = snapshot.db.execute(select(*_COLUMNS).where(*where).order_by(*newest).limit(size)).all()
    names = {one.id: one.name for one in snapshot.db.execute(select(col(Neighborhood.id), col(Neighborhood.name)))}
    rows = tuple(_row(one, names, today, zone, public_url) for one in found)
    return ExportChunk(rows, Place(found[-1].requested_at, found[-1].id) if len(found) == size else None)


def _conditions(wanted: ExportFilter, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """What is wanted, so that the database walks one index in order.

    A column inside `coalesce` is no temptation to take another index and sort everything anew for each part.
    """
    found: list[ColumnElement[bool]] = [col(Ticket.visibility) == Visibility.PUBLIC]
    if wanted.status is not None:
        found.append(func.coalesce(Ticket.status, "") == wanted.status)
    if wanted.service_codes:
        found.append(func.coalesce(Ticket.service_code, "").in_(wanted.service_codes))
    if len(wanted.neighborhood_ids) == 1:  # it has an index in the same order
        found.append(col(Ticket.neighborhood_id) == wanted.neighborhood_ids[0])
    elif wanted.neighborhood_ids:
        found.append(func.coalesce(Ticket.neighborhood_id, "").in_(wanted.neighborhood_ids))
    if wanted.start_date is not None:
        found.append(col(Ticket.requested_at) >= _start_of(wanted.start_date, zone))
    if wanted.end_date is not None:
        found.append(col(Ticket.requested_at) < _start_of(wanted.end_date, zone, days_on=1))
    if wanted.bbox is not None:
        found.append(col(Ticket.is_in_words).is_(False))
        found.append(func.coalesce(Ticket.public_lat, 0.0).between(wanted.bbox.south, wanted.bbox.north))
        found.append(func.coalesce(Ticket.public_lon, 0.0).between(wanted.bbox.west, wanted.bbox.east))
    return found


def _stands(show: Show, today: date) -> list[ColumnElement[bool]]:
    """What `map_feed` shows under the same word, in a form that tempts the database to no other index."""
    status, outcome = func.coalesce(Ticket.status, ""), func.coalesce(Ticket.outcome, "")
    if show is Show.LATE:
        is_accepted = func.coalesce(Ticket.delivery, "") == Delivery.ACCEPTED
        return [status == Status.OPEN, is_accepted, func.coalesce(Ticket.promised_on, today) < today]
    if show in {Show.OPEN, Show.CLOSED}:
        return [status == Status(show)]
    seen = {Show.FIXED: (Outcome.FIXED,), Show.NOT_FIXED: (Outcome.NOT_FIXED, Outcome.PARTLY)}.get(show)
    return [outcome.in_(seen)] if seen else []


def _start_of(day: date, zone: ZoneInfo, days_on: int = 0) -> datetime:
    """The first moment of a day, or of one some days on; days that no database counts from are as far as they go."""
    return start_of(min(max(day, EARLIEST.date()), LATEST.date()) + timedelta(days=days_on), zone)


def _row(one: Any, names: Mapping[str, str], today: date, zone: ZoneInfo, public_url: str) -> ExportRow:
    """What everybody may see of a ticket, by name: a column that is not here is in no file."""
    standing = standing_of(Axes(one.status, one.delivery, one.outcome, one.promised_on), today)
    at = public_point(one)
    return ExportRow(
        id=one.id,
        service_request_id=one.service_request_id or "",
        status=one.status.value,
        standing=standing.value,
        outcome=one.outcome.value if one.outcome else "",
        service_code=one.service_code,
        service_name=one.service_name,
        agency_responsible=one.agency_responsible,
        address=one.public_address,
        neighborhood_id=one.neighborhood_id or "",
        neighborhood=names.get(one.neighborhood_id, ""),
        lat=round(at.lat, 6) if at else None,
        long=round(at.lon, 6) if at else None,
        requested_date=_day(one.requested_at, zone),
        promised_date=one.promised_on.isoformat() if one.promised_on else "",
        closed_date=_day(one.closed_at, zone) if one.closed_at else "",
        updated_date=_day(one.updated_at, zone),
        status_notes=redacted(one.status_notes) if one.status_notes else "",
        origin=one.origin.value,
        url=f"{public_url}{routes.ticket(one.id, 'en')}",
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    return day_of(at, zone).isoformat()
