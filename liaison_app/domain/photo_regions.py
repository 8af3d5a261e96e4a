"""Rectangles of a photo that are blacked out, in parts of its width and height."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: More than anybody draws by hand.
MOST_REGIONS = 40
#: Nothing that is smaller can be seen.
SMALLEST = 0.005
_FIELD = "region-"
_EDGES = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle: its left, top, right and bottom edge, each from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def edges(self) -> list[float]:
        return [self.left, self.top, self.right, self.bottom]


def read_regions(form: Mapping[str, Any]) -> tuple[Region, ...]:
    """The rectangles of a form, cut to the photo; what is none, or too small to be seen, is left out."""
    given = [str(value) for name, value in form.items() if name.startswith(_FIELD)]
    read = [_read(text) for text in given[:MOST_REGIONS]]
    return tuple(one for one in read if one is not None)


def _read(text: str) -> Region | None:
    parts = text[:100].split(",")
    try:
        edges = [float(part) for part in parts]
    except ValueError:
        return None
    if len(edges) != _EDGES or not all(map(math.isfinite, edges)):
        return None
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in edges)
    is_seen = right - left >= SMALLEST and bottom - top >= SMALLEST
    return Region(left, top, right, bottom) if is_seen else None
