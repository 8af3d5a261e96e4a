"""What the public may see of a place: the place itself, or the block where a service is tied to a house."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_app.domain.geo import LatLon

# Three decimals are about 110 by 85 metres here: a city block. The same house always lands on the same point, so
# that many tickets about it tell no more than one does.
BLOCK_DECIMALS = 3
BLOCK_SIZE = 100
_HOUSE = re.compile(r"^\s*(\d{1,6})(?:\s*-\s*\d{1,6})?[A-Za-z]?(?:\s+1/2)?\s+(?=\S)")
_UNIT = re.compile(r",?\s*(?:\b(?:apt|apartment|unit|suite|ste|fl|floor|rm|room)\b\.?|#)\s*[\w-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as everybody may see it."""

    at: LatLon
    address: str


def public_place(at: LatLon, address: str, *, is_house_linked: bool) -> PublicPlace:
    """The place to show: as it is, or the block it lies in where the service is tied to a house."""
    if not is_house_linked:
        return PublicPlace(at, address)
    return PublicPlace(at.rounded(BLOCK_DECIMALS), block_of(address))


def block_of(address: str) -> str:
    """An address without its house: `5234 Market St, Apt 2` → `5200 Market St`. Corners and names stay as they are."""
    bare = _UNIT.sub("", address).strip()
    house = _HOUSE.match(bare)
    if house is None:
        return bare
    number = int(house.group(1))
    block = number // BLOCK_SIZE * BLOCK_SIZE
    return f"{block} {bare[house.end() :]}" if block else bare[house.end() :]
