"""What an import does with areas and no page ever: look whether they are sound, mend them, simplify them for display.

Shapely and numpy are loaded when this module is, and only the commands that import borders load it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from liaison_app.domain.borders import Polygon, Position
from liaison_app.domain.geo import LatLon, metres_per_degree

DISPLAY_M = 15.0
DECIMALS = 5

Polygons = tuple[Polygon, ...]


def fault_of(polygons: Polygons) -> str:
    """What is wrong with an area, with the place of it; '' where nothing is."""
    for polygon in polygons:
        if any(len(ring) < 4 or ring[0] != ring[-1] for ring in polygon) or not polygon:
            return "an outline that is not closed"
    made = _made(polygons)
    return "" if made.is_valid else str(shapely.is_valid_reason(made))


def mended(polygons: Polygons) -> Polygons:
    """The area with its crossings resolved; empty where nothing of it is left."""
    sound = [polygon for polygon in polygons if polygon and all(len(ring) >= 4 for ring in polygon)]
    closed = tuple(tuple(_closed(ring) for ring in polygon) for polygon in sound)
    return _polygons(shapely.make_valid(_made(closed))) if closed else ()


def joined(areas: Sequence[Polygons]) -> Polygons:
    """Several areas as one."""
    return areas[0] if len(areas) == 1 else _polygons(shapely.union_all([_made(one) for one in areas]))


def point_inside(polygons: Polygons) -> LatLon:
    """A point well inside of an area's largest part."""
    largest = max(_made(polygons).geoms, key=lambda one: one.area)
    at = largest.representative_point()
    middle = largest.centroid
    at = middle if largest.contains(middle) else at
    return LatLon(at.y, at.x).rounded()


def for_display(areas: Sequence[Polygons]) -> list[Polygons]:
    """The areas without the corners that turn a line little; neighbors stay joined. In the order given.

    A corner goes that takes away less than 15 by 15 metres (Visvalingam and Whyatt).
    """
    made = [_made(one) for one in areas]
    middle = LatLon(float(np.mean(shapely.bounds(made)[:, [1, 3]])), 0.0)
    per_lat, per_lon = metres_per_degree(middle.lat)
    scale = np.array([per_lon, per_lat])
    flat = shapely.transform(made, lambda at: at * scale)
    simple = shapely.transform(shapely.coverage_simplify(flat, DISPLAY_M), lambda at: np.round(at / scale, DECIMALS))
    return [_polygons(one) or full for one, full in zip(simple, areas, strict=True)]


def _closed(ring: Iterable[Position]) -> tuple[Position, ...]:
    points = tuple(ring)
    return points if points[0] == points[-1] else (*points, points[0])


def _made(polygons: Polygons) -> Any:
    return shapely.MultiPolygon([shapely.Polygon(one[0], one[1:]) for one in polygons])


def _polygons(made: Any) -> Polygons:
    """The areas of a geometry as lists of positions; what has no area is left out."""
    parts = (one for one in shapely.get_parts([made]) if one.geom_type in {"Polygon", "MultiPolygon"})
    whole = (one for part in parts for one in shapely.get_parts([part]))
    return tuple(
        tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in (one.exterior, *one.interiors))
        for one in whole
        if not one.is_empty and math.isfinite(one.area) and one.area > 0
    )
