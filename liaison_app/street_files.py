"""A file of street centre lines made ready: read, its fields found, every line a segment with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from liaison_app.domain.city_profile import Limits
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.geojson import Feature, read_features, text_of
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.domain.street_names import parse_street
from liaison_app.domain.street_segments import NO_NUMBERS, StreetSegment, range_of, sign_of_street

# What cities and the census call them; a city's own names stand before these.
KNOWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("st_name", "stname", "streetname", "street_name", "fullname", "full_name", "street", "name"),
    "direction": ("pre_dir", "predir", "dir_pre", "predirection"),
    "kind": ("st_type", "sttype", "suf_type", "posttype", "street_type", "type"),
    "suffix": ("suf_dir", "sufdir", "postdir"),
    "left_from": ("l_f_add", "lfromadd", "fromaddr_l", "leftfrom", "l_add_from", "add_l_from"),
    "left_to": ("l_t_add", "ltoadd", "toaddr_l", "leftto", "l_add_to", "add_l_to"),
    "right_from": ("r_f_add", "rfromadd", "fromaddr_r", "rightfrom", "r_add_from", "add_r_from"),
    "right_to": ("r_t_add", "rtoadd", "toaddr_r", "rightto", "r_add_to", "add_r_to"),
}
NUMBER_FIELDS = ("left_from", "left_to", "right_from", "right_to")
LOOKED_AT = 200  # features whose fields are taken for those of all


@dataclass(frozen=True, slots=True)
class StreetFile:
    """The segments of a file, which field was taken for what, and how many lines have no name."""

    segments: tuple[StreetSegment, ...]
    fields: Mapping[str, str]
    nameless: int


def read_segments(
    content: bytes, place: str, *, fields: Mapping[str, tuple[str, ...]], limits: Limits,
    taking: Callable[[Sequence[Feature]], Iterable[Feature]] = iter,
) -> StreetFile:  # fmt: skip
    """The segments of a GeoJSON file of lines; `fields` name where to look first, `taking` shows how far it is.

    Raises:
        SourceUnreadable: they cannot be taken; one sentence says why.
    """
    features = read_features(content, place, kinds=("LineString", "MultiLineString"))
    found = _fields(features, fields)
    if "name" not in found:
        known = ", ".join(sorted(features[0].facts)) or "none"
        raise SourceUnreadable(
            f"{place} has no field with the street's name (fields: {known}): say --field name=FIELD."
        )
    rows = [list(_segments(one, found)) for one in taking(features)]
    segments = tuple(one for some in rows for one in some)
    inside = limits.bounds.grown(limits.tolerance_m)
    if not any(inside.holds(LatLon(one.points[0][1], one.points[0][0])) for one in segments):
        raise SourceUnreadable(
            f"{place} has no street in this city: is it of another one, or are longitude and latitude exchanged?"
        )
    return StreetFile(segments, found, sum(not some for some in rows))


def _fields(features: list[Feature], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    there = {name.casefold(): name for one in features[:LOOKED_AT] for name in one.facts}
    found = {}
    for key, usual in KNOWN_FIELDS.items():
        names = (name.casefold() for name in (*wanted.get(key, ()), *usual))
        if name := next((name for name in names if name in there), None):
            found[key] = there[name]
    return found


def _segments(feature: Feature, fields: Mapping[str, str]) -> Iterator[StreetSegment]:
    """A feature's lines. Of several parts the longest has the numbers: how they are shared out is not said."""
    told = {key: text_of(feature, name) for key, name in fields.items()}
    name = told["name"]
    parsed = parse_street(name)
    # A field with the whole name needs no others.
    is_whole = parsed is not None and parsed.kind != ""
    parts = [name] if is_whole else [told.get(key, "") for key in ("direction", "name", "kind", "suffix")]
    sign = sign_of_street(parts) if name else None
    lines = sorted((line for line in feature.parts if len(line) > 1), key=_length, reverse=True)
    left, right = (range_of(told.get(f"{side}_from"), told.get(f"{side}_to")) for side in ("left", "right"))
    for place, line in enumerate(lines if sign else ()):
        assert sign is not None  # noqa: S101 (else there are no lines)
        numbers = (left, right) if place == 0 else (NO_NUMBERS, NO_NUMBERS)
        yield StreetSegment(*sign, *numbers, line)


def _length(line: tuple[tuple[float, float], ...]) -> float:
    return sum(distance_m(LatLon(ay, ax), LatLon(by, bx)) for (ax, ay), (bx, by) in pairwise(line))
