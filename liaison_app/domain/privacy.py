"""Finds what looks like personal data in a text, so that a person can be warned before it goes out.

Of what a person types it warns and never refuses: a purple couch beside "house 215-19" is no phone number. What the
city writes nobody can ask about, so the public gets it `redacted`. Every match is found, not the first one only,
because the one that is left is the one that hurts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What a piece of text looks like."""

    EMAIL = "email"
    PHONE = "phone"
    SSN = "ssn"
    CARD = "card"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class PersonalMatch:
    """A piece of text that looks personal: what it looks like, the piece itself, and where it starts."""

    kind: PersonalKind
    piece: str
    start: int


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,24}){1,4}")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\)[ ]?|[2-9]\d{2}[ .-]?)[2-9]\d{2}[ .-]?\d{4}(?![\d-])")
# Pennsylvania's plates (ABC 1234) and the forms of the states around it; letters and figures in one word or two.
_PLATE = re.compile(r"\b(?:[A-Z]{3}[ -]?\d{4}|[A-Z]{1}\d{2}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{2}[A-Z]|\d{3}[ -]?[A-Z]{3})\b")
# Words that crews write behind a number, in capitals like everything else: "400 BLK S 52ND".
_NO_PLATE = frozenset({"BLK", "DAY", "AVE", "AND", "FOR", "THE", "HRS", "MIN", "LBS", "SQF"})
REDACTED = "[…]"
_NAMED_PLATE = re.compile(
    r"\b(?:plates?|tags?|licen[sc]e(?: plate)?|placas?|matr[ií]cula)\b(?: (?:number|no\.?|n[uú]mero|is|es))?[:# ]{1,3}"
    r"([A-Z0-9](?:[ -]?[A-Z0-9]){4,7})\b",
    re.IGNORECASE,
)


def find_personal(text: str) -> tuple[PersonalMatch, ...]:
    """Everything in `text` that looks like an e-mail, a phone number, an SSN, a card or a plate, in reading order.

    A piece counts once, as the most telling of what it could be. Empty where nothing looks personal.
    """
    taken: list[tuple[int, int]] = []
    found: list[PersonalMatch] = []
    for match in _candidates(text):
        span = (match.start, match.start + len(match.piece))
        if any(span[0] < end and start < span[1] for start, end in taken):
            continue
        taken.append(span)
        found.append(match)
    return tuple(sorted(found, key=lambda match: match.start))


def redacted(text: str, *, is_address: bool = False) -> str:
    """`text` with `[…]` in the place of everything that looks personal.

    In an address nothing is taken for a plate: `523 ELM ST` looks like one and is a house.
    """
    kept, since = [], 0
    for match in find_personal(text):
        if is_address and match.kind is PersonalKind.PLATE:
            continue
        kept += [text[since : match.start], REDACTED]
        since = match.start + len(match.piece)
    return "".join([*kept, text[since:]])


def _candidates(text: str) -> Iterator[PersonalMatch]:
    for kind, pattern in (
        (PersonalKind.EMAIL, _EMAIL),
        (PersonalKind.CARD, _CARD),
        (PersonalKind.SSN, _SSN),
        (PersonalKind.PHONE, _PHONE),
        (PersonalKind.PLATE, _PLATE),
    ):
        for match in pattern.finditer(text):
            if _is_likely(kind, match.group()):
                yield PersonalMatch(kind, match.group(), match.start())
    for match in _NAMED_PLATE.finditer(text):
        if any(ch.isdigit() for ch in match.group(1)):
            yield PersonalMatch(PersonalKind.PLATE, match.group(1), match.start(1))


def _is_likely(kind: PersonalKind, piece: str) -> bool:
    if kind is PersonalKind.PLATE:
        return piece[-3:] not in _NO_PLATE
    return kind is not PersonalKind.CARD or _is_card(piece)


def _is_card(digits: str) -> bool:
    """The check digit of payment cards (Luhn). Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, ch in enumerate(reversed([ch for ch in digits if ch.isdigit()])):
        value = int(ch) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def pieces_of(matches: Sequence[PersonalMatch]) -> str:
    """The pieces in one line, as a person says yes to them; another piece makes another line."""
    return " · ".join(" ".join(match.piece.split()) for match in matches)
