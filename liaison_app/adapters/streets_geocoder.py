"""The imported streets behind the `Geocoder` port. Finds nothing, and names nothing, before an import."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import PlaceFound, PlaceName
from liaison_app.domain.street_index import StreetIndex


class StreetsGeocoder:
    """`Geocoder` over what `current` gives: the index in force, or None."""

    def __init__(self, current: Callable[[], StreetIndex | None]) -> None:
        self._current = current

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places that `text` may mean: corners, houses and blocks by their numbers, streets."""
        streets = self._current()
        return streets.find(text) if streets is not None else []

    def name(self, at: LatLon) -> PlaceName | None:
        """The nearest street, block and corner, or None."""
        streets = self._current()
        return streets.name(at) if streets is not None else None
