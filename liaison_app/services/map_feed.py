"""What the public map shows: clusters, pins and neighborhoods with their counts. Public tickets and fields only.

A tile is a range of map cells, so every question is one range on the index `(cell, …)`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, literal, or_, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import CELL_ZOOM, cells_of_tile
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.map_feed import (
    MAX_PINS,
    PIN_ZOOM,
    SPLIT,
    Cluster,
    MapFilter,
    MapPin,
    NeighborhoodTally,
    Show,
    Tally,
    Tile,
    TileContent,
)
from liaison_app.domain.months import months_after, starts_at
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Axes, Outcome, Status, Visibility, standing_of
from liaison_app.models import CityService, Neighborhood, Ticket


def tile(
    *,
    at: Tile,
    wanted: MapFilter,
    guidance: Guidance,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> TileContent:
    """What lies in a tile: pins from street level on, clusters before."""
    calendar = CityCalendar(city_profile.time_zone, clock)
    first, last = cells_of_tile(at.zoom, at.x, at.y)
    where = [col(Ticket.cell).between(first, last), *filters(wanted, calendar, guidance, snapshot)]
    if at.zoom >= PIN_ZOOM:
        return _pins(where, calendar.today, snapshot)
    # Morton codes: a parent `k` levels up is `cell >> 2k`, so that one shift groups by sub-tile.
    shift = 2 * max(0, CELL_ZOOM - at.zoom - SPLIT)
    group = col(Ticket.cell).op(">>")(literal(shift))
    rows = snapshot.db.execute(
        select(func.avg(Ticket.public_lat), func.avg(Ticket.public_lon), *tally_columns(calendar.today))
        .where(*where)
        .group_by(group)
    ).all()
    return TileContent(
        clusters=tuple(
            Cluster(round(lat, 5), round(lon, 5), tally_of(count, open_, late)) for lat, lon, count, open_, late in rows
        )
    )


def neighborhoods(
    *, wanted: MapFilter, guidance: Guidance, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> tuple[NeighborhoodTally, ...]:
    """Every neighborhood with its counts, by name; those without a ticket too."""
    calendar = CityCalendar(city_profile.time_zone, clock)
    counts = (
        select(col(Ticket.neighborhood_id).label("neighborhood_id"), *tally_columns(calendar.today))
        .select_from(Ticket)
        .where(*filters(wanted, calendar, guidance, snapshot))
        .group_by(Ticket.neighborhood_id)
        .subquery()
    )
    rows = snapshot.db.execute(
        select(Neighborhood, counts.c.count, counts.c.open, counts.c.late)
        .outerjoin(counts, counts.c.neighborhood_id == Neighborhood.id)
        .order_by(Neighborhood.name)
    ).all()
    return tuple(
        NeighborhoodTally(NeighborhoodId(one.id), one.name, one.lat, one.lon, Tally(count or 0, open_ or 0, late or 0))
        for one, count, open_, late in rows
    )


def _pins(where: list[ColumnElement[bool]], today: date, snapshot: Snapshot) -> TileContent:
    columns: list[Any] = [
        Ticket.id,
        Ticket.public_lat,
        Ticket.public_lon,
        Ticket.service_code,
        Ticket.service_name,
        Ticket.public_address,
        Ticket.status,
        Ticket.delivery,
        Ticket.outcome,
        Ticket.promised_on,
    ]
    rows = snapshot.db.execute(
        select(*columns).where(*where).order_by(col(Ticket.requested_at).desc()).limit(MAX_PINS + 1)
    ).all()
    pins = tuple(
        MapPin(
            id=TicketId(row.id),
            lat=row.public_lat,
            lon=row.public_lon,
            standing=standing_of(Axes(row.status, row.delivery, row.outcome, row.promised_on), today),
            service_code=row.service_code,
            service_name=row.service_name,
            address=row.public_address,
        )
        for row in rows[:MAX_PINS]
    )
    return TileContent(pins=pins, is_cut=len(rows) > MAX_PINS)


def is_late(today: date) -> ColumnElement[bool]:
    """`Standing.LATE` as a condition: open, with the city, past the promised day, and nobody saw how it stands."""
    return and_(
        col(Ticket.status) == Status.OPEN,
        col(Ticket.delivery) == Delivery.ACCEPTED,
        col(Ticket.promised_on) < today,
        or_(col(Ticket.outcome).is_(None), col(Ticket.outcome) == Outcome.CANNOT_TELL),
    )


def tally_columns(today: date) -> list[ColumnElement[int]]:
    """Columns `count`, `open`, `late` over the selected tickets."""
    is_open = col(Ticket.status) == Status.OPEN
    return [
        func.count().label("count"),
        cast(func.sum(case((is_open, 1), else_=0)), Integer).label("open"),
        cast(func.sum(case((is_late(today), 1), else_=0)), Integer).label("late"),
    ]


def tally_of(count: int, open_: int | None, late: int | None) -> Tally:
    """A row of `tally_columns` as a tally; sums over nothing are zero."""
    return Tally(count, open_ or 0, late or 0)


def filters(
    wanted: MapFilter, calendar: CityCalendar, guidance: Guidance, snapshot: Snapshot
) -> list[ColumnElement[bool]]:
    """The conditions of a filter; always that a ticket is public."""
    found: list[ColumnElement[bool]] = [
        col(Ticket.visibility) == Visibility.PUBLIC,
        *_stands(wanted.show, calendar.today),
    ]
    if (codes := service_codes(wanted, guidance, snapshot)) is not None:
        found.append(col(Ticket.service_code).in_(codes))
    if wanted.since is not None:
        found.append(col(Ticket.requested_at) >= starts_at(wanted.since, calendar.zone))
    if wanted.until is not None:
        found.append(col(Ticket.requested_at) < starts_at(months_after(wanted.until, 1), calendar.zone))
    if wanted.neighborhood_id is not None:
        found.append(col(Ticket.neighborhood_id) == wanted.neighborhood_id)
    return found


def _stands(show: Show, today: date) -> list[ColumnElement[bool]]:
    if show in {Show.OPEN, Show.CLOSED}:
        return [col(Ticket.status) == Status(show)]
    if show is Show.FIXED:
        return [col(Ticket.outcome) == Outcome.FIXED]
    if show is Show.NOT_FIXED:
        return [col(Ticket.outcome).in_((Outcome.NOT_FIXED, Outcome.PARTLY))]
    return [is_late(today)] if show is Show.LATE else []


def service_codes(wanted: MapFilter, guidance: Guidance, snapshot: Snapshot) -> list[str] | None:
    """The services that a filter asks for, known to the city now or before; None where it asks for all."""
    codes = [str(wanted.service_code)] if wanted.service_code else None
    if wanted.kind:
        known = codes if codes is not None else snapshot.db.execute(select(col(CityService.code))).scalars().all()
        codes = [code for code in known if guidance.of(ServiceCode(code)).icon == wanted.kind]
    return codes
