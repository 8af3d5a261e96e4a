"""A file of neighborhoods' borders made ready: read, looked over, matched with those we have, simplified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison_app.adapters.shape_work import Polygons, fault_of, for_display, joined, mended, point_inside
from liaison_app.domain.city_profile import Limits
from liaison_app.domain.geo import LatLon
from liaison_app.domain.geojson import Feature, field_of, read_features, text_of
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.services.borders_importing import Match, ReadyShape

FAULTS_TOLD = 5
# No neighborhood is so wide. Every process looks places up on a grid of the areas, which one wrong corner would fill.
WIDEST_DEGREES = 1.0


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area with every name it carries, the one to show first."""

    names: tuple[str, ...]
    polygons: Polygons


def read_areas(
    content: bytes, place: str, *, fields: tuple[str, ...], limits: Limits, may_mend: bool
) -> tuple[str, list[NamedArea]]:
    """The areas of a GeoJSON file, and the field that names them; `fields` are looked for in their order.

    Raises:
        SourceUnreadable: they cannot be taken; one sentence says why.
    """
    features = read_features(content, place, kinds=("Polygon", "MultiPolygon"))
    name_field = field_of(features, fields)
    if not name_field:
        known = ", ".join(sorted(features[0].facts)) or "none"
        raise SourceUnreadable(f"{place} has no field with a name for each area (fields: {known}): say --name-field.")
    areas = [NamedArea(_names(one, name_field, fields), one.parts) for one in features]
    faults = [f"{area.names[0]}: {fault}" for area in areas if (fault := fault_of(area.polygons))]
    if faults and not may_mend:
        told = "; ".join(faults[:FAULTS_TOLD]) + ("; …" if len(faults) > FAULTS_TOLD else "")
        raise SourceUnreadable(
            f"{place} has {len(faults)} areas whose outlines are not sound ({told}). Mend them, or say --mend."
        )
    if faults:
        areas = [NamedArea(one.names, mended(one.polygons)) for one in areas]
        areas = [one for one in areas if one.polygons]
    _check_place(areas, place, limits)
    _check_widths(areas, place)
    return name_field, areas


def _names(feature: Feature, name_field: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    wanted = {name.casefold() for name in fields}
    others = (text_of(feature, name) for name in feature.facts if name.casefold() in wanted)
    return tuple(dict.fromkeys(name for name in (text_of(feature, name_field), *others) if name))


def _check_place(areas: Sequence[NamedArea], place: str, limits: Limits) -> None:
    """Another city's file, or latitude and longitude in the wrong order, must not empty every neighborhood."""
    points = [point for one in areas for point in one.polygons[0][0][:1]]
    if not any(limits.bounds.grown(limits.tolerance_m).holds(LatLon(y, x)) for x, y in points):
        raise SourceUnreadable(
            f"{place} has no area in this city: is it of another one, or are longitude and latitude exchanged?"
        )


def _check_widths(areas: Sequence[NamedArea], place: str) -> None:
    for area in areas:
        for ways in zip(*(point for polygon in area.polygons for ring in polygon for point in ring), strict=True):
            if max(ways) - min(ways) > WIDEST_DEGREES:
                raise SourceUnreadable(
                    f"{place}: {area.names[0]} is more than {WIDEST_DEGREES:g} degree wide: is a corner of it wrong?"
                )


def ready_shapes(areas: Sequence[NamedArea], matched: Sequence[Match]) -> list[ReadyShape]:
    """One shape for each neighborhood; areas that are the same one are joined."""
    by_id: dict[str, tuple[Match, list[Polygons]]] = {}
    for area, match in zip(areas, matched, strict=True):
        by_id.setdefault(match.id, (match, []))[1].append(area.polygons)
    whole = [(match, joined(parts)) for match, parts in by_id.values()]
    shown = for_display([polygons for _, polygons in whole])
    return [
        ReadyShape(match, one, simple, point_inside(one)) for (match, one), simple in zip(whole, shown, strict=True)
    ]
