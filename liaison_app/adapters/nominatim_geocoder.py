"""A Nominatim server behind the `Geocoder` port.

Kept to one request a second, under our own name, and asked only when a person asks: never while typing.
Source: https://operations.osmfoundation.org/policies/nominatim/ and https://nominatim.org/release-docs/latest/api/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liaison_app.adapters.address_service import MAX_FOUND, NEAR_M, TIMEOUT_S, AddressService, hundred, named
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision

NOMINATIM_URL = "https://nominatim.openstreetmap.org"


class NominatimGeocoder:
    """`Geocoder` over Nominatim. `take_turn` waits until the next question may be asked."""

    def __init__(
        self,
        *,
        city: CityProfile,
        public_url: str,
        base_url: str = "",
        timeout_s: float = TIMEOUT_S,
        take_turn: Callable[[], None] | None = None,
    ) -> None:
        self._service = AddressService(
            base_url or NOMINATIM_URL, public_url=public_url, timeout_s=timeout_s, take_turn=take_turn
        )
        self._city = city

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places in the city, the likeliest first."""
        if not text.strip():
            return []
        box = self._city.limits.bounds
        rows = self._ask(
            "search",
            {
                "q": f"{text.strip()}, {self._city.name}, {self._city.state}",
                "limit": str(MAX_FOUND),
                "countrycodes": self._city.country_code.lower(),
                "viewbox": f"{box.west},{box.north},{box.east},{box.south}",
                "bounded": "1",
            },
        )
        places = (_place(row) for row in rows)
        return [one for one in places if one and self._city.limits.hold(one.at)]

    def name(self, at: LatLon) -> PlaceName | None:
        """The address nearest to `at`, or None where there is none within 120 metres."""
        for row in self._ask("reverse", {"lat": f"{at.lat:.6f}", "lon": f"{at.lon:.6f}", "zoom": "18"}):
            found = _place(row)
            if found is not None and (away := distance_m(at, found.at)) <= NEAR_M:
                return named(found, away)
        return None

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _ask(self, path: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
        answer = self._service.ask(path, {**params, "format": "jsonv2", "addressdetails": "1"})
        rows = answer if isinstance(answer, list) else [answer]
        return [row for row in rows if isinstance(row, dict)]


def _place(row: dict[str, Any]) -> PlaceFound | None:
    about = row.get("address") or {}
    road, number = str(about.get("road") or ""), str(about.get("house_number") or "")
    try:
        at = LatLon(float(row["lat"]), float(row["lon"])).rounded()
    except (KeyError, TypeError, ValueError):
        return None
    if not road:
        return None
    precision = Precision.ADDRESS if number else Precision.STREET
    return PlaceFound(at, f"{number} {road}".strip(), precision, (road,), hundred(number))
