"""Modules of the curriculum: their names, what was answered, and when one is passed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.module_text import MOST_ANSWERS, MOST_CHECKS, MOST_PARTS

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
MOST_TRIES = 20
# What a phone that was away for long may bring at once.
MOST_ANSWERED = 200


class ModuleStanding(StrEnum):
    """Where a trainee stands in a module."""

    NEW = "new"
    BEGUN = "begun"
    MISSED = "missed"  # everything is answered, too little of it right
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of one try: which check, which try (from 1), the places of what was chosen."""

    check: int
    try_number: int
    chosen: frozenset[int]

    @property
    def as_word(self) -> str:
        """As it is stored and counted: `0` or `0,2`."""
        return ",".join(map(str, sorted(self.chosen)))


@dataclass(frozen=True, slots=True)
class Progress:
    """What a phone hands over: the version it shows, the part it is at, and what was answered."""

    version: int
    at_part: int
    answered: tuple[Answered, ...]

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Progress:
        """From JSON: `{"version": 1, "at": 0, "answers": [{"check": 0, "try": 1, "chosen": [0]}]}`.

        Raises:
            InputInvalid: something is missing, or is no such thing.
        """
        answers = given.get("answers")
        if not isinstance(answers, list) or len(answers) > MOST_ANSWERED:
            raise InputInvalid({"answers": "not_a_form"})
        return cls(
            version=_whole(given, "version", 1, 1_000_000),
            at_part=_whole(given, "at", 0, MOST_PARTS),
            answered=tuple(_answered(one) for one in answers),
        )


def _answered(given: Any) -> Answered:
    if not isinstance(given, dict):
        raise InputInvalid({"answers": "not_a_form"})
    chosen = given.get("chosen")
    if not isinstance(chosen, list) or not 1 <= len(chosen) <= MOST_ANSWERS:
        raise InputInvalid({"answers": "not_a_form"})
    places = frozenset(_whole({"chosen": one}, "chosen", 0, MOST_ANSWERS - 1) for one in chosen)
    return Answered(_whole(given, "check", 0, MOST_CHECKS - 1), _whole(given, "try", 1, MOST_TRIES), places)


def _whole(given: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputInvalid({name: "not_in_range"})
    return value


def chosen_of(word: str) -> frozenset[int]:
    """What `Answered.as_word` said."""
    return frozenset(int(one) for one in word.split(",") if one)


def needed(checks: int, pass_share: int) -> int:
    """How many of `checks` must be right at a share of `pass_share` percent; at least one where there are any."""
    return min(checks, max(1, -(-checks * pass_share // 100)))


def is_passed(right: int, answered: int, checks: int, pass_share: int) -> bool:
    """Whether a module is passed: everything is answered, and enough of it is right."""
    return checks > 0 and answered >= checks and right >= needed(checks, pass_share)


def standing_of(*, has_begun: bool, has_passed: bool, answered: int, checks: int) -> ModuleStanding:
    if has_passed:
        return ModuleStanding.PASSED
    if not has_begun:
        return ModuleStanding.NEW
    return ModuleStanding.MISSED if answered >= checks > 0 else ModuleStanding.BEGUN


def slug_of(title: str, taken: Iterable[str]) -> str:
    """A name for addresses made of a title; with a number where it is taken."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40].strip("-") or "module"
    known, number = set(taken), 2
    name = base
    while name in known:
        name, number = f"{base}-{number}", number + 1
    return name


def moved(ids: Sequence[str], one: str, *, up: bool) -> list[str]:
    """`ids` with `one` a place earlier or later; as they are where it stands at that end, or not among them."""
    order = list(ids)
    if one not in order:
        return order
    place = order.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
