"""The City of Philadelphia's Address Information System behind the `Geocoder` port.

A 200 does not mean that AIS knows the address: `match_type` says what it matched, and for "unmatched" it estimates a
place from what was typed. Source: https://github.com/CityOfPhiladelphia/ais, docs/APIUSAGE.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from liaison_app.adapters.address_service import MAX_FOUND, NEAR_M, TIMEOUT_S, AddressService, hundred, named
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision
from liaison_app.domain.street_names import cased

AIS_URL = "https://api.phila.gov/ais/v1"
_MATCHED = {"exact", "generic_unit", "base", "unit_child", "range_parent", "range-parent", "range_child"}
# Interpolated along the street's centre line: an estimate, and no better than a block.
_ESTIMATED = {"true_range", "full_range"}


class AisGeocoder:
    """`Geocoder` over AIS. `key` is a Gatekeeper key; without one the City answers 401."""

    def __init__(
        self,
        *,
        city: CityProfile,
        public_url: str,
        key: str,
        base_url: str = "",
        timeout_s: float = TIMEOUT_S,
        take_turn: Callable[[], None] | None = None,
    ) -> None:
        headers = {"Authorization": f"Gatekeeper-Key {key}"} if key else {}
        self._service = AddressService(
            base_url or AIS_URL, public_url=public_url, headers=headers, timeout_s=timeout_s, take_turn=take_turn
        )
        self._city = city

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Addresses and corners that AIS matched, in the city; an estimate without a street line is left out."""
        wanted = text.strip()
        if not wanted:
            return []
        answer = self._service.ask(f"search/{quote(wanted, safe='')}")
        places = (_place(feature) for feature in _features(answer))
        return [one for one in places if one and self._city.limits.hold(one.at)][:MAX_FOUND]

    def name(self, at: LatLon) -> PlaceName | None:
        """The address nearest to `at`, or None where AIS knows none within 120 metres."""
        answer = self._service.ask(f"reverse_geocode/{at.lon:.6f},{at.lat:.6f}")
        for feature in _features(answer):
            found = _place(feature)
            if found is not None and (away := distance_m(at, found.at)) <= NEAR_M:
                return named(found, away)
        return None

    def close(self) -> None:
        """Close the connections."""
        self._service.close()


def _features(answer: Any) -> Iterator[dict[str, Any]]:
    features = answer.get("features") if isinstance(answer, dict) else None
    return (one for one in features or () if isinstance(one, dict))


def _place(feature: dict[str, Any]) -> PlaceFound | None:
    geometry, about = feature.get("geometry") or {}, feature.get("properties") or {}
    try:
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
        at = LatLon(lat, lon).rounded()
    except (KeyError, TypeError, ValueError):
        return None
    is_matched = feature.get("match_type") in _MATCHED
    if feature.get("ais_feature_type") == "intersection":
        return _corner(about, at) if is_matched else None
    precision = Precision.ADDRESS if is_matched else Precision.BLOCK
    label = cased(about.get("street_address"))
    if not label or not (is_matched or geometry.get("geocode_type") in _ESTIMATED):
        return None
    return PlaceFound(at, label, precision, (_sign(about),), hundred(about.get("address_low")))


def _corner(about: dict[str, Any], at: LatLon) -> PlaceFound | None:
    streets = [about.get(key) or {} for key in ("street_1", "street_2")]
    names = [cased(street.get("street_full")) for street in streets]
    if not all(names):
        return None
    return PlaceFound(at, " & ".join(names), Precision.CORNER, tuple(_sign(street) for street in streets))


def _sign(about: dict[str, Any]) -> str:
    """A street's name as it stands on its sign: without the direction."""
    words = (cased(about.get("street_name")), cased(about.get("street_suffix")))
    return " ".join(word for word in words if word)
