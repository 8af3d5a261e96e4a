"""How many tickets a view of the map holds: exactly where that is cheap, else by the cells that are counted.

A box cuts through cells. Of a cell that lies half inside, half is counted: with very many tickets that is near enough,
and it is said that it is no exact number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, case, func, literal, select, union_all
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.counting import EVERY, LEVELS
from liaison_app.domain.facets import SHOWN
from liaison_app.domain.geo import CELL_ZOOM, Bounds, LatLon, cells_of_box, deinterleaved, mercator
from liaison_app.domain.map_feed import MapFilter, Show, Tally
from liaison_app.models import NeighborhoodMonth
from liaison_app.services import view_statements
from liaison_app.services.map_feed import (
    cell_counts,
    coarser,
    counted_cells,
    counted_level,
    of_months,
    of_services,
    summed_tally,
    tally_columns,
    tally_of,
)
from liaison_app.services.view_statements import Codes

# A view of so many tickets, whatever is asked of them, is counted one by one.
EXACT = 20_000
# A view is a few coarse tiles; cells so many zooms finer are at most 32 side by side.
FINER = 3

Conditions = list[ColumnElement[bool]]
Ways = list[Conditions]


def tally_everywhere(wanted: MapFilter, codes: Codes, snapshot: Snapshot) -> Tally:
    """How many tickets of the whole city fit."""
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


def tally_in(counted: Counted | None, ways: Ways, snapshot: Snapshot) -> tuple[Tally, bool]:
    """How many tickets fit, and whether that is only about right. Each ticket in view fits exactly one of `ways`;
    `counted` is of that view."""
    if counted is not None and not counted.are_few:
        about, in_all = counted.about(snapshot)
        if in_all > EXACT:
            return about, True
    columns = tally_columns()
    rows = snapshot.db.execute(union_all(*(select(*columns).where(*way) for way in ways))).all()
    return _sum(tally_of(*row) for row in rows), False


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted cells around a view: those of `level` that a filter asks for, summed to cells of zoom `fine`.

    `around` is how many tickets there are in them, wherever they stand, and `fitting` how many that fit: more than in
    the view, and told at once.
    """

    view: Bounds
    wanted: MapFilter
    codes: Codes
    level: int
    fine: int
    around: int
    fitting: int

    @classmethod
    def of(cls, view: Bounds, wanted: MapFilter, codes: Codes, snapshot: Snapshot) -> Self | None:
        """None where the cells are too coarse for the view, or are not counted for the filter."""
        ranges = cells_of_box(view)
        coarse = min(_zoom_of(first, last) for first, last in ranges)
        fine = min(coarse + FINER, LEVELS[-1])
        level = counted_level(fine, wanted)
        if level is None or fine <= coarse:
            return None
        asked = view_statements.counted_around(len(ranges), level, wanted, codes)
        sums = snapshot.db.execute(asked, view_statements.bound([coarser(one, level) for one in ranges])).one()
        return cls(view, wanted, codes, level, fine, *(int(one or 0) for one in sums))

    @property
    def are_few(self) -> bool:
        """Whether so few stand there, whatever is asked of them, that the view is counted one by one."""
        return self.around <= EXACT

    def about(self, snapshot: Snapshot) -> tuple[Tally, int]:
        """How many lie in the view, about; and how many, wherever they stand: so many an exact count would look at."""
        of, any_standing = cell_counts(self.wanted), replace(self.wanted, show=Show.ALL)
        ways = [counted_cells(cells, self.level, any_standing, self.codes) for cells in cells_of_box(self.view)]
        part = col(of.cell).op(">>")(literal(2 * (self.level - self.fine))).label("part")
        shown = case((col(of.facet).in_(SHOWN[self.wanted.show]), col(of.n)), else_=0)
        columns = [part, *summed_tally(shown, col(of.facet)), func.sum(of.n)]
        rows = snapshot.db.execute(union_all(*(select(*columns).where(*way).group_by(part) for way in ways)))
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
