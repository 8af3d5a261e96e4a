"""What is counted of a ticket, and under which keys. Everything here is of public tickets only.

Positions are summed as whole millionths of a degree, so that a sum is the same in whatever order it was made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.facets import Facet
from liaison_app.domain.geo import CELL_ZOOM
from liaison_app.domain.months import Month
from liaison_app.domain.tickets import Status, Visibility

# The zooms of the cells that are counted, in all and by the month asked for. A coarser cell is the sum of its parts.
LEVELS = (12, 14, 16)
MONTH_LEVELS = (12, 14)
MICRO = 1_000_000
# Under this word all services are counted together, and all neighborhoods: the whole city.
EVERY = ""
ALL_TIME = Month(0)

Key = tuple[Any, ...]


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

    map_cell: dict[Key, list[int]] = field(default_factory=dict)
    map_cell_month: dict[Key, list[int]] = field(default_factory=dict)
    neighborhood_month: dict[Key, list[int]] = field(default_factory=dict)
    closing_time: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, one: Counted, sign: int = 1) -> None:
        """Count a ticket in, or out with the `sign` -1."""
        self._add_on_the_map(one, sign)
        for neighborhood in (EVERY, one.neighborhood_id) if one.neighborhood_id else (EVERY,):
            for service in (EVERY, one.service_code):
                for month in (ALL_TIME, one.month):
                    sums = self.neighborhood_month.setdefault((neighborhood, service, month, one.facet), [0])
                    sums[0] += sign
            if one.closing is not None:
                month, days, promised, kept = one.closing
                key = (neighborhood, one.service_code, month, days)
                _add(self.closing_time, key, sign, sign * promised, sign * kept)

    def _add_on_the_map(self, one: Counted, sign: int) -> None:
        lat, lon = sign * one.lat, sign * one.lon
        for level in LEVELS:
            cell = one.cell >> 2 * (CELL_ZOOM - level)
            for service in (EVERY, one.service_code):
                _add(self.map_cell, (level, service, cell, one.facet), sign, lat, lon)
                if level in MONTH_LEVELS:
                    _add(self.map_cell_month, (level, service, cell, one.month, one.facet), sign, lat, lon)

    def add_all(self, lines: Iterable[tuple[Counted, int]]) -> None:
        """Count tickets in or out by their signs."""
        for one, sign in lines:
            self.add(one, sign)


def _add(into: dict[Key, list[int]], key: Key, first: int, second: int, third: int) -> None:
    sums = into.get(key)
    if sums is None:
        into[key] = [first, second, third]
        return
    sums[0] += first
    sums[1] += second
    sums[2] += third
