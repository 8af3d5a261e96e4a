"""Streets as lines, cut into straight pieces on a plane: where pieces cross and how far a point is from one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from liaison_app.domain.geo import LatLon

MEET_M = 70.0  # two lines drawn by hand that come this near are taken to meet


@dataclass(frozen=True, slots=True)
class StreetLine:
    """One piece of a street: points with the house number at each. `direction` is N, S, E, W or ''."""

    direction: str
    points: tuple[LatLon, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Street:
    """A street, other names of it, and the pieces it consists of."""

    name: str
    also: tuple[str, ...]
    lines: tuple[StreetLine, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight part of a street on the plane: metres east and north of the gazetteer's origin.

    `n0` and `n1` are the house numbers at its two ends.
    """

    street: Street
    direction: str
    x0: float
    y0: float
    x1: float
    y1: float
    n0: int
    n1: int

    def foot(self, x: float, y: float) -> tuple[float, float]:
        """Distance from (x, y), and how far along (0 to 1) the nearest point lies."""
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        squared = dx * dx + dy * dy or 1.0
        share = max(0.0, min(1.0, ((x - self.x0) * dx + (y - self.y0) * dy) / squared))
        return math.hypot(self.x0 + share * dx - x, self.y0 + share * dy - y), share

    def point(self, share: float) -> tuple[float, float]:
        """The point `share` (0 to 1) of the way along."""
        return self.x0 + share * (self.x1 - self.x0), self.y0 + share * (self.y1 - self.y0)

    def label(self, number: int | None = None) -> str:
        """An address on this piece, as the city writes it."""
        words = (str(number) if number is not None else "", self.direction, self.street.name)
        return " ".join(word for word in words if word)


def boxes_touch(a: Piece, b: Piece) -> bool:
    """Whether two pieces come near enough to each other to be worth a closer look."""
    return (
        min(a.x0, a.x1) - MEET_M <= max(b.x0, b.x1)
        and min(b.x0, b.x1) - MEET_M <= max(a.x0, a.x1)
        and min(a.y0, a.y1) - MEET_M <= max(b.y0, b.y1)
        and min(b.y0, b.y1) - MEET_M <= max(a.y0, a.y1)
    )


def crossing(a: Piece, b: Piece) -> tuple[float, float] | None:
    """Where two pieces cross, or None."""
    ax, ay, bx, by = a.x1 - a.x0, a.y1 - a.y0, b.x1 - b.x0, b.y1 - b.y0
    turn = ax * by - ay * bx
    if abs(turn) < 1e-9:
        return None
    s = ((b.x0 - a.x0) * by - (b.y0 - a.y0) * bx) / turn
    t = ((b.x0 - a.x0) * ay - (b.y0 - a.y0) * ax) / turn
    return a.point(s) if 0 <= s <= 1 and 0 <= t <= 1 else None


def near_misses(a: Piece, b: Piece) -> Iterator[tuple[float, float, float]]:
    """The ends of each piece that lie near the other piece: (gap, x, y)."""
    for x, y in ((a.x0, a.y0), (a.x1, a.y1)):
        yield b.foot(x, y)[0], x, y
    for x, y in ((b.x0, b.y0), (b.x1, b.y1)):
        yield a.foot(x, y)[0], x, y
