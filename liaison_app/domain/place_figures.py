"""A neighborhood in figures: now, by service, and over time. Counts are of public tickets only."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.months import Month

#: From so few closed ones nothing is said about how long it takes.
FEWEST = 20
#: As many months are shown one by one, the running one last.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Spread:
    """How long closed tickets took, in begun days, at least one. `days` splits them evenly, ascending: twenty dots.

    `promised` of them had a promised day, and `kept` of those were closed by then. Fewer than `FEWEST` say nothing.
    """

    count: int = 0
    half_within: int = 0
    most_within: int = 0
    days: tuple[int, ...] = ()
    promised: int = 0
    kept: int = 0

    @property
    def is_enough(self) -> bool:
        return self.count >= FEWEST


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """A service in a neighborhood and in the whole city, over the months that are shown; `reported` here."""

    code: ServiceCode
    name: str
    reported: int
    here: Spread
    city: Spread


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month: how many were requested in it, and how many the city closed in it, whenever they were requested."""

    month: Month
    reported: int
    closed: int


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """A neighborhood. `late` are among the `open`. Of the `closed` (what the city says), `looked_at` were looked at by
    a person on the spot, who saw `fixed` or `not_fixed` (partly fixed too) or could not tell.

    `services` are those most reported here first; `months` the last `MONTHS`, oldest first.
    """

    id: NeighborhoodId
    name: str
    open: int
    late: int
    closed: int
    looked_at: int
    fixed: int
    not_fixed: int
    services: tuple[ServiceFigures, ...]
    months: tuple[MonthFigures, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four neighborhoods side by side, in the order asked for; all have the same services in the same order.

    `others` are all neighborhoods to choose from, by name, as (id, name).
    """

    places: tuple[PlaceFigures, ...]
    others: tuple[tuple[NeighborhoodId, str], ...]
