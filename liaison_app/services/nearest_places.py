"""The neighborhood of very many places: the same answer as `services.places.nearest_neighborhood`.

Where borders are known they decide; without them the nearest middle does, found on a grid whose squares know which
neighborhoods can be nearest anywhere inside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from liaison_app.domain.borders import Borders
from liaison_app.domain.geo import LatLon, distance_m, flat_distances_m
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.services.places import FAR_FROM_ANY_M, NeighborhoodChoice, without_borders

T = TypeVar("T")
# Squares a degree: large ones are looked through for all neighborhoods, small ones only for those of their large one.
PER_DEGREE, PARTS = 250, 2
KNOWN_SQUARES = 50_000
# Distances are compared in whole metres, so two that differ by one may count as equal.
SLACK_M = 5.0
# How far apart a flat distance and the exact one can be, as a share.
FLAT = 1.02

Square = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _InSquare:
    """Whoever can be nearest somewhere in a square; `is_sure` where there is one, and near enough everywhere in it."""

    choices: Sequence[NeighborhoodChoice]
    is_sure: bool


class NearestPlaces:
    """The neighborhoods, by name, their borders where known, and the squares of the grid that were asked about."""

    def __init__(self, neighborhoods: Sequence[NeighborhoodChoice], borders: Borders | None = None) -> None:
        self._borders = borders
        self._all = without_borders(neighborhoods, borders)
        self._large: dict[Square, Sequence[NeighborhoodChoice]] = {}
        self._small: dict[Square, _InSquare] = {}

    def nearest(self, at: LatLon) -> NeighborhoodId | None:
        """The neighborhood that a place belongs to; None where none is within a few kilometres."""
        if self._borders is not None and (found := self._borders.at(at)) is not None:
            return found
        square = int(at.lat * PER_DEGREE * PARTS // 1), int(at.lon * PER_DEGREE * PARTS // 1)
        likely = self._small.get(square)
        if likely is None:
            likely = _kept(self._small, square, self._likely_in(square))
        if likely.is_sure:
            return likely.choices[0].id
        best, best_m = None, FAR_FROM_ANY_M + 1
        for one in _likely(at, likely.choices):
            if (metres := round(distance_m(at, one.at))) < best_m:
                best, best_m = one.id, metres
        return best

    def _likely_in(self, small: Square) -> _InSquare:
        large = small[0] // PARTS, small[1] // PARTS
        around = self._large.get(large)
        if around is None:
            around = _kept(self._large, large, _candidates(large, 1 / PER_DEGREE, self._all))
        side = 1 / (PER_DEGREE * PARTS)
        found = _candidates(small, side, around)
        corner, middle = _corner_and_middle(small, side)
        reach = distance_m(corner, middle) + SLACK_M
        is_sure = len(found) == 1 and distance_m(middle, found[0].at) + reach < FAR_FROM_ANY_M
        return _InSquare(found, is_sure)


def _kept(known: dict[Square, T], square: Square, found: T) -> T:
    """`found`, remembered; memory stays bounded."""
    if len(known) >= KNOWN_SQUARES:
        known.clear()
    known[square] = found
    return found


def _candidates(square: Square, side: float, among: Sequence[NeighborhoodChoice]) -> Sequence[NeighborhoodChoice]:
    """Whoever of `among` can be nearest to some point of a square."""
    corner, middle = _corner_and_middle(square, side)
    return _likely(middle, among, beyond_m=2 * distance_m(corner, middle) + SLACK_M)


def _corner_and_middle(square: Square, side: float) -> tuple[LatLon, LatLon]:
    corner, middle = (LatLon((square[0] + part) * side, (square[1] + part) * side) for part in (0, 0.5))
    return corner, middle


def _likely(at: LatLon, near: Sequence[NeighborhoodChoice], beyond_m: float = SLACK_M) -> Sequence[NeighborhoodChoice]:
    """All that may be no more than `beyond_m` farther away than the nearest, exactly measured; in their order."""
    flat = flat_distances_m(at, (one.at for one in near))
    most = min(flat, default=0.0) * FLAT + beyond_m
    return [one for one, metres in zip(near, flat, strict=True) if metres <= most]
