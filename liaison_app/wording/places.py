"""Addresses as street signs: which words go on which blade."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_app.i18n import t

_CROSSING = re.compile(r"\s+(?:&|and|@|at)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"^(\d+(?:-\d+)?[A-Z]?)\s+(?!(?:st|nd|rd|th)\b)(?=\S)", re.IGNORECASE)
_BLOCK = re.compile(r"^(\d+)\s+block\s+of\s+", re.IGNORECASE)
_SMALL = frozenset({"of", "the", "and"})


@dataclass(frozen=True)
class PlaceSign:
    """A place on one or two blades. `plain` is the same in one line, `block` the number beside the last blade."""

    street: str = ""
    crossing: str = ""
    block: str = ""
    plain: str = ""


def sign_of(address: str, *, is_in_words: bool = False) -> PlaceSign:
    """Read an address or an intersection; a place without one says "A place on the map".

    Words for a place stand on one blade, all of them: nothing in them is a crossing or a house's number.
    """
    if is_in_words and address:
        return PlaceSign(street=address, plain=address)
    first = address.split(",", 1)[0].strip()
    if not first:
        nowhere = t("A place on the map")
        return PlaceSign(street=nowhere, plain=nowhere)
    parts = [_calm(part) for part in _CROSSING.split(first, maxsplit=1)]
    number = _BLOCK.match(parts[-1]) or _NUMBER.match(parts[-1])
    block = number.group(1) if number else ""
    last = parts[-1][number.end() :] if number else parts[-1]
    if len(parts) == 1:
        return PlaceSign(street=last, block=block, plain=parts[0])
    return PlaceSign(street=parts[0], crossing=last, block=block, plain=f"{parts[0]} & {parts[1]}")


def say_place(address: str) -> str:
    """A place in one line as it was told, all of its words; one without says "A place on the map"."""
    return _calm(address) or t("A place on the map")


def _calm(text: str) -> str:
    """Streets that are written in capitals, as people write them."""
    text = " ".join(text.split())
    if not text.isupper():
        return text
    words = text.lower().split(" ")
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in words)
