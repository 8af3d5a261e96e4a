"""Several geocoders as one: what is here and exact first, what somebody else must be asked for only where it helps.

The streets that an operator imported are measured; the gazetteer's are drawn by hand, of the larger streets alone. So
the gazetteer is believed for corners and blocks, and for houses and names of places only where nobody knows better.
"""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.domain.address_text import TypedNumber, parse_place
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable, PlaceFound, PlaceName, Precision


class GeocoderChain:
    """`Geocoder` over imported streets, the gazetteer and, where the settings name one, an address service."""

    def __init__(self, *, streets: Geocoder, gazetteer: Geocoder, online: Geocoder | None = None) -> None:
        self._streets, self._gazetteer, self._online = streets, gazetteer, online

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places that `text` may mean, from the first that knows more than the street.

        Raises:
            GeocoderUnavailable: the address service does not answer, and nobody else knows anything.
        """
        if not text.strip():
            return []
        measured = self._streets.find(text)
        if _is_placed(measured):
            return measured
        drawn = self._gazetteer.find(text)
        if self._online is None or (_is_placed(drawn) and not _is_house(text)):
            return drawn if _is_placed(drawn) else measured or drawn
        rest = drawn if _is_placed(drawn) else measured or drawn
        try:
            return self._online.find(text) or rest
        except GeocoderUnavailable:
            if rest:
                return rest
            raise

    def name(self, at: LatLon) -> PlaceName | None:
        """What a place is called, from the first that knows.

        Raises:
            GeocoderUnavailable: the address service does not answer, and nobody else knows anything.
        """
        if (found := self._streets.name(at)) is not None:
            return found
        try:
            found = self._online.name(at) if self._online is not None else None
        except GeocoderUnavailable:
            if (drawn := self._gazetteer.name(at)) is not None:
                return drawn
            raise
        return found or self._gazetteer.name(at)

    def close(self) -> None:
        """Close the connections of the address service."""
        if (close := getattr(self._online, "close", None)) is not None:
            close()


def _is_placed(found: Sequence[PlaceFound]) -> bool:
    return bool(found) and found[0].precision is not Precision.STREET


def _is_house(text: str) -> bool:
    typed = parse_place(text)
    return typed is None or (isinstance(typed, TypedNumber) and not typed.is_block)
