"""Applications as their own person and as coordinators see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.program import ApplicationSource, ApplicationState
from liaison_app.domain.speakers import LANGUAGES

WORDS_LENGTH = 80


@dataclass(frozen=True, slots=True)
class OfferedSeat:
    """A seat in a cohort that an applicant was offered or has taken. `starts_at` is its first session, UTC."""

    cohort_id: str
    cohort_name: str
    place: str
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """An application for whoever has its code. `spoken` is read out on the phone. `is_joined`: another one counts."""

    id: str
    name: str
    email: str
    phone: str
    neighborhood_id: NeighborhoodId | None
    neighborhood: str
    languages: tuple[str, ...]
    why: str
    needs: str
    state: ApplicationState
    reason: str
    created_at: datetime
    decided_at: datetime | None
    confirmed_at: datetime | None
    spoken: str
    may_withdraw: bool
    seat: OfferedSeat | None = None
    is_joined: bool = False


class SameBy(StrEnum):
    """Why two applications may be of one person."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Same:
    """Another application that may be of the same person, and by what."""

    id: str
    name: str
    state: ApplicationState
    created_at: datetime
    by: tuple[SameBy, ...]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An application in the coordinators' list. `same` counts others that may be of the same person."""

    id: str
    name: str
    email: str
    phone: str
    neighborhood_id: str | None
    neighborhood: str
    languages: tuple[str, ...]
    why: str
    needs: str
    state: ApplicationState
    source: ApplicationSource
    created_at: datetime
    confirmed_at: datetime | None
    notes: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the list, newest first; `counts` of every state under the other filters; `next_after` or ''."""

    rows: tuple[InboxRow, ...]
    counts: Mapping[ApplicationState, int]
    next_after: str = ""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A coordinator's note."""

    id: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class DeskApplication:
    """An application on a coordinator's page of it."""

    row: InboxRow
    reason: str
    decided_at: datetime | None
    decided_by: str
    locale: str
    is_forgotten: bool
    joined_to: str
    has_account: bool
    seats: tuple[OfferedSeat, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    same: tuple[Same, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one chosen row: `code` is '' where it was done, else why not."""

    id: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the list is shown; '' and None narrow nothing. `neighborhood` `none` is of who named no neighborhood."""

    state: ApplicationState | None = None
    neighborhood: str = ""
    language: str = ""
    confirmed: bool | None = None
    source: ApplicationSource | None = None
    words: str = ""

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> InboxFilter:
        """Read what a form or an address says; what is no such word narrows nothing."""
        state, source = asked.get("state", ""), asked.get("source", "")
        language = asked.get("language", "")
        return cls(
            state=ApplicationState(state) if state in {*ApplicationState} else None,
            neighborhood=asked.get("neighborhood", "")[:64],
            language=language if language in LANGUAGES else "",
            confirmed={"yes": True, "no": False}.get(asked.get("confirmed", "")),
            source=ApplicationSource(source) if source in {*ApplicationSource} else None,
            words=" ".join(asked.get("words", "").split())[:WORDS_LENGTH],
        )
