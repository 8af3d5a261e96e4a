"""The neighborhood of very many places: the same answer as `services.places.nearest_neighborhood`.

Where borders are known they decide; without them the nearest middle does, found on a grid whose squares know which
neighborhoods can be nearest anywhere inside them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from liaison_app.domain.borders import Borders
from liaison_app.domain.geo import LatLon, distance_m, metres_per_degree
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.services.places import FAR_FROM_ANY_M, NeighborhoodChoice, without_borders

PER_DEGREE = 250
KNOWN_SQUARES = 50_000
# Distances are compared in whole metres, so two that differ by one may count as equal.
SLACK_M = 5.0
# How far apart a flat distance and the exact one can be, as a share.
FLAT = 1.02


class _FlatGround:
    """Neighborhoods around a place, in the order of all, on ground as flat as it is within some ten kilometres."""

    def __init__(self, middle: LatLon, near: Sequence[NeighborhoodChoice]) -> None:
        self._north, self._east = metres_per_degree(middle.lat)
        self._near = [(one.at.lat, one.at.lon, one) for one in near]

    def likely(self, at: LatLon, beyond_m: float = SLACK_M) -> list[NeighborhoodChoice]:
        """All that may be no more than `beyond_m` farther away than the nearest, exactly measured."""
        north, east, here, there = self._north, self._east, at.lat, at.lon
        flat = [((lat - here) * north) ** 2 + ((lon - there) * east) ** 2 for lat, lon, _ in self._near]
        most = (math.sqrt(min(flat, default=0.0)) * FLAT + beyond_m) ** 2
        return [one for (_, _, one), metres in zip(self._near, flat, strict=True) if metres <= most]

    def reach_m(self, side: float) -> float:
        """From the middle of a square of `side` degrees to its corners."""
        return math.hypot(self._north * side, self._east * side) / 2


class NearestPlaces:
    """The neighborhoods, by name, their borders where known, and the squares of the grid that were asked about."""

    def __init__(self, neighborhoods: Sequence[NeighborhoodChoice], borders: Borders | None = None) -> None:
        self._borders = borders
        self._all = without_borders(neighborhoods, borders)
        self._squares: dict[tuple[int, int], _FlatGround] = {}

    def nearest(self, at: LatLon) -> NeighborhoodId | None:
        """The neighborhood that a place belongs to; None where none is within a few kilometres."""
        if self._borders is not None and (found := self._borders.at(at)) is not None:
            return found
        square = int(at.lat * PER_DEGREE // 1), int(at.lon * PER_DEGREE // 1)
        if square not in self._squares:
            if len(self._squares) >= KNOWN_SQUARES:
                self._squares.clear()
            self._squares[square] = self._candidates(square)
        best, best_m = None, FAR_FROM_ANY_M + 1
        for one in self._squares[square].likely(at):
            if (metres := round(distance_m(at, one.at))) < best_m:
                best, best_m = one.id, metres
        return best

    def _candidates(self, square: tuple[int, int]) -> _FlatGround:
        """Whoever can be nearest to some point of a square."""
        side = 1 / PER_DEGREE
        middle = LatLon((square[0] + 0.5) * side, (square[1] + 0.5) * side)
        whole = _FlatGround(middle, self._all)
        return _FlatGround(middle, whole.likely(middle, 2 * whole.reach_m(side) + SLACK_M))
