"""What is counted of a ticket, and under which keys. Everything here is of public tickets only.

Positions are summed as whole millionths of a degree, so that a sum is the same in whatever order it was made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.facets import Facet
from liaison_app.domain.geo import CELL_ZOOM, NO_CELL
from liaison_app.domain.months import Month
from liaison_app.domain.tickets import Status, Visibility

# The zooms of the cells that are counted, in all and by the month asked for. A coarser cell is the sum of its parts.
LEVELS = (12, 14, 16)
MICRO = 1_000_000
# Under this word all services are counted together, and all neighborhoods: the whole city.
EVERY = ""
ALL_TIME = Month(0)
_UP_TO_CELLS = 2 * (CELL_ZOOM - LEVELS[-1])
# From the finest level on, each with how many binary digits fewer the next one's cells have; 0 at last.
_DOWNWARDS = tuple((fine, 2 * (fine - coarse)) for fine, coarse in pairwise((*reversed(LEVELS), LEVELS[0])))

Key = tuple[Any, ...]
Three = tuple[int, int, int]
Sums = dict[Key, Three]


class Closing(NamedTuple):
    """How a ticket was closed: in which month, after how many begun days, whether with a promise, and within it."""

    month: Month
    days: int
    promised: int
    kept: int


class Counted(NamedTuple):
    """What a ticket counts as. `lat`, `lon` in millionths of a degree; `month` is that of the day it was asked for."""

    service_code: str
    neighborhood_id: str | None
    facet: int
    cell: int
    lat: int
    lon: int
    month: Month
    closing: Closing | None


#: The same without names, as it travels between processes.
PlainCounted = tuple[str, str | None, int, int, int, int, int, tuple[int, int, int, int] | None]


def plain(one: Counted) -> PlainCounted:
    """`one` without its names: a third of the work to send."""
    service, neighborhood, facet, cell, lat, lon, month, closing = one
    how = None if closing is None else (closing.month, closing.days, closing.promised, closing.kept)
    return service, neighborhood, facet, cell, lat, lon, month, how


def counted_of(row: Any, calendar: CityCalendar, facet: int | None = None) -> Counted | None:
    """What a ticket counts as, of its row as it stands, or with another `facet`; None where it counts as nothing."""
    facet = row.facet if facet is None else facet
    if row.visibility != Visibility.PUBLIC or facet == Facet.NOT_COUNTED:
        return None
    return Counted(
        row.service_code,
        row.neighborhood_id,
        int(facet),
        row.cell,
        round(row.public_lat * MICRO),
        round(row.public_lon * MICRO),
        calendar.month_of(row.requested_at),
        _closing(row, calendar),
    )


def _closing(row: Any, calendar: CityCalendar) -> Closing | None:
    if row.status != Status.CLOSED or row.closed_at is None:
        return None
    promised = row.promised_on is not None
    kept = promised and calendar.day_of(row.closed_at) <= row.promised_on
    days = days_between(row.requested_at, row.closed_at)
    return Closing(calendar.month_of(row.closed_at), days, int(promised), int(kept))


def days_between(since: datetime, until: datetime) -> int:
    """The days from one moment to another, begun ones counted, at least one."""
    return max(1, math.ceil((until - since) / timedelta(days=1)))


@dataclass(slots=True)
class Counts:
    """Sums by table and key, in the columns' order of the tables of the same names."""

    map_cell: Sums = field(default_factory=dict)
    map_cell_month: Sums = field(default_factory=dict)
    neighborhood_month: dict[Key, tuple[int]] = field(default_factory=dict)
    closing_time: Sums = field(default_factory=dict)

    def add_all(self, lines: Iterable[tuple[PlainCounted, int]]) -> None:
        """Count tickets in, or out with the sign -1.

        An import counts hundreds of thousands: by the finest keys first, and what is coarser from those few sums.
        """
        cell_months: Sums = {}
        months: dict[Key, int] = {}
        closings: dict[Key, int] = {}
        for (service, neighborhood, facet, cell, lat, lon, month, closing), sign in lines:
            sums = (sign, lat, lon) if sign == 1 else (sign, sign * lat, sign * lon)
            if cell != NO_CELL:
                _add(cell_months, (service, cell >> _UP_TO_CELLS, month, facet), sums)
            key: Key = (neighborhood, service, month, facet)
            months[key] = months.get(key, 0) + sign
            if closing is not None:
                key = (neighborhood, service, closing)
                closings[key] = closings.get(key, 0) + sign
        cells: Sums = {}
        for (service, cell, _, facet), sums in cell_months.items():
            _add(cells, (service, cell, facet), sums)
        self._add_cells(cells)
        self._add_cell_months(cell_months)
        self._add_months(months)
        self._add_closings(closings)

    def _add_cells(self, found: Sums) -> None:
        into = self.map_cell
        for level, up in _DOWNWARDS:
            coarser: Sums = {}
            for (service, cell, facet), sums in found.items():
                _add(into, (level, EVERY, cell, facet), sums)
                _add(into, (level, service, cell, facet), sums)
                if up:
                    _add(coarser, (service, cell >> up, facet), sums)
            found = coarser

    def _add_cell_months(self, found: Sums) -> None:
        into = self.map_cell_month
        for level, up in _DOWNWARDS:
            coarser: Sums = {}
            for (service, cell, month, facet), sums in found.items():
                _add(into, (level, EVERY, cell, month, facet), sums)
                _add(into, (level, service, cell, month, facet), sums)
                if up:
                    _add(coarser, (service, cell >> up, month, facet), sums)
            found = coarser

    def _add_months(self, found: Mapping[Key, int]) -> None:
        into = self.neighborhood_month
        for (neighborhood, service, month, facet), count in found.items():
            for place in (EVERY, neighborhood) if neighborhood else (EVERY,):
                for of in (EVERY, service):
                    for when in (ALL_TIME, month):
                        key = (place, of, when, facet)
                        into[key] = (into[key][0] + count,) if key in into else (count,)

    def _add_closings(self, found: Mapping[Key, int]) -> None:
        for (neighborhood, service, (month, days, promised, kept)), count in found.items():
            sums = count, count * promised, count * kept
            for place in (EVERY, neighborhood) if neighborhood else (EVERY,):
                _add(self.closing_time, (place, service, month, days), sums)


def _add(into: Sums, key: Key, more: Three) -> None:
    known = into.get(key)
    into[key] = more if known is None else (known[0] + more[0], known[1] + more[1], known[2] + more[2])
