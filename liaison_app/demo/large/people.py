"""The people of a large program: their names, where they live, what they speak, and how long they have been in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from liaison_app.demo.facts import Career, People, Person
from liaison_app.demo.large.calendar import COHORTS, CohortPlan
from liaison_app.domain.city_profile import NeighborhoodFact
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.program import CohortState

LIAISONS = 1_000
APART = 4  # liaisons whom `demo.standings` and `demo.coverage` add
HELD, RENEWED_BEFORE, TAKES = 730, 10, 28
RETIRED, LAPSED, SUSPENDED = 0.2, 0.1, 0.015
NAMES = Path(__file__).parent / "names.toml"


class Names:
    """Names as people of a city have them, each with what its bearer speaks."""

    def __init__(self, dice: Random) -> None:
        with NAMES.open("rb") as source:
            raw: Mapping[str, Any] = tomllib.load(source)["group"]
        self._groups = [
            (tuple(one["languages"]), one["first"].split(), one["last"].split(), one["weight"]) for one in raw.values()
        ]
        self._weights = [weight for *_, weight in self._groups]
        self._dice = dice

    def draw(self) -> tuple[str, tuple[str, ...]]:
        """A name and languages, the first of them spoken best."""
        dice = self._dice
        languages, first, last, _ = dice.choices(self._groups, self._weights)[0]
        # Of those who have English second, every eighth has none yet.
        spoken = languages[:1] if len(languages) > 1 and dice.random() < 0.12 else languages
        return f"{dice.choice(first)} {dice.choice(last)}", spoken


def large(people: People, neighborhoods: Sequence[NeighborhoodFact], seed: int) -> People:
    """These people, and so many more liaisons that there are a thousand."""
    dice = Random(f"{seed}:large:people")
    more = _more(LIAISONS - APART - len(people.liaisons), [one.id for one in neighborhoods], dice)
    return replace(people, liaisons=(*people.liaisons, *more))


def _more(count: int, homes: Sequence[NeighborhoodId], dice: Random) -> Iterator[Person]:
    names = Names(dice)
    training = [one for one in COHORTS if one.state in {CohortState.CLOSED, CohortState.OPEN}]
    over = [one for one in COHORTS if one.state is CohortState.GRADUATED]
    weights = [dice.choice((1, 1, 2, 3)) for _ in homes]
    for place in range(count):
        in_training = place >= count - 15 * len(training)
        cohort = training[place % len(training)] if in_training else over[place % len(over)]
        name, languages = names.draw()
        # In each neighborhood somebody, then where more people live.
        home = homes[place] if place < len(homes) else dice.choices(homes, weights)[0]
        locale = "es" if languages[0] == "es" else "en"
        yield Person(name, home, locale, languages, _career(cohort, dice))


def _career(cohort: CohortPlan, dice: Random) -> Career:
    graduated = cohort.begins - TAKES
    joined = cohort.begins + dice.randrange(2, 10)
    if cohort.state is not CohortState.GRADUATED:
        return Career(cohort.number, max(3, min(joined, 12)))
    fate = dice.random()
    left = dice.randrange(8, max(9, graduated)) if fate < RETIRED else None
    ends = list(_certificates(graduated, until=left or 0))
    has_lapsed = RETIRED <= fate < RETIRED + LAPSED and len(ends) > 1
    is_suspended = 0 <= fate - RETIRED - LAPSED < SUSPENDED
    suspended = dice.randrange(1, min(60, graduated)) if is_suspended else None
    return Career(cohort.number, joined, tuple(ends[:-1] if has_lapsed else ends), left, suspended)


def _certificates(begins: int, *, until: int) -> Iterator[tuple[int, int]]:
    """Beginning and end in days before now, renewed while somebody is there."""
    while begins > until:
        yield begins, begins - HELD
        begins -= HELD - RENEWED_BEFORE
