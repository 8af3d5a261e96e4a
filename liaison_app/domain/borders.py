"""Borders of neighborhoods: which one holds a place, and how far the others are.

Nothing but numbers, so that a process that answers pages needs no library of shapes. A place is looked up on a grid of
the areas' boxes, and then in the one band of an area's edges that lies at its latitude: a few microseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.lines import metres_to_line

Position = tuple[float, float]  # longitude, latitude: as GeoJSON has it
Ring = Sequence[Position]  # closed: the last is the first
Polygon = Sequence[Ring]  # the outline, then its holes
Edge = tuple[float, float, float, float]

PER_DEGREE = 200
BORDER_M = 40.0  # this near to a border a person may know better: phones and corners are not more exact
BEYOND_M = 300.0  # a place outside of all areas belongs to the nearest within this: a pier, a bank of a river
EDGES_A_BAND = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """The area of one neighborhood, WGS 84 degrees."""

    id: NeighborhoodId
    polygons: tuple[Polygon, ...]

    @property
    def rings(self) -> Iterator[Ring]:
        """Every outline and hole."""
        return (ring for polygon in self.polygons for ring in polygon)


class Borders:
    """The areas of a city, indexed once; safe to share between threads because nothing changes after that."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.shapes = tuple(sorted(shapes, key=lambda one: one.id))
        self.ids = frozenset(one.id for one in self.shapes)
        self._areas = [_Area(one) for one in self.shapes]
        cells: dict[tuple[int, int], list[_Area]] = defaultdict(list)
        for area in self._areas:
            for cell in area.cells():
                cells[cell].append(area)
        self._cells = dict(cells)

    def __reduce__(self) -> tuple[type[Borders], tuple[tuple[Shape, ...]]]:
        """What another process is told: the shapes, from which it makes its own index."""
        return Borders, (self.shapes,)

    def holding(self, at: LatLon) -> NeighborhoodId | None:
        """The neighborhood that holds a place; on a border the one whose id comes first; None outside of all."""
        x, y = at.lon, at.lat
        for area in self._cells.get((int(x * PER_DEGREE // 1), int(y * PER_DEGREE // 1)), ()):
            if area.holds(x, y):
                return area.id
        return None

    def at(self, at: LatLon) -> NeighborhoodId | None:
        """The neighborhood that holds a place, else the nearest one within 300 metres, else None."""
        found = self.holding(at)
        if found is None and (close := self.near(at, BEYOND_M)):
            return close[0][1]
        return found

    def choices(self, at: LatLon) -> list[NeighborhoodId]:
        """Those that a person at a place may mean: the one it belongs to, then those across a border close by."""
        own = self.at(at)
        across = [one for _, one in self.near(at, BORDER_M) if one != own]
        return [] if own is None else [own, *across]

    def near(self, at: LatLon, metres: float) -> list[tuple[float, NeighborhoodId]]:
        """The neighborhoods whose border is at most `metres` away, with that distance, the nearest first."""
        close = (area for area in self._areas if area.bounds.grown(metres).holds(at))
        found = ((area.metres_to_border(at), area.id) for area in close)
        return sorted(one for one in found if one[0] <= metres)


class _Area:
    """One shape, its edges in bands of latitude."""

    def __init__(self, shape: Shape) -> None:
        self.id = shape.id
        self._rings = list(shape.rings)
        xs = [x for ring in self._rings for x, _ in ring]
        ys = [y for ring in self._rings for _, y in ring]
        self.bounds = Bounds(min(ys), min(xs), max(ys), max(xs))
        edges = [(*a, *b) for ring in self._rings for a, b in pairwise(ring)]
        self._south, self._west, self._north, self._east = min(ys), min(xs), max(ys), max(xs)
        self._scale = max(1, len(edges) // EDGES_A_BAND) / ((self._north - self._south) or 1.0)
        self._bands: list[list[Edge]] = [[] for _ in range(self._band(self._north) + 1)]
        for edge in edges:
            low, high = sorted((edge[1], edge[3]))
            for band in range(self._band(low), self._band(high) + 1):
                self._bands[band].append(edge)

    def _band(self, y: float) -> int:
        return int((y - self._south) * self._scale)

    def cells(self) -> Iterator[tuple[int, int]]:
        for cx in range(int(self._west * PER_DEGREE // 1), int(self._east * PER_DEGREE // 1) + 1):
            for cy in range(int(self._south * PER_DEGREE // 1), int(self._north * PER_DEGREE // 1) + 1):
                yield cx, cy

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside or on the line (even-odd rule)."""
        if not (self._south <= y <= self._north and self._west <= x <= self._east):
            return False
        inside = False
        for ax, ay, bx, by in self._bands[int((y - self._south) * self._scale)]:
            if (ay > y) != (by > y):
                side = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
                if side == 0:
                    return True
                inside ^= (side > 0) == (by > ay)
            elif ay == y and (ax == x or (by == y and (ax < x) != (bx < x))):
                return True
        return inside

    def metres_to_border(self, at: LatLon) -> float:
        lines = ([LatLon(lat, lon) for lon, lat in ring] for ring in self._rings)
        return min(metres_to_line(at, line) for line in lines)
