"""How long a ticket takes: what is usual for its service, and the days on which it changed hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Usual:
    """How long tickets of the same service took until the city closed them: all `count` of them that were closed this
    month or in the twelve before, at least 20.

    `days` are 20 days of closing that split them evenly, ascending: one for every twentieth ticket.
    `neighborhood` is the name of the neighborhood they come from, or '' where they come from the whole city.
    """

    count: int
    half_within: int
    most_within: int
    days: tuple[int, ...]
    neighborhood: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """The days on which a ticket changed hands; None where it has not (yet). `looked_on` is that of the look that
    counts."""

    saved_on: date
    accepted_on: date | None
    with_department_on: date | None
    closed_on: date | None
    looked_on: date | None
