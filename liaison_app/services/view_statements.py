"""What is asked about a view of the map, built once for each filter and number of ranges of cells.

SQLAlchemy takes milliseconds to put some alternatives with their conditions together, longer than a database takes to
answer them. So what differs from reader to reader is bound when it is asked, and statements are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select, tuple_, union_all
from sqlmodel import col

from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.facets import SHOWN
from liaison_app.domain.geo import Bounds
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Ticket
from liaison_app.models.columns import UtcDateTime
from liaison_app.services.map_feed import cell_counts, conditions, counted_cells, tally_parts

KEPT = 256
Ranges = Sequence[tuple[int, int]]
Codes = tuple[str, ...] | None


def bound(ranges: Ranges, view: Bounds | None = None) -> Mapping[str, float]:
    """What a statement for so many `ranges` of map cells is asked with, and for the points inside `view`."""
    given: dict[str, float] = {}
    for n, (first, last) in enumerate(ranges):
        given |= {f"first{n}": first, f"last{n}": last}
    if view is not None:
        given |= {"south": view.south, "north": view.north, "west": view.west, "east": view.east}
    return given


def _within(column: Any, n: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.between(bindparam(f"first{n}"), bindparam(f"last{n}"))
    return found


@lru_cache(maxsize=KEPT)
def counted_around(count: int, level: int, wanted: MapFilter, codes: Codes) -> Select[tuple[int | None, int | None]]:
    """How many tickets stand in `count` ranges of counted cells of `level`: wherever they stand, and as is wanted."""
    of = cell_counts(wanted)
    sums = [func.sum(of.n).label("n"), func.sum(case((of.facet.in_(SHOWN[wanted.show]), of.n), else_=0)).label("fit")]
    where = counted_cells(None, level, replace(wanted, show=Show.ALL), codes)
    ways = union_all(*(select(*sums).where(_within(col(of.cell), one), *where) for one in range(count))).subquery()
    return select(func.sum(ways.c.n), func.sum(ways.c.fit))


@lru_cache(maxsize=KEPT)
def newest_with_tally(count: int, page: int, wanted: MapFilter, codes: Codes, zone: ZoneInfo) -> Select[Any]:
    """The newest `page` public tickets of a view by their numbers, each row with how many there are, open and late."""
    where = [*conditions(wanted, CityCalendar(zone), codes, by_place=True), *_inside()]
    columns = [col(Ticket.requested_at), col(Ticket.id), col(Ticket.facet)]
    ways = (select(*columns).where(_within(col(Ticket.cell), one), *where) for one in range(count))
    found = union_all(*ways).subquery()
    sums = [func.sum(part).over() for part in tally_parts(literal(1), found.c.facet).values()]
    return select(found.c.id, *sums).order_by(found.c.requested_at.desc(), found.c.id.desc()).limit(page)


@lru_cache(maxsize=KEPT)
def newest_of_services(
    page: int, wanted: MapFilter, codes: tuple[str, ...], zone: ZoneInfo, *, is_further: bool
) -> Select[tuple[str]]:
    """The numbers of the newest `page` public tickets of some services, wherever they are; where `is_further`, after
    the one of `at` and `id`.

    The newest of each service that stands the same way are read off the index of these; that a ticket is public, as
    nearly all are, is said so that the index by it alone is no temptation.
    """
    days = conditions(replace(wanted, show=Show.ALL), CityCalendar(zone), None)[1:]
    public = col(Ticket.visibility).not_in([one for one in Visibility if one is not Visibility.PUBLIC])
    order = (col(Ticket.requested_at), col(Ticket.id))
    further = [tuple_(*order) < tuple_(bindparam("at", type_=UtcDateTime), bindparam("id"))] if is_further else []
    newest_first = [column.desc() for column in order]
    ways = (
        select(*order)
        .where(col(Ticket.service_code) == code, col(Ticket.facet) == facet, public, *days, *further)
        .order_by(*newest_first)
        .limit(page)
        .subquery()
        for code in codes
        for facet in sorted(SHOWN[wanted.show])
    )
    found = union_all(*(select(way) for way in ways)).subquery()
    return select(found.c.id).order_by(found.c.requested_at.desc(), found.c.id.desc()).limit(page)


def _inside() -> list[ColumnElement[bool]]:
    return [
        col(Ticket.public_lat).between(bindparam("south"), bindparam("north")),
        col(Ticket.public_lon).between(bindparam("west"), bindparam("east")),
    ]
