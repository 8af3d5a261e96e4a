"""How many tickets a view of the map holds: exactly where that is cheap, else by the cells that are counted.

A box cuts through cells. Of a cell that lies half inside, half is counted: with very many tickets that is near enough,
and it is said that it is no exact number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, case, func, literal, select, union_all
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.counting import EVERY, LEVELS, MONTH_LEVELS
from liaison_app.domain.facets import SHOWN, Facet
from liaison_app.domain.geo import CELL_ZOOM, Bounds, LatLon, cells_of_box, deinterleaved, mercator
from liaison_app.domain.map_feed import MapFilter, Show, Tally
from liaison_app.models import NeighborhoodMonth
from liaison_app.services.map_feed import (
    cell_counts,
    counted_cells,
    counted_level,
    of_months,
    of_services,
    summed_tally,
    tally_columns,
    tally_of,
)

# A view of so many tickets, whatever is asked of them, is counted one by one.
EXACT = 20_000
# A view is a few coarse tiles; cells so many zooms finer are at most 32 side by side.
FINER = 3

Conditions = list[ColumnElement[bool]]
Ways = list[Conditions]


def tally_in(
    view: Bounds | None, wanted: MapFilter, codes: Sequence[str] | None, ways: Ways, snapshot: Snapshot
) -> tuple[Tally, bool]:
    """How many tickets fit, and whether that is only about right. Each ticket in view fits exactly one of `ways`."""
    if view is None:
        return _everywhere(wanted, codes, snapshot), False
    counted = _Counted.of(view, wanted, codes)
    if counted is not None and counted.around(snapshot) > EXACT:
        about, in_all = counted.about(snapshot)
        if in_all > EXACT:
            return about, True
    columns = tally_columns()
    rows = snapshot.db.execute(union_all(*(select(*columns).where(*way) for way in ways))).all()
    return _sum(tally_of(*row) for row in rows), False


def _everywhere(wanted: MapFilter, codes: Sequence[str] | None, snapshot: Snapshot) -> Tally:
    of = NeighborhoodMonth
    row = snapshot.db.execute(
        select(*summed_tally(col(of.n), col(of.facet))).where(
            col(of.neighborhood_id) == (wanted.neighborhood_id or EVERY),
            of_services(col(of.service_code), codes),
            *of_months(col(of.month), wanted),
            col(of.facet).in_(SHOWN[wanted.show]),
        )
    ).one()
    return tally_of(*row)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The counted cells around a view: those of `level` that a filter asks for, summed to cells of zoom `fine`."""

    view: Bounds
    shows: frozenset[Facet]
    table: Any
    level: int
    fine: int
    ways: Ways

    @classmethod
    def of(cls, view: Bounds, wanted: MapFilter, codes: Sequence[str] | None) -> Self | None:
        """None where the cells are too coarse for the view, or are not counted for the filter."""
        ranges = cells_of_box(view)
        coarse = min(_zoom_of(first, last) for first, last in ranges)
        fine = min(coarse + FINER, (MONTH_LEVELS if wanted.has_months else LEVELS)[-1])
        level = counted_level(fine, wanted)
        if level is None or fine <= coarse:
            return None
        any_standing = replace(wanted, show=Show.ALL)
        ways = [counted_cells(cells, level, any_standing, codes) for cells in ranges]
        return cls(view, SHOWN[wanted.show], cell_counts(wanted), level, fine, ways)

    def around(self, snapshot: Snapshot) -> int:
        """How many there are in the cells, wherever they stand: more than in the view, and told at once."""
        n = func.sum(self.table.n)
        sums = snapshot.db.execute(union_all(*(select(n).where(*way) for way in self.ways))).scalars()
        return sum(count or 0 for count in sums)

    def about(self, snapshot: Snapshot) -> tuple[Tally, int]:
        """How many lie in the view, about; and how many, wherever they stand: so many an exact count would look at."""
        of = self.table
        part = col(of.cell).op(">>")(literal(2 * (self.level - self.fine))).label("part")
        shown = case((col(of.facet).in_(self.shows), col(of.n)), else_=0)
        columns = [part, *summed_tally(shown, col(of.facet)), func.sum(of.n)]
        rows = snapshot.db.execute(union_all(*(select(*columns).where(*way).group_by(part) for way in self.ways)))
        sums, share = [0.0] * 4, _Share(self.view, self.fine)
        for cell, *numbers in rows:
            inside = share.of(cell)
            sums = [so_far + inside * (number or 0) for so_far, number in zip(sums, numbers, strict=True)]
        count, open_, late, in_all = map(round, sums)
        return Tally(count, open_, late), in_all


class _Share:
    """Which part of a cell of `zoom` lies inside a view, by area."""

    def __init__(self, view: Bounds, zoom: int) -> None:
        (west, north), (east, south) = (
            (x * (1 << zoom), y * (1 << zoom))
            for x, y in map(mercator, (LatLon(view.north, view.west), LatLon(view.south, view.east)))
        )
        self._west, self._north, self._east, self._south = west, north, east, south

    def of(self, cell: int) -> float:
        x, y = deinterleaved(cell)
        across = min(self._east, x + 1) - max(self._west, x)
        down = min(self._south, y + 1) - max(self._north, y)
        return max(0.0, across) * max(0.0, down)


def _zoom_of(first: int, last: int) -> int:
    """The zoom of the largest tile that a range of map cells may be made of."""
    return CELL_ZOOM - ((last - first + 1).bit_length() - 1) // 2


def _sum(tallies: Any) -> Tally:
    found = list(tallies)
    return Tally(sum(one.count for one in found), sum(one.open for one in found), sum(one.late for one in found))
