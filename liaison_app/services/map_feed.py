"""What the public map shows: clusters, pins and neighborhoods with their counts. Public tickets and fields only.

Clusters come from the tables of counts down to the finest cells that are counted there, and from the tickets' own index
below: a tile is a range of map cells in both. From street level on, a tile answers with single tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, SQLColumnExpression, case, cast, func, literal, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.counting import ALL_TIME, EVERY, LEVELS, MICRO
from liaison_app.domain.facets import OPEN, SHOWN, Facet
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
from liaison_app.domain.tickets import Axes, Visibility, standing_of
from liaison_app.models import CityService, MapCell, MapCellMonth, Neighborhood, NeighborhoodMonth, Ticket

Conditions = list[ColumnElement[bool]]
Numbers = SQLColumnExpression[int]

# When a ticket was requested, written so that no index of it is a temptation where a range of cells holds few.
REQUESTED_AT: ColumnElement[Any] = func.coalesce(Ticket.requested_at, Ticket.requested_at)


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
    cells, codes = cells_of_tile(at.zoom, at.x, at.y), service_codes(wanted, guidance, snapshot)
    if at.zoom < PIN_ZOOM and (level := counted_level(at.zoom + SPLIT, wanted)) is not None:
        return TileContent(clusters=_counted(at.zoom, cells, level, wanted, codes, snapshot))
    where = [col(Ticket.cell).between(*cells), *conditions(wanted, calendar, codes, by_place=True)]
    if at.zoom >= PIN_ZOOM:
        return _pins(where, calendar.today, snapshot)
    return TileContent(clusters=_of_tickets(at.zoom, where, snapshot))


def neighborhoods(*, wanted: MapFilter, guidance: Guidance, snapshot: Snapshot) -> tuple[NeighborhoodTally, ...]:
    """Every neighborhood with its counts, by name; those without a ticket too."""
    of = NeighborhoodMonth
    only_one = [col(of.neighborhood_id) == wanted.neighborhood_id] if wanted.neighborhood_id is not None else []
    counts = (
        select(col(of.neighborhood_id), *summed_tally(col(of.n), col(of.facet)))
        .where(
            *only_one,
            of_services(col(of.service_code), service_codes(wanted, guidance, snapshot)),
            *of_months(col(of.month), wanted),
            col(of.facet).in_(SHOWN[wanted.show]),
        )
        .group_by(col(of.neighborhood_id))
        .subquery()
    )
    rows = snapshot.db.execute(
        select(Neighborhood, counts.c.count, counts.c.open, counts.c.late)
        .outerjoin(counts, counts.c.neighborhood_id == Neighborhood.id)
        .order_by(Neighborhood.name)
    ).all()
    return tuple(
        NeighborhoodTally(NeighborhoodId(one.id), one.name, one.lat, one.lon, tally_of(*numbers))
        for one, *numbers in rows
    )


def counted_level(wished: int, wanted: MapFilter) -> int | None:
    """The coarsest counted cells that are at least as fine as is wished; None where there are none for the filter."""
    if wanted.neighborhood_id is not None:
        return None
    return next((level for level in LEVELS if level >= wished), None)


def _counted(
    zoom: int, cells: tuple[int, int], level: int, wanted: MapFilter, codes: Sequence[str] | None, snapshot: Snapshot
) -> tuple[Cluster, ...]:
    of = cell_counts(wanted)
    rows = snapshot.db.execute(
        select(func.sum(of.sum_lat), func.sum(of.sum_lon), *summed_tally(col(of.n), col(of.facet)))
        .where(*counted_cells(cells, level, wanted, codes))
        .group_by(_sub_tile(col(of.cell), level, zoom))
    ).all()
    # PostgreSQL sums large whole numbers to decimal ones, which no JSON takes.
    places = ((int(lat), int(lon), *numbers) for lat, lon, *numbers in rows if numbers[0])
    return _clusters((lat / (MICRO * count), lon / (MICRO * count), count, *more) for lat, lon, count, *more in places)


def cell_counts(wanted: MapFilter) -> Any:
    """The table of counts by map cell that a filter asks."""
    return MapCellMonth if wanted.has_months else MapCell


def counted_cells(
    cells: tuple[int, int] | None, level: int, wanted: MapFilter, codes: Sequence[str] | None
) -> Conditions:
    """The rows of `cell_counts` of one level that a filter asks for, in a range of the finest map cells or anywhere."""
    of = cell_counts(wanted)
    return [
        of.level == level,
        of_services(col(of.service_code), codes),
        *([] if cells is None else [col(of.cell).between(*coarser(cells, level))]),
        *(of_months(col(of.month), wanted) if wanted.has_months else []),
        col(of.facet).in_(SHOWN[wanted.show]),
    ]


def coarser(cells: tuple[int, int], level: int) -> tuple[int, int]:
    """A range of the finest map cells as one of cells of `level`."""
    finer = 2 * (CELL_ZOOM - level)
    return cells[0] >> finer, cells[1] >> finer


def _of_tickets(zoom: int, where: Conditions, snapshot: Snapshot) -> tuple[Cluster, ...]:
    rows = snapshot.db.execute(
        select(func.avg(Ticket.public_lat), func.avg(Ticket.public_lon), *tally_columns())
        .where(*where)
        .group_by(_sub_tile(col(Ticket.cell), CELL_ZOOM, zoom))
    ).all()
    return _clusters(tuple(row) for row in rows)


def _sub_tile(cell: Numbers, level: int, zoom: int) -> ColumnElement[int]:
    """Which part of a tile of `zoom` a cell of `level` lies in. A parent `k` levels up is `cell >> 2k`."""
    return cell.op(">>")(literal(2 * max(0, level - zoom - SPLIT)))


def _clusters(rows: Iterable[tuple[Any, ...]]) -> tuple[Cluster, ...]:
    return tuple(Cluster(round(lat, 5), round(lon, 5), tally_of(*numbers)) for lat, lon, *numbers in rows)


def _pins(where: Conditions, today: date, snapshot: Snapshot) -> TileContent:
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
    rows = snapshot.db.execute(select(*columns).where(*where).order_by(REQUESTED_AT.desc()).limit(MAX_PINS + 1)).all()
    return TileContent(pins=tuple(_pin(row, today) for row in rows[:MAX_PINS]), is_cut=len(rows) > MAX_PINS)


def _pin(row: Row[Any], today: date) -> MapPin:
    return MapPin(
        id=TicketId(row.id),
        lat=row.public_lat,
        lon=row.public_lon,
        standing=standing_of(Axes(row.status, row.delivery, row.outcome, row.promised_on), today),
        service_code=row.service_code,
        service_name=row.service_name,
        address=row.public_address,
    )


def tally_columns() -> list[ColumnElement[int]]:
    """Columns `count`, `open`, `late` over the selected tickets."""
    return summed_tally(literal(1), col(Ticket.facet))


def summed_tally(n: Numbers, facet: Numbers) -> list[ColumnElement[int]]:
    """Columns `count`, `open`, `late`: sums of `n` by `facet`."""
    return [cast(func.sum(one), Integer).label(name) for name, one in tally_parts(n, facet).items()]


def tally_parts(n: Numbers, facet: Numbers) -> dict[str, Numbers]:
    """What each of `count`, `open`, `late` is the sum of: `n` by `facet`."""

    def those(facets: Iterable[Facet]) -> ColumnElement[int]:
        return case((facet.in_(facets), n), else_=0)

    return {"count": n, "open": those(OPEN), "late": those([Facet.LATE])}


def tally_of(count: int | None, open_: int | None, late: int | None) -> Tally:
    """A row of `tally_columns` as a tally; sums over nothing are zero."""
    return Tally(count or 0, open_ or 0, late or 0)


def filters(wanted: MapFilter, calendar: CityCalendar, guidance: Guidance, snapshot: Snapshot) -> Conditions:
    """The conditions of a filter on tickets; always that a ticket is public."""
    return conditions(wanted, calendar, service_codes(wanted, guidance, snapshot))


def conditions(
    wanted: MapFilter,
    calendar: CityCalendar,
    codes: Sequence[str] | None,
    *,
    by_time: bool = False,
    by_place: bool = False,
) -> Conditions:
    """What `filters` says, where `service_codes` are known.

    `by_time` is for a walk along the newest: what a ticket is and where it stands is then written so that no index of
    these is a temptation. `by_place` is the same for what lies in a range of cells, and when it was requested.
    """
    facet: Numbers = func.coalesce(Ticket.facet, 0) if by_time else col(Ticket.facet)
    service: Any = func.coalesce(Ticket.service_code, "") if by_time else col(Ticket.service_code)
    found: Conditions = [col(Ticket.visibility) == Visibility.PUBLIC]
    if wanted.show is not Show.ALL:
        found.append(facet.in_(SHOWN[wanted.show]))
    if codes is not None:
        found.append(service.in_(codes))
    asked: Any = REQUESTED_AT if by_place else col(Ticket.requested_at)
    if wanted.since is not None:
        found.append(asked >= starts_at(wanted.since, calendar.zone))
    if wanted.until is not None:
        found.append(asked < starts_at(months_after(wanted.until, 1), calendar.zone))
    if wanted.neighborhood_id is not None:
        found.append(col(Ticket.neighborhood_id) == wanted.neighborhood_id)
    return found


def service_codes(wanted: MapFilter, guidance: Guidance, snapshot: Snapshot) -> tuple[str, ...] | None:
    """The services that a filter asks for, known to the city now or before; None where it asks for all."""
    codes: Sequence[str] | None = [str(wanted.service_code)] if wanted.service_code else None
    if wanted.kind:
        known = codes if codes is not None else snapshot.db.execute(select(col(CityService.code))).scalars().all()
        codes = [code for code in known if guidance.of(ServiceCode(code)).icon == wanted.kind]
    return None if codes is None else tuple(codes)


def of_services(column: SQLColumnExpression[str], codes: Sequence[str] | None) -> ColumnElement[bool]:
    """In a table of counts: the rows of some services; those of all together where `codes` is None."""
    return column == EVERY if codes is None else column.in_(codes)


def of_months(column: Numbers, wanted: MapFilter) -> Conditions:
    """In a table of counts by month: the months of a filter; all time where it asks for none."""
    if not wanted.has_months:
        return [column == ALL_TIME]
    until = [column <= wanted.until] if wanted.until is not None else []
    return [column >= (wanted.since or ALL_TIME + 1), *until]
