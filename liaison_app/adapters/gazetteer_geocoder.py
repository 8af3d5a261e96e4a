"""The offline geocoder: the city's own gazetteer behind the port. Never raises, never waits."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.domain.gazetteer import Gazetteer
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import PlaceFound, PlaceName


class GazetteerGeocoder:
    """`Geocoder` over a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places that `text` may mean; corners, blocks and streets, never single houses."""
        return self._gazetteer.find(text)

    def name(self, at: LatLon) -> PlaceName | None:
        """The nearest known street and corner, or None."""
        return self._gazetteer.name(at)
