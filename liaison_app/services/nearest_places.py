"""The neighborhood of very many places: the same answer as `services.places.nearest_neighborhood`.

Where borders are known they decide; without them the nearest middle does, found on a grid whose squares know which
neighborhoods can be nearest anywhere inside them.
"""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.domain.borders import Borders
from liaison_app.domain.geo import LatLon, distance_m, flat_distances_m
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.services.places import FAR_FROM_ANY_M, NeighborhoodChoice, without_borders

PER_DEGREE = 250
KNOWN_SQUARES = 50_000
# Distances are compared in whole metres, so two that differ by one may count as equal.
SLACK_M = 5.0
# How far apart a flat distance and the exact one can be, as a share.
FLAT = 1.02


class NearestPlaces:
    """The neighborhoods, by name, their borders where known, and the squares of the grid that were asked about."""

    def __init__(self, neighborhoods: Sequence[NeighborhoodChoice], borders: Borders | None = None) -> None:
        self._borders = borders
        self._all = without_borders(neighborhoods, borders)
        self._squares: dict[tuple[int, int], Sequence[NeighborhoodChoice]] = {}

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
        for one in _likely(at, self._squares[square]):
            if (metres := round(distance_m(at, one.at))) < best_m:
                best, best_m = one.id, metres
        return best

    def _candidates(self, square: tuple[int, int]) -> Sequence[NeighborhoodChoice]:
        """Whoever can be nearest to some point of a square."""
        side = 1 / PER_DEGREE
        corner, middle = (LatLon((square[0] + part) * side, (square[1] + part) * side) for part in (0, 0.5))
        return _likely(middle, self._all, beyond_m=2 * distance_m(corner, middle) + SLACK_M)


def _likely(at: LatLon, near: Sequence[NeighborhoodChoice], beyond_m: float = SLACK_M) -> Sequence[NeighborhoodChoice]:
    """All that may be no more than `beyond_m` farther away than the nearest, exactly measured; in their order."""
    flat = flat_distances_m(at, (one.at for one in near))
    most = min(flat, default=0.0) * FLAT + beyond_m
    return [one for one, metres in zip(near, flat, strict=True) if metres <= most]
