"""What somebody typed as a place: a corner, a house number on a street, a block, or only a street."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_app.domain.street_names import StreetName, folded, parse_street

_CORNER = re.compile(r"\s*(?:&|\+|@|/|\b(?:and|at|y|con|esquina con|esquina|corner|near|cerca de)\b)\s*")
_OPENING = re.compile(r"^(?:the |la |el )?(?:corner of|corner|esquina de|esquina|intersection of|near|cerca de|at) ")
_BLOCK = re.compile(r"^(?:the |la )?(\d{1,5})(?: hundred)? (?:block|blk|bloque|cuadra)(?: of| de)?(?: la| el)? (.+)$")
_BLOCK_ES = re.compile(r"^(?:la )?(?:cuadra|bloque) (?:del )?(\d{1,5})(?: de)?(?: la| el)? (.+)$")
_HOUSE = re.compile(r"^(\d{1,5})[a-z]?(?:\s*-\s*\d+)?(?: 1/2)? (.+)$")
_TAIL = re.compile(
    r"(?:\s+(?:apt|apartment|unit|suite|ste|fl|floor|rm|room|apto)\.? ?\w*|\s*#.*|\s+-\s.*|(?<=[a-z])-[a-z].*"
    r"|\s+(?:philadelphia|phila|philly|filadelfia)|\s+(?:pa|pennsylvania)|\s+191\d\d(?:-?\d{4})?|\s+(?:rear|usa|us))+$"
)
MID_BLOCK = 50


@dataclass(frozen=True, slots=True)
class TypedCorner:
    """Where two streets meet."""

    one: StreetName
    other: StreetName


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number on a street; `is_block` when the whole hundred-block was meant."""

    number: int
    street: StreetName
    is_block: bool


@dataclass(frozen=True, slots=True)
class TypedStreet:
    """A street and nothing more."""

    street: StreetName


Typed = TypedCorner | TypedNumber | TypedStreet


def parse_place(text: str) -> Typed | None:
    """What `text` says about a place, or None where it says nothing of the kind.

    Only the part before the first comma counts: what follows is the city, the state, the zip code.
    """
    words = folded(text.split(",", maxsplit=1)[0].replace("?", "-"))
    words = _TAIL.sub("", words)
    words = _OPENING.sub("", words)
    return _block(words) or _corner(words) or _number(words) or _street(words)


def _block(words: str) -> Typed | None:
    found = _BLOCK.match(words) or _BLOCK_ES.match(words)
    street = parse_street(found[2]) if found else None
    if found is None or street is None:
        return None
    return TypedNumber(int(found[1]) // 100 * 100 + MID_BLOCK, street, is_block=True)


def _corner(words: str) -> Typed | None:
    parts = [part for part in _CORNER.split(words) if part]
    if len(parts) != 2:
        return None
    one, other = (parse_street(_without_number(part)) for part in parts)
    return TypedCorner(one, other) if one and other else None


def _without_number(words: str) -> str:
    """A corner's street with a stray house number in front ("5200 market & 52nd") loses the number."""
    found = _HOUSE.match(words)
    return found[2] if found and parse_street(found[2]) and len(found[1]) > 2 else words


def _number(words: str) -> Typed | None:
    found = _HOUSE.match(words)
    street = parse_street(found[2]) if found else None
    if found is None or street is None or street.bare in {"st", "ave", "street", "avenue"}:
        return None
    return TypedNumber(int(found[1]), street, is_block=False)


def _street(words: str) -> Typed | None:
    street = parse_street(words)
    return TypedStreet(street) if street else None
