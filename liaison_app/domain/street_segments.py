"""Street centre lines as cities publish them: segments between corners, with the house numbers of either side."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from liaison_app.domain.geo import LatLon
from liaison_app.domain.street_names import DIRECTIONS, LEADING_KINDS, StreetName, cased, parse_street

Range = tuple[int, int]  # the numbers at its first and its last point; (0, 0) for none
NO_NUMBERS: Range = (0, 0)
NODES_A_DEGREE, EAST, NORTH = 100_000, 20_000_000, 100_000_000


@dataclass(frozen=True, slots=True)
class StreetSegment:
    """One segment. `name` is as on the sign, without the letter of a direction; positions are (longitude, latitude)."""

    name: str
    direction: str
    left: Range
    right: Range
    points: tuple[tuple[float, float], ...]


def sign_of_street(words: Sequence[str]) -> tuple[str, str] | None:
    """The name on the sign and the direction ("52nd St", "S") of a street written in parts; None for no name."""
    text = " ".join(word for word in words if word)
    parsed = parse_street(text)
    if parsed is None:
        return None
    named = cased(text).split()
    if parsed.direction:
        place = 0 if DIRECTIONS.get(named[0].casefold()) == parsed.direction else -1
        if named[0].casefold() not in LEADING_KINDS:
            del named[place]
    return " ".join(named), parsed.direction


def range_of(first: object, last: object) -> Range:
    """House numbers as a file has them: texts, floats, nothing. Only both ends together say anything."""
    ends = _number(first), _number(last)
    return ends if all(ends) else NO_NUMBERS


def _number(raw: object) -> int:
    try:
        found = int(float(str(raw)))
    except (ValueError, OverflowError):
        return 0
    return found if 0 < found < 100_000 else 0


def node_of(position: tuple[float, float]) -> int:
    """A corner as one number: ends within about a metre are the same."""
    lon, lat = position
    return (round(lon * NODES_A_DEGREE) + EAST) * NORTH + round(lat * NODES_A_DEGREE)


def place_of(node: int) -> LatLon:
    """Where a corner lies."""
    east, north = divmod(node + NORTH // 2, NORTH)
    return LatLon((north - NORTH // 2) / NODES_A_DEGREE, (east - EAST) / NODES_A_DEGREE)


class Line:
    """A segment on the plane: metres east and north of an origin in turn, in four bytes each."""

    __slots__ = ("direction", "ends", "left", "right", "street", "xys")

    def __init__(self, street: StreetSign, segment: StreetSegment, xys: array[float]) -> None:
        self.street, self.direction = street, segment.direction
        self.left, self.right = segment.left, segment.right
        self.xys = xys
        self.ends = (node_of(segment.points[0]), node_of(segment.points[-1]))

    @property
    def has_numbers(self) -> bool:
        return self.left != NO_NUMBERS or self.right != NO_NUMBERS

    def foot(self, x: float, y: float) -> tuple[float, float, bool]:
        """Distance from (x, y), how far along (0 to 1) the nearest point lies, and whether (x, y) is to the left."""
        best, along, is_left, behind = math.inf, 0.0, False, 0.0
        xys = self.xys
        bx, by = xys[0], xys[1]
        for place in range(2, len(xys), 2):
            ax, ay, bx, by = bx, by, xys[place], xys[place + 1]
            dx, dy = bx - ax, by - ay
            squared = dx * dx + dy * dy
            share = ((x - ax) * dx + (y - ay) * dy) / squared if squared else 0.0
            share = 0.0 if share < 0 else min(share, 1.0)
            away = (ax + share * dx - x) ** 2 + (ay + share * dy - y) ** 2
            length = math.sqrt(squared)
            if away < best:
                best, along = away, behind + share * length
                is_left = dx * (y - ay) - dy * (x - ax) > 0
            behind += length
        return math.sqrt(best), along / behind if behind else 0.0, is_left

    def point(self, share: float, left_m: float = 0.0) -> tuple[float, float]:
        """The point `share` of the way along, `left_m` metres to the left (to the right where negative)."""
        points = list(zip(self.xys[::2], self.xys[1::2], strict=True))
        lengths = [math.dist(a, b) for a, b in pairwise(points)]
        rest = share * sum(lengths)
        for (ax, ay), (bx, by), length in zip(points, points[1:], lengths, strict=False):
            if length and rest <= length + 1e-6:
                part, aside = rest / length, left_m / length
                return ax + part * (bx - ax) - aside * (by - ay), ay + part * (by - ay) + aside * (bx - ax)
            rest -= length
        return points[-1]

    def number_at(self, share: float, *, is_left: bool) -> int:
        """The house number there on that side, or on the other where that has none; 0 for none."""
        first, last = self.left if (is_left and self.left != NO_NUMBERS) or self.right == NO_NUMBERS else self.right
        return round(first + share * (last - first))

    def misses(self, number: int, *, any_side: bool) -> tuple[int, bool]:
        """How far `number` is from this segment's, and whether it is the left side's. Sides keep to odd or even."""
        found = []
        for numbers, is_left in ((self.left, True), (self.right, False)):
            if numbers != NO_NUMBERS and (any_side or numbers[0] % 2 == number % 2):
                low, high = min(numbers), max(numbers)
                found.append((max(low - number, number - high, 0), is_left))
        return min(found, default=(100_000, False))

    def share_of(self, number: int, *, is_left: bool) -> float:
        """How far along a number of that side lies, evenly spaced."""
        first, last = self.left if is_left else self.right
        return 0.5 if first == last else max(0.0, min(1.0, (number - first) / (last - first)))


@dataclass(eq=False, slots=True)
class StreetSign:
    """A street by the name on its signs, with all its segments."""

    name: str
    parsed: StreetName
    lines: list[Line]
