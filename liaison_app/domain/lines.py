"""Distances to lines on the ground, in metres. Flat geometry around one point: exact enough within a city."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from liaison_app.domain.geo import EARTH_RADIUS_M, LatLon

_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M


def offset_m(origin: LatLon, at: LatLon) -> tuple[float, float]:
    """Metres east and north of `origin` at which `at` lies."""
    east = (at.lon - origin.lon) * math.cos(math.radians(origin.lat)) * _M_PER_DEGREE
    return east, (at.lat - origin.lat) * _M_PER_DEGREE


def foot_on(at: LatLon, start: LatLon, end: LatLon) -> tuple[float, float]:
    """Where a straight line comes nearest to `at`: the distance in metres, and how far along the line (0 to 1)."""
    ax, ay = offset_m(at, start)
    bx, by = offset_m(at, end)
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    share = 0.0 if squared == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / squared))
    return math.hypot(ax + share * dx, ay + share * dy), share


def metres_to_line(at: LatLon, line: Sequence[LatLon]) -> float:
    """The distance from `at` to the nearest point of a line of two or more points.

    Raises:
        ValueError: the line has fewer than two points.
    """
    return min(foot_on(at, start, end)[0] for start, end in pairwise(line))


def between(start: LatLon, end: LatLon, share: float) -> LatLon:
    """The point `share` (0 to 1) of the way from `start` to `end`."""
    return LatLon(start.lat + (end.lat - start.lat) * share, start.lon + (end.lon - start.lon) * share)
