"""Places by name and names of places: what the use cases need from a gazetteer or an address service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.geo import LatLon


class Precision(StrEnum):
    """How exactly a place was found; said to people, so that nobody trusts a pin more than it deserves."""

    ADDRESS = "address"  # the house itself
    CORNER = "corner"  # where two streets meet
    BLOCK = "block"  # somewhere along the block of that number
    STREET = "street"  # that street, but not where on it


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """One answer to what somebody typed.

    `label` is the normalised address ("S 52nd St & Market St", "5200 Market St"). `streets` are the names for street
    signs, without a letter for the direction, the numbered street first; `block` is the hundred-block or None.
    """

    at: LatLon
    label: str
    precision: Precision
    streets: tuple[str, ...] = ()
    block: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a place is called.

    `street` and `block` say along what it lies, `cross_street` is the nearest corner's other street or None.
    `distance_m` is how far the street's line is, `corner_m` how far that corner is. `label` is an address line.
    """

    label: str
    street: str
    block: int | None
    cross_street: str | None
    distance_m: float
    corner_m: float | None


class GeocoderUnavailable(LiaisonError):
    """The address service did not answer, or not in a form we can read. The pin still counts."""

    code = "geocoder_unavailable"


class AnswerStore(Protocol):
    """Keeps answers of an address service by a key."""

    def get(self, key: str) -> str | None:
        """The answer kept for a key, or None."""

    def put(self, key: str, answer: str, *, is_empty: bool) -> None:
        """Keep an answer; one that says nothing (`is_empty`) for a shorter time."""


class Geocoder(Protocol):
    """Finds places by what people type, and names for places. Every method may raise GeocoderUnavailable."""

    def find(self, text: str) -> Sequence[PlaceFound]:
        """Places that `text` may mean, the likeliest first, at most five; empty where none is known."""

    def name(self, at: LatLon) -> PlaceName | None:
        """What the place is called, or None where no street is known near it."""
