"""Cohorts as they are read: view rows, which may travel to a page or into a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.cohorts import CohortId, SessionId
from liaison_app.domain.mail import Letter
from liaison_app.domain.program import ApplicationState, CohortState, PresentHow, SeatState


@dataclass(frozen=True, slots=True)
class CohortCard:
    """A cohort in a list. `seated` count against the capacity, those `invited` among them; `waiting` do not."""

    id: CohortId
    name: str
    state: CohortState
    neighborhoods: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    seated: int
    invited: int
    waiting: int
    sessions: int
    starts_at: datetime | None
    ends_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cohorts:
    """All cohorts: those that go on, the soonest first; then those that are over, the newest first."""

    alive: tuple[CohortCard, ...]
    over: tuple[CohortCard, ...]
    is_cut: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session. `place` and `video_link` are those that count; `present` of `expected` were there. `clashes`: its
    trainer has another session at the same time."""

    id: SessionId
    cohort_id: CohortId
    cohort_name: str
    topic: str
    trainer_id: str
    trainer: str
    starts_at: datetime
    ends_at: datetime
    place: str
    own_place: str
    video_link: str
    own_video_link: str
    is_cancelled: bool
    revision: int
    present: int = 0
    expected: int = 0
    clashes: bool = False


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A person in a cohort, for coordinators: contacts are private. `attended` sessions of those that were held."""

    id: str
    applicant_id: str
    name: str
    email: str
    phone: str
    neighborhood: str
    languages: tuple[str, ...]
    needs: str
    state: SeatState
    answer_by: datetime | None
    has_account: bool
    attended: int
    held: int


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody who might be offered a seat. `fits`: of a neighborhood of the cohort, or of one of its languages where
    it names no neighborhood."""

    applicant_id: str
    name: str
    neighborhood: str
    languages: tuple[str, ...]
    state: ApplicationState
    applied_at: datetime
    has_email: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list to choose from."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class CohortSheet:
    """A cohort as coordinators read it."""

    card: CohortCard
    neighborhood_ids: tuple[str, ...]
    place: str
    access_words: str
    video_link: str
    about: str
    link_code: str
    created_by: str
    sessions: tuple[SessionRow, ...]
    seats: tuple[SeatRow, ...]
    candidates: tuple[CandidateRow, ...]
    trainers: tuple[Choice, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Somebody on the list of a session; `how` is None while they are not there. No contact is in it."""

    seat_id: str
    name: str
    how: PresentHow | None
    at: datetime | None
    made_up: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """The list of a session for its trainer. `code` is '' while attendance is not open."""

    session: SessionRow
    lines: tuple[RosterLine, ...]
    guests: int
    code: str
    closes_at: datetime | None
    is_coordinator: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A cohort and somebody's seat in it, as that person reads it. `is_late`: the day to answer has passed."""

    cohort_id: CohortId
    cohort: str
    about: str
    place: str
    access_words: str
    video_link: str
    languages: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    name: str
    seat_id: str
    state: SeatState
    answer_by: datetime | None
    is_late: bool
    is_open: bool
    is_cancelled: bool
    place_in_line: int
    free: int
    has_account: bool
    account_email: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A cohort as its link shows it to whoever has it. `is_full`: who enrols now waits."""

    cohort_id: CohortId
    cohort: str
    about: str
    place: str
    access_words: str
    languages: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    neighborhoods: tuple[Choice, ...]
    own: tuple[str, ...]
    is_open: bool
    free: int
    now: datetime


class SeatMail(StrEnum):
    """What a mail to somebody in a cohort is about."""

    OFFERED = "offered"
    REMINDED = "reminded"  # the day to answer comes near
    WAITING = "waiting"  # on the waitlist
    TAKEN = "taken"
    RAN_OUT = "ran_out"
    SESSION_SOON = "session_soon"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"
    COHORT_CANCELLED = "cohort_cancelled"
    GRADUATED = "graduated"


@dataclass(frozen=True, slots=True)
class SeatNews:
    """What a mail says. `join_code` opens the invitation to an account, '' where none is made; `sessions` are what is
    ahead, or the one that it is about."""

    kind: SeatMail
    cohort_id: CohortId
    cohort: str
    seat_id: str
    name: str
    place: str
    video_link: str
    sessions: tuple[SessionRow, ...] = ()
    answer_by: datetime | None = None
    join_code: str = ""


class CohortWriter(Protocol):
    """Words the mails to people in a cohort."""

    def write(self, news: SeatNews, *, locale: str) -> Letter:
        """The mail, in the person's language."""
