"""What the app knows of its city: names, numbers, limits and neighborhoods. Facts by configuration, none by code."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app.domain.geo import Bounds, LatLon, distance_m, lies_within
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.lines import metres_to_line


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a request may lie.

    `outline` is a closed ring with straight sides (the last point joins the first). `tolerance_m` says how far
    outside it a place still counts, because the outline is drawn roughly and phones are not exact.
    """

    bounds: Bounds
    outline: tuple[LatLon, ...]
    tolerance_m: float

    def hold(self, at: LatLon) -> bool:
        """Whether `at` is in the city, within the tolerance."""
        if not self.bounds.grown(self.tolerance_m).holds(at):
            return False
        if lies_within(at, self.outline):
            return True
        return metres_to_line(at, (*self.outline, self.outline[0])) <= self.tolerance_m


@dataclass(frozen=True, slots=True)
class CityProfile:
    """One city. `languages` are locale codes, the city's first one first; phone numbers are as people write them."""

    name: str
    state: str
    state_code: str
    country_code: str
    time_zone: ZoneInfo
    languages: tuple[str, ...]
    emergency_number: str
    city_line: str
    city_line_from_elsewhere: str
    city_line_name: str
    website: str
    centre: LatLon
    zoom: int
    limits: Limits

    def language_beside(self, locale: str) -> str:
        """The language of what the city's own people write, where it is not `locale`; else ''."""
        return "" if self.languages[0] == locale else self.languages[0]


@dataclass(frozen=True, slots=True)
class NeighborhoodFact:
    """A neighborhood's name, other names people use, and a point inside it. It has no borders here."""

    id: NeighborhoodId
    name: str
    also: tuple[str, ...]
    centre: LatLon

    def is_called(self, name: str) -> bool:
        """Whether `name` is one of its names; case, spaces and hyphens do not matter."""
        wanted = _bare(name)
        return any(_bare(own) == wanted for own in (self.name, *self.also))


def nearest_neighborhoods(
    at: LatLon, neighborhoods: tuple[NeighborhoodFact, ...], count: int = 3
) -> tuple[NeighborhoodFact, ...]:
    """The `count` neighborhoods whose centres are nearest to `at`, nearest first.

    An approximation to offer as a choice: the nearest centre alone is right for about three places in four.
    """
    return tuple(sorted(neighborhoods, key=lambda one: distance_m(at, one.centre))[:count])


def _bare(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())
