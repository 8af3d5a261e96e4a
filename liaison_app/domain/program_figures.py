"""The program in figures: how many applied, were trained, were certified, are active, were retained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.program import CohortState

# Of fewer people than this a share says nothing: they are only counted.
SHARE_LEAST = 10
# Somebody can be retained only once a year has passed since the first certificate.
RETAINED_AFTER_DAYS = 365


@dataclass(frozen=True, slots=True)
class Funnel:
    """People of one year or one cohort. Each person counts once in each number.

    `active` are of those `certified`; `retained` of `due`, those whose first certificate is a year old or older.
    """

    applied: int = 0
    trained: int = 0
    certified: int = 0
    active: int = 0
    due: int = 0
    retained: int = 0

    @property
    def retained_percent(self) -> int | None:
        """None where they are too few for a share."""
        return None if self.due < SHARE_LEAST else round(self.retained * 100 / self.due)

    @property
    def active_percent(self) -> int | None:
        """None where they are too few for a share."""
        return None if self.certified < SHARE_LEAST else round(self.active * 100 / self.certified)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A calendar year in the city's zone."""

    year: int
    figures: Funnel


@dataclass(frozen=True, slots=True)
class CohortFigures:
    """A cohort; `applied` are those who were given a seat or a place on its waitlist."""

    id: str
    name: str
    state: CohortState
    starts_at: datetime | None
    figures: Funnel


@dataclass(frozen=True, slots=True)
class ProgramFigures:
    """All of it: years and cohorts, the newest first. In `whole` everybody counts once."""

    whole: Funnel
    years: tuple[YearFigures, ...]
    cohorts: tuple[CohortFigures, ...]
