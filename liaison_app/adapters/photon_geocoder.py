"""A Photon server behind the `Geocoder` port. Source: https://github.com/komoot/photon, docs/api-v1.md.

Photon is made for asking at every letter; here it is asked when a person asks, as the others are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from liaison_app.adapters.address_service import MAX_FOUND, NEAR_M, TIMEOUT_S, AddressService, hundred, named
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision

PHOTON_URL = "https://photon.komoot.io"


class PhotonGeocoder:
    """`Geocoder` over Photon."""

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
            base_url or PHOTON_URL, public_url=public_url, timeout_s=timeout_s, take_turn=take_turn
        )
        self._city = city

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places in the city, the likeliest first."""
        if not text.strip():
            return []
        box, middle = self._city.limits.bounds, self._city.centre
        asked = {
            "q": f"{text.strip()}, {self._city.name}",
            "lat": f"{middle.lat:.4f}",
            "lon": f"{middle.lon:.4f}",
            "bbox": f"{box.west},{box.south},{box.east},{box.north}",
            "limit": str(MAX_FOUND),
        }
        return [one for one in self._ask("api", asked) if self._city.limits.hold(one.at)]

    def name(self, at: LatLon) -> PlaceName | None:
        """The address nearest to `at`, or None where Photon knows none within 120 metres."""
        for found in self._ask("reverse", {"lat": f"{at.lat:.6f}", "lon": f"{at.lon:.6f}"}):
            if (away := distance_m(at, found.at)) <= NEAR_M:
                return named(found, away)
        return None

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _ask(self, path: str, params: Mapping[str, str]) -> Iterator[PlaceFound]:
        answer = self._service.ask(path, params)
        rows = answer.get("features") if isinstance(answer, dict) else None
        found = (_place(row) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))
        return (one for one in found if one is not None)


def _place(row: dict[str, Any]) -> PlaceFound | None:
    about, geometry = row.get("properties") or {}, row.get("geometry") or {}
    try:
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
        at = LatLon(lat, lon).rounded()
    except (KeyError, TypeError, ValueError):
        return None
    is_street = about.get("osm_key") == "highway" or about.get("type") == "street"
    street = str(about.get("street") or (about.get("name") if is_street else "") or "")
    number = str(about.get("housenumber") or "")
    if not street:
        return None
    precision = Precision.ADDRESS if number else Precision.STREET
    return PlaceFound(at, f"{number} {street}".strip(), precision, (street,), hundred(number))
