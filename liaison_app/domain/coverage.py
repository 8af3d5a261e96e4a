"""Coverage: whether a neighborhood has a voice, in which languages, and how much of it rests on one person.

Everything that decides about a flag stands here, once. What is not known raises no flag and is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from liaison_app.domain.ids import NeighborhoodId

# An account is active where its person filed, or was here signed in, so lately. Asking and looking are done signed in.
ACTIVE_WITHIN = timedelta(days=90)
# What is counted of tickets is that of the last year.
COUNTED = timedelta(days=365)
# More than this share of a neighborhood's tickets from one liaison rests on one person; fewer tickets say nothing.
RELIANCE_PERCENT = 60
RELIANCE_LEAST = 10
# A rate of fewer people than this says nothing.
RATE_LEAST_PEOPLE = 100


def is_active(last_at: datetime | None, now: datetime) -> bool:
    """Whether somebody who was last active at `last_at` is active at `now`."""
    return last_at is not None and last_at > now - ACTIVE_WITHIN


class Flag(StrEnum):
    """What a coordinator should look at, the gravest first."""

    EMPTY = "empty"  # nobody certified
    SILENT = "silent"  # somebody certified, and nobody of them active
    RELIANCE = "reliance"  # most tickets are one person's
    LANGUAGES = "languages"  # a language is needed that no certified liaison speaks


class CoverageOrder(StrEnum):
    """In what order the neighborhoods are listed."""

    FLAGS = "flags"
    NAME = "name"
    LIAISONS = "liaisons"
    RATE = "rate"
    RELIANCE = "reliance"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Need:
    """What a neighborhood needs; None is not known. `languages` are codes; `source` and `year` say who counted."""

    population: int | None = None
    languages: tuple[str, ...] | None = None
    source: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A neighborhood. `certified` liaisons, `active` of them; `spoken` are codes of languages.

    `requests` of the last twelve months are everybody's public ones; `filed` in the last year are those of accounts of
    ours, `by_one` of them the one person's who filed most, `rests_on` by name. `last_at` is when anybody of its
    liaisons was last active.
    """

    id: NeighborhoodId
    name: str
    need: Need
    certified: int
    active: int
    training: int
    applied: int
    spoken: tuple[str, ...]
    requests: int
    filed: int
    by_one: int
    rests_on: str
    last_at: datetime | None

    @property
    def per_thousand(self) -> float | None:
        """Requests per 1,000 people; None where the people are not known, or too few."""
        people = self.need.population
        return None if people is None or people < RATE_LEAST_PEOPLE else self.requests * 1000 / people

    @property
    def share(self) -> int | None:
        """How many percent of what was filed is one person's; None where too little was."""
        return None if self.filed < RELIANCE_LEAST else self.by_one * 100 // self.filed

    @property
    def missing(self) -> tuple[str, ...]:
        """Languages that are needed and not spoken."""
        return tuple(one for one in self.need.languages or () if one not in self.spoken)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a coordinator should look at."""
        found = {
            Flag.EMPTY: not self.certified,
            Flag.SILENT: bool(self.certified) and not self.active,
            Flag.RELIANCE: self.filed >= RELIANCE_LEAST and self.by_one * 100 > RELIANCE_PERCENT * self.filed,
            Flag.LANGUAGES: bool(self.missing),
        }
        return tuple(flag for flag in Flag if found[flag])


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole city, by name."""

    rows: tuple[CoverageRow, ...]
    now: datetime


def ordered(rows: tuple[CoverageRow, ...], order: CoverageOrder) -> list[CoverageRow]:
    """Rows with what needs a look first; what is not known stands last."""
    by_name = sorted(rows, key=lambda row: row.name)
    keys = {
        CoverageOrder.FLAGS: lambda row: (-len(row.flags), row.flags),
        CoverageOrder.NAME: lambda row: row.name,
        CoverageOrder.LIAISONS: lambda row: (row.active, row.certified),
        CoverageOrder.RATE: lambda row: (row.per_thousand is None, -(row.per_thousand or 0)),
        CoverageOrder.RELIANCE: lambda row: (row.share is None, -(row.share or 0)),
        CoverageOrder.ACTIVITY: lambda row: row.last_at.timestamp() if row.last_at else 0.0,
    }
    return sorted(by_name, key=keys[order])
