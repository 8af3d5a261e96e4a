"""GeoJSON as cities publish it, looked over: WGS 84 degrees, the kinds of geometry wanted, and nothing half-way.

Source: RFC 7946; `crs` is of the GeoJSON of 2008, and still written.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liaison_app.domain.ports_open_data import SourceUnreadable

WGS84 = ("CRS84", "4326", "WGS84", "WGS 84")
DEPTHS: Mapping[str, int] = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature. `parts` are lines, or polygons as lists of rings; positions are (longitude, latitude)."""

    number: int
    facts: Mapping[str, Any]
    parts: tuple[Any, ...]


def read_features(content: bytes, place: str, *, kinds: tuple[str, str]) -> list[Feature]:
    """The features of a collection whose geometry is one of `kinds` (the single one, and the multiple one).

    Raises:
        SourceUnreadable: it is no GeoJSON, in other coordinates, or of another kind; one sentence says which.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{place} is no GeoJSON: {error}.") from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise SourceUnreadable(f"{place} is no GeoJSON FeatureCollection.")
    _check_crs(document, place)
    rows = document.get("features")
    found = list(_features(rows if isinstance(rows, list) else [], place, kinds))
    if not found:
        raise SourceUnreadable(f"{place} holds no feature with a {' or '.join(kinds)}.")
    return found


def _check_crs(document: Mapping[str, Any], place: str) -> None:
    crs = document.get("crs")
    if not crs:
        return
    about = crs.get("properties") if isinstance(crs, dict) else None
    name = str((about or {}).get("name") or crs)
    if not any(name.upper().endswith(own) for own in WGS84):
        raise SourceUnreadable(
            f"{place} has coordinates in {name[:80]}: export it as WGS 84 degrees (EPSG:4326), which GeoJSON asks for."
        )


def _features(rows: list[Any], place: str, kinds: tuple[str, str]) -> Iterator[Feature]:
    for number, row in enumerate(rows, 1):
        geometry = row.get("geometry") if isinstance(row, dict) else None
        if geometry is None:
            continue
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in kinds:
            raise SourceUnreadable(f"Feature {number} of {place} is a {kind}, where a {' or '.join(kinds)} is needed.")
        depth = DEPTHS[kinds[0]]
        raw = geometry.get("coordinates")
        try:
            parts = tuple(_positions(one, depth) for one in (raw if kind == kinds[1] else [raw]))
        except (LookupError, TypeError, ValueError) as error:
            raise SourceUnreadable(f"Feature {number} of {place} is not in WGS 84 degrees: {error}.") from error
        facts = row.get("properties")
        if parts:
            yield Feature(number, facts if isinstance(facts, dict) else {}, parts)


def _positions(raw: Any, depth: int) -> Any:
    """Lists of positions, `depth` deep, with numbers that are degrees."""
    if not isinstance(raw, list):
        raise TypeError("a list of positions is missing")
    if depth > 1:
        return tuple(_positions(one, depth - 1) for one in raw)
    return tuple(_position(one) for one in raw)


def _position(raw: Any) -> tuple[float, float]:
    lon, lat = float(raw[0]), float(raw[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"{raw[0]}, {raw[1]} is no longitude and latitude")
    return lon, lat


def field_of(features: list[Feature], known: tuple[str, ...]) -> str:
    """The first of the `known` fields that every feature fills, as the file spells it; '' where there is none."""
    for wanted in known:
        for name in features[0].facts:
            if name.casefold() == wanted.casefold() and all(text_of(one, name) for one in features):
                return name
    return ""


def text_of(feature: Feature, name: str) -> str:
    """A field as text without spaces around it; '' where it is empty."""
    value = feature.facts.get(name)
    return "" if value is None else " ".join(str(value).split())
