"""Places where things happen in the demo: corners and blocks of the gazetteer, around each neighborhood's centre."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from liaison_app.domain.city_profile import CityProfile, NeighborhoodFact, nearest_neighborhoods
from liaison_app.domain.gazetteer import Gazetteer
from liaison_app.domain.geo import EARTH_RADIUS_M, LatLon, distance_m
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports_places import PlaceName

SPOTS = 24
TRIES = 3 * SPOTS
REACH_M = 380.0
ON_A_CORNER_M = 70.0
STRAYS_M = 22.0
LAST_HOUSE = 58


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a neighborhood. `block` and `street` make addresses; `corner` is one of its own or ''."""

    neighborhood_id: NeighborhoodId
    at: LatLon
    block: int
    street: str
    corner: str

    def somewhere(self, dice: Random) -> tuple[LatLon, str]:
        """A point near by and its address: a corner, a house number, or the neighborhood where no street is known."""
        at = moved(self.at, dice.gauss(0, STRAYS_M), dice.gauss(0, STRAYS_M))
        if self.corner and dice.random() < 0.35:
            return at, self.corner
        return at, f"{self.block + dice.randint(1, LAST_HOUSE)} {self.street}" if self.street else self.corner


class Spots:
    """Spots for every neighborhood, at least one each: looked for when they are first wanted, the same every time."""

    def __init__(self, city: CityProfile, neighborhoods: Sequence[NeighborhoodFact], streets: Gazetteer) -> None:
        self._city, self._streets = city, streets
        self._neighborhoods = {one.id: one for one in neighborhoods}
        self._found: dict[NeighborhoodId, Sequence[Spot]] = {}

    def __getitem__(self, home: NeighborhoodId) -> Sequence[Spot]:
        if home not in self._found:
            everywhere = tuple(self._neighborhoods.values())
            self._found[home] = _spots(self._neighborhoods[home], self._city, everywhere, self._streets, Random(home))
        return self._found[home]


def _spots(
    home: NeighborhoodFact,
    city: CityProfile,
    neighborhoods: tuple[NeighborhoodFact, ...],
    streets: Gazetteer,
    dice: Random,
) -> Sequence[Spot]:
    found: list[Spot] = []
    near = nearest_neighborhoods(home.centre, neighborhoods, count=12)
    for _ in range(TRIES):
        at = moved(home.centre, dice.gauss(0, REACH_M), dice.gauss(0, REACH_M))
        if city.limits.hold(at) and nearest_neighborhoods(at, near, count=1)[0].id == home.id:
            name = streets.name(at)
            if name is not None:
                found.append(_spot(home, at, name, streets))
        if len(found) == SPOTS:
            break
    return found or [Spot(home.id, home.centre, 0, "", home.name)]


def _spot(home: NeighborhoodFact, at: LatLon, name: PlaceName, streets: Gazetteer) -> Spot:
    street = name.label.removeprefix(str(name.block)).strip()
    is_corner = name.cross_street is not None and (name.corner_m or math.inf) <= ON_A_CORNER_M
    corner = f"{name.cross_street} & {name.street}" if is_corner else ""
    on_street = streets.find(f"{name.block} block of {street}")
    near = [one.at for one in on_street if distance_m(one.at, at) < 250]
    return Spot(home.id, near[0] if near else at, name.block or 0, street, corner)


def moved(at: LatLon, east_m: float, north_m: float) -> LatLon:
    """The place so many metres east and north of `at`."""
    per_lat = math.radians(1) * EARTH_RADIUS_M
    per_lon = per_lat * math.cos(math.radians(at.lat))
    return LatLon(at.lat + north_m / per_lat, at.lon + east_m / per_lon).rounded(6)
