"""What of modules may travel to a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.module_text import ModuleText, TextFault
from liaison_app.domain.modules import ModuleStanding


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """A module as its trainee sees it in the list. `right` and `answered` are of the newest tries.

    `is_newer_offered`: another version was published since this one was begun.
    """

    id: str
    text: ModuleText
    locale: str
    number: int
    standing: ModuleStanding
    at_part: int = 0
    answered: int = 0
    right: int = 0
    passed_at: datetime | None = None
    is_newer_offered: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """The newest answer to a check."""

    check: int
    try_number: int
    chosen: frozenset[int]
    is_right: bool


@dataclass(frozen=True, slots=True)
class OpenModule:
    """A module to be read: one version of it, in the reader's language where it has that."""

    step: TrainingStep
    answers: tuple[AnsweredRow, ...]
    next_id: str = ""


@dataclass(frozen=True, slots=True)
class KeptProgress:
    """What the server has of a reading after a phone handed something over."""

    at_part: int
    right: int
    answered: int
    needed: int
    has_passed: bool
    answers: tuple[AnsweredRow, ...]


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module in the coordinators' list. `begun` and `passed` count accounts."""

    id: str
    titles: Mapping[str, str]
    number: int
    has_changes: bool
    updated_at: datetime
    updated_by: str
    retired_at: datetime | None
    begun: int
    passed: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version; nobody published those that came with the app."""

    number: int
    published_at: datetime
    published_by: str
    checks: int


@dataclass(frozen=True, slots=True)
class ModuleSheet:
    """A module for its editor."""

    id: str
    draft: Mapping[str, str]
    revision: int
    number: int
    has_changes: bool
    updated_at: datetime
    updated_by: str
    retired_at: datetime | None
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class DraftLook:
    """A draft in one language as it was read, with all that is wrong with it."""

    locale: str
    text: ModuleText
    faults: tuple[TextFault, ...]
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many chose an answer first."""

    words: str
    is_right: bool
    count: int


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a check was answered at the first try, by `answered` people. `part` is where it stands."""

    number: int
    part: str
    asks: str
    answered: int
    right: int
    answers: tuple[AnswerCount, ...]

    @property
    def missed_share(self) -> float:
        return (self.answered - self.right) / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class ModuleResults:
    """How one version of a module was answered, the most missed check first."""

    id: str
    text: ModuleText
    locale: str
    number: int
    numbers: tuple[int, ...]
    begun: int
    passed: int
    checks: tuple[CheckResult, ...]
    cohorts: tuple[tuple[str, str], ...]
    cohort_id: str = ""
