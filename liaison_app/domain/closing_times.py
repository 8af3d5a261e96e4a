"""How long the city took to close what it closed: a distribution over days, and what may be said of it.

Days are begun ones from the report to the closing, at least one (`domain.counting.days_between`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liaison_app.domain.ids import NeighborhoodId, ServiceCode

FEWEST = 20  # fewer say nothing about what is usual
MOST_NAMED = 3  # neighborhoods named at each end
FEWEST_COMPARED = 6  # neighborhoods with enough cases, before the slowest and fastest are told apart


@dataclass(frozen=True, slots=True)
class ClosingTimes:
    """How many took how many days, ascending. Empty where the city closed nothing."""

    counts: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int]]) -> ClosingTimes:
        """From (days, how many) in any order, days that stand several times summed up."""
        sums: dict[int, int] = {}
        for days, many in rows:
            sums[days] = sums.get(days, 0) + many
        return cls(tuple(sorted((days, many) for days, many in sums.items() if many > 0)))

    @property
    def total(self) -> int:
        return sum(many for _, many in self.counts)

    @property
    def is_enough(self) -> bool:
        """Whether it is enough to say what is usual."""
        return self.total >= FEWEST

    def within(self, share: float) -> int:
        """The days within which that share of them was closed; 0 where there are none."""
        wanted, seen = math.ceil(share * self.total), 0
        for days, many in self.counts:
            seen += many
            if seen >= max(1, wanted):
                return days
        return 0

    def closed_by(self, days: int) -> int:
        """How many were closed within so many days."""
        return sum(many for taken, many in self.counts if taken <= days)


@dataclass(frozen=True, slots=True)
class PlaceTimes:
    """A neighborhood's closing times for one service: half of the `total` were closed within `half_within` days."""

    neighborhood_id: NeighborhoodId
    name: str
    total: int
    half_within: int


@dataclass(frozen=True, slots=True)
class SeenFigures:
    """Of the tickets asked for within a year that the city closed: how many somebody looked at, and what they saw."""

    closed: int = 0
    fixed: int = 0
    not_fixed: int = 0

    @property
    def looked_at(self) -> int:
        """Those on which somebody could tell."""
        return self.fixed + self.not_fixed


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """How long one service took in the last twelve months, in the whole city and where it differs most.

    `slowest` and `fastest` hold neighborhoods with enough cases alone, and nothing where too few have them.
    """

    code: ServiceCode
    times: ClosingTimes
    seen: SeenFigures
    slowest: tuple[PlaceTimes, ...] = ()
    fastest: tuple[PlaceTimes, ...] = ()


def ends_of(
    places: Mapping[NeighborhoodId, ClosingTimes], names: Mapping[NeighborhoodId, str]
) -> tuple[tuple[PlaceTimes, ...], tuple[PlaceTimes, ...]]:
    """The slowest and the fastest neighborhoods with enough cases; both empty where too few can be compared."""
    rows = [
        PlaceTimes(place, names[place], times.total, times.within(0.5))
        for place, times in places.items()
        if times.is_enough and place in names
    ]
    if len(rows) < FEWEST_COMPARED:
        return (), ()
    rows.sort(key=lambda row: (row.half_within, row.name))
    return tuple(rows[-MOST_NAMED:][::-1]), tuple(rows[:MOST_NAMED])
