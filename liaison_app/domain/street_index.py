"""A city's imported centre lines: places by what people type, and names for places, exact to a house's width or two.

The same promise as the gazetteer's, from lines that somebody measured: numbers are interpolated on their side of the
street, corners are where segments share an end.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from liaison_app.domain.address_text import Typed, TypedCorner, TypedNumber, TypedStreet, parse_place
from liaison_app.domain.geo import LatLon, metres_per_degree
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision
from liaison_app.domain.street_lookup import StreetLookup
from liaison_app.domain.street_names import StreetName, parse_street
from liaison_app.domain.street_segments import Line, StreetSegment, StreetSign, place_of

MAX_FOUND = 5
NEAR_STREET_M = 120.0
NEAR_CORNER_M = 400.0
SAME_PLACE_M = 60.0
FROM_LINE_M = 8.0  # a house stands about this far from the middle of its street
NUMBER_SLACK = 50  # half a block past the last known number still counts
_CELL_M = NEAR_STREET_M
_CELLS = 1 << 20  # a cell as one number: its column times this, and its row
_BESIDE = sorted(((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)), key=lambda one: abs(one[0]) + abs(one[1]))
_CORNER_STEPS = 3


class StreetIndex:
    """The segments of one city, indexed once; safe to share between threads because nothing changes after that."""

    def __init__(self, segments: Iterable[StreetSegment], origin: LatLon) -> None:
        self._origin = origin
        self._per_lat, self._per_lon = metres_per_degree(origin.lat)
        self._lookup: StreetLookup[StreetSign] = StreetLookup()
        self._cells: dict[int, list[Line]] = defaultdict(list)
        self._nodes: dict[int, list[Line]] = defaultdict(list)
        signs: dict[str, StreetSign] = {}
        self.count = 0
        for segment in segments:
            parsed = parse_street(segment.name)
            if parsed is None:
                continue
            if segment.name not in signs:
                signs[segment.name] = StreetSign(segment.name, parsed, [])
                self._lookup.add(parsed, signs[segment.name])
            self._index(signs[segment.name], segment)
            self.count += 1

    def _index(self, sign: StreetSign, segment: StreetSegment) -> None:
        flat = [self._flat(lat, lon) for lon, lat in segment.points]
        line = Line(sign, segment, array("f", chain.from_iterable(flat)))
        sign.lines.append(line)
        for node in set(line.ends):
            self._nodes[node].append(line)
        for cell in _cells_along(flat):
            self._cells[cell].append(line)

    # -- by name ------------------------------------------------------------------------------------------------

    def find(self, text: str) -> list[PlaceFound]:
        """Places that `text` may mean, the likeliest first, at most five; empty where none is known."""
        typed = parse_place(text)
        return [] if typed is None else self._distinct(self._answers(typed))[:MAX_FOUND]

    def _answers(self, typed: Typed) -> list[PlaceFound]:
        match typed:
            case TypedCorner(one, other):
                return self._corners(one, other)
            case TypedNumber(number, street, is_block):
                return self._numbers(number, street, is_block=is_block)
            case TypedStreet(street):
                return [self._middle(sign) for sign in self._lookup.named(street)]

    def _corners(self, one: StreetName, other: StreetName) -> list[PlaceFound]:
        found = []
        for first in self._lookup.named(one):
            ends = {node: line for line in _wanted(first, one) for node in line.ends}
            for second in self._lookup.named(other):
                if second is not first:
                    meets = {node: line for line in _wanted(second, other) for node in line.ends if node in ends}
                    found += [self._corner_found(ends[node], line, node) for node, line in meets.items()]
        return found

    def _numbers(self, number: int, name: StreetName, *, is_block: bool) -> list[PlaceFound]:
        found: list[PlaceFound] = []
        signs = self._lookup.named(name)
        for sign in signs:
            hits = [(*line.misses(number, any_side=is_block), line) for line in _wanted(sign, name)]
            best = min((miss for miss, _, _ in hits), default=NUMBER_SLACK + 1)
            if best <= NUMBER_SLACK:
                found += [
                    self._number_found(line, number, is_left=is_left, is_block=is_block)
                    for miss, is_left, line in hits
                    if miss == best
                ]
        return found or [self._middle(sign) for sign in signs]

    # -- by place -----------------------------------------------------------------------------------------------

    def name(self, at: LatLon) -> PlaceName | None:
        """The nearest street, its block and the nearest corner; None with no street within 120 metres."""
        x, y = self._flat(at.lat, at.lon)
        best = self._nearest(x, y)
        if best is None:
            return None
        distance, share, is_left, line = best
        block = line.number_at(share, is_left=is_left) // 100 * 100 if line.has_numbers else None
        corner = self._nearest_corner(x, y, line)
        return PlaceName(
            label=_label(line, block),
            street=line.street.name,
            block=block,
            cross_street=corner[1] if corner else None,
            distance_m=distance,
            corner_m=corner[0] if corner else None,
        )

    def _nearest(self, x: float, y: float) -> tuple[float, float, bool, Line] | None:
        """The nearest segment within 120 metres: of cells beside the place's own those that may hold a nearer one."""
        cx, cy = int(x // _CELL_M), int(y // _CELL_M)
        reach, found = NEAR_STREET_M, None
        for i, j in _BESIDE:
            if _gap(x, cx, i) > reach or _gap(y, cy, j) > reach:
                continue
            for line in self._cells.get((cx + i) * _CELLS + cy + j, ()):
                foot = line.foot(x, y)
                if foot[0] < reach:
                    reach, found = foot[0], (*foot, line)
        return found

    def _nearest_corner(self, x: float, y: float, own: Line) -> tuple[float, str] | None:
        """The nearest end of this street's segments where another street begins: of the nearest segment, else further
        along the street."""
        seen, ends = {own}, set(own.ends)
        for _ in range(_CORNER_STEPS):
            meets = [(self._metres(x, y, node), name) for node in ends if (name := self._crossing(node, own.street))]
            if meets:
                return min(meets) if min(meets)[0] <= NEAR_CORNER_M else None
            beyond = {line for node in ends for line in self._nodes[node] if line.street is own.street} - seen
            seen |= beyond
            ends = {node for line in beyond for node in line.ends}
        return None

    def _crossing(self, node: int, street: StreetSign) -> str:
        return min((line.street.name for line in self._nodes[node] if line.street is not street), default="")

    def _metres(self, x: float, y: float, node: int) -> float:
        at = place_of(node)
        return math.dist((x, y), self._flat(at.lat, at.lon))

    # -- answers ------------------------------------------------------------------------------------------------

    def _corner_found(self, a: Line, b: Line, node: int) -> PlaceFound:
        one, other = sorted((a, b), key=lambda line: not line.street.name[0].isdigit())
        share = 1.0 if other.ends[1] == node else 0.0
        block = round(other.number_at(share, is_left=False) / 100) * 100 if other.has_numbers else None
        names = (one.street.name, other.street.name)
        return PlaceFound(place_of(node), f"{_label(one)} & {_label(other)}", Precision.CORNER, names, block)

    def _number_found(self, line: Line, number: int, *, is_left: bool, is_block: bool) -> PlaceFound:
        aside = 0.0 if is_block else FROM_LINE_M if is_left else -FROM_LINE_M
        block = number // 100 * 100
        at = self._place(*line.point(line.share_of(number, is_left=is_left), aside))
        label = _label(line, block if is_block else number)
        return PlaceFound(at, label, Precision.BLOCK, (line.street.name,), block)

    def _middle(self, sign: StreetSign) -> PlaceFound:
        middle = sign.lines[len(sign.lines) // 2]
        return PlaceFound(self._place(*middle.point(0.5)), sign.name, Precision.STREET, (sign.name,))

    def _distinct(self, found: Iterable[PlaceFound]) -> list[PlaceFound]:
        kept: list[PlaceFound] = []
        for one in found:
            here = self._flat(one.at.lat, one.at.lon)
            if all(math.dist(here, self._flat(other.at.lat, other.at.lon)) > SAME_PLACE_M for other in kept):
                kept.append(one)
        return kept

    def _flat(self, lat: float, lon: float) -> tuple[float, float]:
        return (lon - self._origin.lon) * self._per_lon, (lat - self._origin.lat) * self._per_lat

    def _place(self, x: float, y: float) -> LatLon:
        return LatLon(self._origin.lat + y / self._per_lat, self._origin.lon + x / self._per_lon).rounded()


def _wanted(sign: StreetSign, name: StreetName) -> list[Line]:
    lines = sign.lines
    if not name.direction:
        return lines
    same = [line for line in lines if line.direction == name.direction]
    return same or [line for line in lines if not line.direction] or lines


def _label(line: Line, number: int | None = None) -> str:
    words = (str(number) if number is not None else "", line.direction, line.street.name)
    return " ".join(word for word in words if word)


def _cells_along(points: Sequence[tuple[float, float]]) -> set[int]:
    """The cells that a line passes, a step at a time."""
    cells = set()
    for (ax, ay), (bx, by) in pairwise(points):
        steps = 1 + int(math.hypot(bx - ax, by - ay) / (_CELL_M / 4))
        for step in range(steps + 1):
            share = step / steps
            column, row = (ax + share * (bx - ax)) // _CELL_M, (ay + share * (by - ay)) // _CELL_M
            cells.add(int(column) * _CELLS + int(row))
    return cells


def _gap(at: float, cell: int, step: int) -> float:
    """How far the cell a step aside is from a place in `cell`, along one axis."""
    if step == 0:
        return 0.0
    return (cell + 1) * _CELL_M - at if step > 0 else at - cell * _CELL_M
