"""What the public may see of a place: the place itself, or the block where a service is tied to a house."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_app.domain.geo import LatLon

# Three decimals are about 110 by 85 metres here: a city block. The same house always lands on the same point, so
# that many tickets about it tell no more than one does.
BLOCK_DECIMALS = 3
BLOCK_SIZE = 100
# A number that stands by itself, wherever in the line: `5234`, `5234-36`, `5234B`, `5234 1/2`; never `52nd`.
_HOUSE = re.compile(r"(?<![\w-])(\d{1,6})(?:\s*-\s*\d{1,6})?[A-Za-z]?(?:\s+1/2)?(?![\w-])")
# The same within a sentence: of three digits or more, before a word. `15 tires` are no house.
_HOUSE_IN_WORDS = re.compile(r"(?<![\w-])(\d{3,6})(?:\s*-\s*\d{1,6})?[A-Za-z]?(?=\s+[^\W\d])")
_UNIT = re.compile(r",?\s*(?:\b(?:apt|apartment|unit|suite|ste|fl|floor|rm|room)\b\.?|#)\s*[\w-]+,?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as everybody may see it."""

    at: LatLon
    address: str


def public_place(at: LatLon, address: str, *, is_house_linked: bool, told_in: str | None = None) -> PublicPlace:
    """The place to show: as it is, or the block it lies in where the service is tied to a house.

    `told_in` is the neighborhood's name where the place was told in words; `at` is then its middle.
    """
    shown = public_address(address, is_house_linked=is_house_linked, told_in=told_in)
    is_rounded = is_house_linked and told_in is None
    return PublicPlace(at.rounded(BLOCK_DECIMALS) if is_rounded else at, shown)


def public_address(address: str, *, is_house_linked: bool, told_in: str | None = None) -> str:
    """The address to show, as `public_place` does.

    Words for a place may name a house or a person in any order, so of those the public gets the neighborhood alone.
    """
    if told_in is not None:
        return told_in
    return block_of(address) if is_house_linked else address


def block_of(address: str) -> str:
    """An address without its house: `5234 Market St, Apt 2` → `5200 Market St`. Corners and names stay as they are."""
    bare = _HOUSE.sub(_block_number, _UNIT.sub(" ", address))
    return " ".join(bare.replace(" ,", ",").split()).strip(" ,")


def blocks_in(words: str) -> str:
    """A sentence without the houses it names: `couch at 5234 Market` → `couch at 5200 Market`."""
    return _HOUSE_IN_WORDS.sub(_block_number, words)


def _block_number(house: re.Match[str]) -> str:
    block = int(house.group(1)) // BLOCK_SIZE * BLOCK_SIZE
    return str(block) if block else ""
