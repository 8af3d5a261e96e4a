"""Takes a line of free text apart: the words that may name a place, and what is left, in English or Spanish.

"couch on the sidewalk 52nd and Market, third time" → the corner "52nd & Market", and "couch on the sidewalk, third
time". Nothing here knows a street: a search for addresses says which of the words are a place. Nothing is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from liaison_app.domain.concern_words import ABOUT_TIME, COMMON, ENDS, KIND, LANDMARK, LOOSE, REPEATED

_DIRECTION = r"(?:(?:north|south|east|west|norte|sur|este|oeste|[nsew])\b\.?\s+)?"
_LEAD = r"(?:(?:la|el|the|las)\s+)?(?:(?:calle|avenida|avda\.?|esquina de)\s+)?(?:la\s+)?"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th|er|va|ta)\b"
_NUMBERED = re.compile(
    rf"{_LEAD}(?P<is>{_DIRECTION}(?:{_ORDINAL}|\d{{1,2}}(?![\w-]))(?:\s+(?:{KIND})\b\.?)?)", re.IGNORECASE
)
_NUMBERED_LAST = re.compile(
    rf"(?<![\w-])(?P<is>{_DIRECTION}(?:{_ORDINAL}|\d{{1,2}})(?:\s+(?:{KIND})\b\.?)?)$", re.IGNORECASE
)
_LEADING = re.compile(_LEAD, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w.'’]*")
_KIND = re.compile(rf"\b(?:{KIND})\b\.?", re.IGNORECASE)
_DIRECTION_WORD = re.compile(_DIRECTION.rstrip("?").replace(r"\s+", ""), re.IGNORECASE)
_JOIN = re.compile(r"\s*[&@/+]\s*|\s+(?:and|y|e|con|at|near|cerca de|corner|esquina(?:\s+con)?)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*,?\s+(?:between|btwn|btw|bet\.?|entre)\s+", re.IGNORECASE)
_BLOCK = re.compile(
    r"(?<![\w-])(?:(?:the|la)\s+)?(?:(?P<a>\d{2,5})(?:\s*hundred|s)?\s+(?:block|blk|cuadra|bloque)s?"
    r"|(?:cuadra|bloque)\s+(?:del?\s+)?(?:la\s+)?(?P<b>\d{2,5}))\.?\s+(?:(?:of|de|del|en)\s+)?",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"(?<![\w$#.:-])(\d{2,5}(?:-\d{1,4})?[a-d]?)\s+(?:(?:de|del|of)\s+)?(?=\S)", re.IGNORECASE)
_NUMBER_LAST = re.compile(r",?\s+(?:#|no\.\s*|n[uú]mero\s+)?(\d{3,5})(?![\w-])", re.IGNORECASE)
_ALONG = re.compile(r"\b(?:on|along|down|up|en|por|sobre)\s+", re.IGNORECASE)
_CUED = re.compile(
    r"\b(?:at|on|corner(?: of)?|of|en|in|near|by|esquina(?: de)?|de)\s+(?:(?:the|la|el)\s+)?$", re.IGNORECASE
)
LONGEST_NAME = 3


class Shape(StrEnum):
    """What kind of place words seem to name."""

    HOUSE = "house"
    BLOCK = "block"
    CORNER = "corner"
    BETWEEN = "between"  # a street between two others; `told` is its corner with the first
    STREET = "street"
    LANDMARK = "landmark"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words that may name a place, as a search for addresses takes them (`told`), and the line without them.

    `is_likely`: by their form alone they name one, whether or not anybody knows it.
    """

    told: str
    rest: str
    shape: Shape
    is_likely: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A street's name within the line."""

    told: str
    start: int
    end: int
    is_certain: bool  # numbered, or with its kind
    is_bare_number: bool = False


def place_words(line: str) -> Iterator[PlaceWords]:
    """What may name a place in `line`, the likeliest first. None of it need be one: an address search says that."""
    return chain(_blocks(line), _betweens(line), _corners(line), _houses(line), _streets(line))


def landmark_in(line: str) -> PlaceWords | None:
    """A place that people know and no street names, such as "behind the library"; None where the line has none."""
    found = LANDMARK.search(line)
    if found is None:
        return None
    rest = _without(line, found.start(), found.end())
    return PlaceWords(found[0].strip(" ,.;"), rest, Shape.LANDMARK, is_likely=True)


def repeated_in(line: str) -> str:
    """What says that it was told before ("third time", "otra vez"), or ''."""
    found = REPEATED.search(line)
    return found[0] if found else ""


def about(rest: str) -> str:
    """What a line without its place says of the problem alone, for a search: not how often, not since when."""
    return " ".join(ABOUT_TIME.sub(" ", REPEATED.sub(" ", rest)).split()).strip(" ,.;")


def _blocks(line: str) -> Iterator[PlaceWords]:
    for found in _BLOCK.finditer(line):
        for name in _after(line, found.end()):
            told = f"{found['a'] or found['b']} block of {name.told}"
            yield PlaceWords(told, _without(line, found.start(), name.end), Shape.BLOCK, is_likely=True)


def _betweens(line: str) -> Iterator[PlaceWords]:
    for found in _BETWEEN.finditer(line):
        for own in _before(line, found.start()):
            for first in _after(line, found.end()):
                join = _JOIN.match(line, first.end)
                second = next(iter(_after(line, join.end())), None) if join else None
                if second is not None:
                    told = f"{own.told} & {first.told}"
                    yield PlaceWords(told, _without(line, own.start, second.end), Shape.BETWEEN, is_likely=True)


def _corners(line: str) -> Iterator[PlaceWords]:
    for join in _JOIN.finditer(line):
        befores, afters = _before(line, join.start()), _after(line, join.end())
        for one in befores:
            for other in afters:
                if one.is_bare_number and other.is_bare_number:
                    continue
                is_likely = one.is_certain or other.is_certain
                is_cued = not join[0].strip().isalpha() or bool(_CUED.search(line[: one.start]))
                is_named = line[one.start].isupper() and line[other.start].isupper()
                if is_likely or is_cued or is_named:
                    told = f"{one.told} & {other.told}"
                    yield PlaceWords(told, _without(line, one.start, other.end), Shape.CORNER, is_likely=is_likely)


def _houses(line: str) -> Iterator[PlaceWords]:
    for found in _HOUSE.finditer(line):
        for name in _after(line, found.end()):
            if not name.is_bare_number and (name.is_certain or len(found[1]) > 2):
                told, is_likely = f"{found[1]} {name.told}", name.is_certain or _is_like_a_name(line, name)
                yield PlaceWords(told, _without(line, found.start(), name.end), Shape.HOUSE, is_likely=is_likely)
    for found in _NUMBER_LAST.finditer(line):
        for name in _before(line, found.start()):
            if not name.is_bare_number:
                told = f"{found[1]} {name.told}"
                yield PlaceWords(told, _without(line, name.start, found.end()), Shape.HOUSE, is_likely=name.is_certain)


def _streets(line: str) -> Iterator[PlaceWords]:
    for found in _ALONG.finditer(line):
        for name in _after(line, found.end()):
            is_capital = line[name.start].isupper()
            if not name.is_bare_number and (name.is_certain or is_capital):
                rest = _without(line, found.start(), name.end)
                yield PlaceWords(name.told, rest, Shape.STREET, is_likely=name.is_certain)
    for found in _KIND.finditer(line):
        for name in _before(line, found.end()):
            if name.is_certain and found.start() > name.start:
                yield PlaceWords(name.told, _without(line, name.start, name.end), Shape.STREET)


def _is_like_a_name(line: str, name: _Name) -> bool:
    """Every word of it in capitals, and the next one not: as far as a name goes that nobody knows."""
    after = line[name.end :].lstrip()[:1]
    return all(word[0].isupper() for word in name.told.split()) and not after.isupper()


def _after(line: str, start: int) -> list[_Name]:
    """Names of streets that may begin at `start`, the longest first."""
    if (found := _NUMBERED.match(line, start)) is not None:
        is_bare = found["is"].strip().isdigit()
        return [_Name(found["is"].rstrip("."), start, found.end(), is_certain=True, is_bare_number=is_bare)]
    begin = _LEADING.match(line, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    words: list[re.Match[str]] = []
    at = begin
    while (word := _WORD.match(line, at)) is not None and len(words) < LONGEST_NAME + 1:
        is_first = not [one for one in words if not _is_direction(one[0])]
        if word[0].casefold().strip(".") in (COMMON if is_first else ENDS):
            break
        words.append(word)
        if _KIND.fullmatch(word[0]) and not is_first:
            return [_named(line, words, is_certain=True)]
        gap = re.match(r"[ ]+", line[word.end() :])
        if (word[0].endswith(".") and not _is_direction(word[0])) or gap is None:
            break
        at = word.end() + gap.end()
    counts = range(min(len(words), LONGEST_NAME), 0, -1)
    return [_named(line, words[:one], is_certain=False) for one in counts if not _is_direction(words[one - 1][0])]


def _before(line: str, end: int) -> list[_Name]:
    """Names of streets that may stop at `end`, the longest first."""
    head = line[:end].rstrip()
    if (found := _NUMBERED_LAST.search(head)) is not None:
        is_bare = found["is"].strip().isdigit()
        return [_Name(found["is"].rstrip("."), found.start(), end, is_certain=True, is_bare_number=is_bare)]
    tail = re.search(rf"(?:[^\W\d_][\w.'’]* ){{0,{LONGEST_NAME}}}[^\W\d_][\w.'’]*$", head)
    words = list(_WORD.finditer(head, tail.start())) if tail else []
    for place in range(len(words) - 1, -1, -1):
        is_last_kind = place == len(words) - 1 and bool(_KIND.fullmatch(words[place][0]))
        if words[place][0].casefold().strip(".") in COMMON and not (is_last_kind and place):
            words = words[place + 1 :]
            break
    has_kind = len(words) > 1 and bool(_KIND.fullmatch(words[-1][0]))
    return [_named(line, words[-count:], is_certain=has_kind) for count in range(len(words), 1 if has_kind else 0, -1)]


def _named(line: str, words: list[re.Match[str]], *, is_certain: bool) -> _Name:
    start, end = words[0].start(), words[-1].end()
    return _Name(line[start:end].rstrip(".,"), start, end, is_certain)


def _is_direction(word: str) -> bool:
    return _DIRECTION_WORD.fullmatch(word) is not None


def _without(line: str, start: int, end: int) -> str:
    before, after = LOOSE.sub("", line[:start]).strip(), line[end:].strip(" \t,;:.-–—")
    return ", ".join(part for part in (before.strip(" ,;:"), after) if part)
