"""What a certificate asks for, what somebody has of it, and how long it holds. The figures are a city's."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from liaison_app.domain.program import Level

MONTHS_A_YEAR = 12


class Need(StrEnum):
    """One kind of requirement."""

    SHARE = "share"  # per cent of a cohort's sessions
    SESSIONS = "sessions"  # sessions of any cohort
    MODULES = "modules"
    PRACTICE = "practice"  # points of 100
    LEVEL = "level"  # another level, held now
    HELD = "held"  # months since that level was first given


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; 0 asks nothing. `share` and `practice` are per cent, `held` months."""

    share: int = 0
    sessions: int = 0
    modules: int = 0
    practice: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class LevelRules:
    """One level: what it asks for, what a refresher asks for after it ended, for how many months it holds, and which
    level it stands on."""

    asked: Asked = field(default_factory=Asked)
    refresher: Asked = field(default_factory=Asked)
    months: int = 24
    needs: Level | None = None


@dataclass(frozen=True, slots=True)
class CertificationRules:
    """A city's rules. `notices` are days before the end at which somebody is told, the most first."""

    levels: Mapping[Level, LevelRules] = field(default_factory=lambda: MappingProxyType({}))
    notices: tuple[int, ...] = (30, 7, 0)

    def of(self, level: Level) -> LevelRules:
        return self.levels.get(level, LevelRules())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody has done. None: nothing of the kind is recorded here, so that nothing can be asked.

    `sessions` and `attended` are of the cohort in which they were most often; `visits` counts all sessions attended.
    `held` are whole months since the level below was first given.
    """

    sessions: int = 0
    attended: int = 0
    visits: int = 0
    modules: int | None = None
    practice: int | None = None
    has_level: bool = False
    held: int = 0

    @property
    def share(self) -> int:
        """Per cent of the cohort's sessions, rounded down; 0 before the first."""
        return 100 * self.attended // self.sessions if self.sessions else 0


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One requirement and what is there of it."""

    need: Need
    has: int
    of: int

    @property
    def is_met(self) -> bool:
        return self.has >= self.of


def fulfilment(asked: Asked, evidence: Evidence, needs: Level | None = None) -> tuple[Fulfilment, ...]:
    """Every requirement that is asked, with what is there of it."""
    found = [
        Fulfilment(Need.SHARE, evidence.share, asked.share),
        Fulfilment(Need.SESSIONS, evidence.visits, asked.sessions),
        Fulfilment(Need.HELD, evidence.held, asked.held),
    ]
    for need, has, of in (
        (Need.MODULES, evidence.modules, asked.modules),
        (Need.PRACTICE, evidence.practice, asked.practice),
    ):
        if has is not None:
            found.append(Fulfilment(need, has, of))
    if needs is not None:
        found.append(Fulfilment(Need.LEVEL, int(evidence.has_level), 1))
    return tuple(one for one in found if one.of > 0)


def is_fulfilled(found: tuple[Fulfilment, ...]) -> bool:
    """Whether nothing is missing."""
    return all(one.is_met for one in found)


def after_months(at: datetime, months: int) -> datetime:
    """The same day and time so many months on, or the last day of that month."""
    count = at.year * MONTHS_A_YEAR + at.month - 1 + months
    year, month = divmod(count, MONTHS_A_YEAR)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def months_between(start: datetime, end: datetime) -> int:
    """Whole months from `start` to `end`; 0 where it lies before."""
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return max(0, months if after_months(start, months) <= end else months - 1)
