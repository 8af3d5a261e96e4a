"""When the cohorts of a large program meet: a new one about every five weeks, for five years."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.program import CohortState

#: Cohorts of the ordinary demo; with these there are sixty.
OTHERS, ALL = 3, 60
GRADUATED = 46
FIRST, APART = 1_790, 38
_LATER = (
    *((CohortState.CLOSED, days) for days in (25, 18, 11)),
    *((CohortState.OPEN, days) for days in (-10, -24, -38, -52)),
    *((CohortState.PLANNED, days) for days in (-73, -94)),
    *((CohortState.CANCELLED, days) for days in (610, 150)),
)


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A cohort by its number; its first session `begins` so many days before the load, less than 0: after it."""

    number: int
    state: CohortState
    begins: int


COHORTS: tuple[CohortPlan, ...] = tuple(
    CohortPlan(number, state, begins)
    for number, (state, begins) in enumerate(
        (*((CohortState.GRADUATED, FIRST - APART * number) for number in range(GRADUATED)), *_LATER)
    )
)
