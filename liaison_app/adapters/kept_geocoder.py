"""An address service whose answers are kept, so that the same question goes out once.

What was asked is kept as a digest only: it may be where somebody lives.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import AnswerStore, Geocoder, PlaceFound, PlaceName, Precision
from liaison_app.domain.street_names import folded

Told = dict[str, Any]


class KeptGeocoder:
    """`Geocoder` over another one; `service` names it and its address."""

    def __init__(self, inner: Geocoder, answers: AnswerStore, *, service: str) -> None:
        self._inner, self._answers, self._service = inner, answers, service

    def find(self, text: str) -> Sequence[PlaceFound]:
        """See the port; an error is not kept."""
        # A sign between numbers means something: only case, accents and spaces do not.
        told = self._told(("find", folded(text)), lambda: [asdict(one) for one in self._inner.find(text)])
        return [_found(one) for one in told]

    def name(self, at: LatLon) -> PlaceName | None:
        """See the port; places within a metre are the same."""
        spot = at.rounded()
        told = self._told(("name", f"{spot.lat},{spot.lon}"), lambda: _told_name(self._inner.name(spot)))
        return PlaceName(**told[0]) if told else None

    def close(self) -> None:
        """Close the connections of the service."""
        if (close := getattr(self._inner, "close", None)) is not None:
            close()

    def _told(self, question: tuple[str, str], ask: Callable[[], list[Told]]) -> list[Told]:
        """The answer in plain values: as kept, else as `ask` gives it, and kept then."""
        key = blake2b("\0".join((self._service, *question)).encode(), digest_size=24).hexdigest()
        if (kept := self._answers.get(key)) is not None:
            found: list[Told] = json.loads(kept)
            return found
        told = ask()
        self._answers.put(key, json.dumps(told, ensure_ascii=False, separators=(",", ":")), is_empty=not told)
        return told


def _told_name(name: PlaceName | None) -> list[Told]:
    return [] if name is None else [asdict(name)]


def _found(told: Told) -> PlaceFound:
    at, precision = LatLon(**told["at"]), Precision(told["precision"])
    return PlaceFound(at, told["label"], precision, tuple(told["streets"]), told["block"])
