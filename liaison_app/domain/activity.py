"""The activity log as coordinators search it: what kinds of entries there are, and what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison_app.domain import applications, moderation
from liaison_app.domain.decisions import Decision
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.plain_text import one_line, plain
from liaison_app.domain.threads import Overdue

FIND_LENGTH = 120

# Kinds that are made of the words of something else: what stands before them, and those words.
MADE_OF: Mapping[str, frozenset[str]] = {
    "moderation_": frozenset(moderation.Act),
    "applicant_": frozenset(applications.Act),
    "answer_": frozenset(Overdue),
    "": frozenset(Decision),
}


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What is looked for; '' and None narrow nothing.

    `who` is a part of a name, or an e-mail, of who did it; `about` a ticket's number (ours or the city's), a person,
    or an id; `kind` one of the log's. `first` and `last` are days in the city's zone, both inside.
    """

    who: str = ""
    about: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> ActivityFilter:
        """Read a form. Raises: InputInvalid, `first` or `last` is no day, or they stand the other way round."""
        wrong: dict[str, str] = {}
        first, last = (_day(asked, name, wrong) for name in ("first", "last"))
        if first and last and last < first:
            wrong["last"] = "before_first"
        if wrong:
            raise InputInvalid(wrong)
        who, about = (one_line(plain(asked.get(name, "")))[:FIND_LENGTH] for name in ("who", "about"))
        return cls(who, about, plain(asked.get("kind", ""))[:64], first, last)


def _day(asked: Mapping[str, str], name: str, wrong: dict[str, str]) -> date | None:
    if not (told := asked.get(name, "").strip()):
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        wrong[name] = "not_a_day"
        return None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One entry. `who` is the name of whose account it was, '' for none; `about_name` that of the person it is about;
    `ticket_id` is '' where it is about no ticket. `detail` holds ids and codes, never contents."""

    id: int
    at: datetime
    kind: str
    who_id: str
    who: str
    subject: str
    about_name: str
    ticket_id: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A part of the entries, the newest first; `next_after` marks where the next begins, '' where none follow."""

    rows: tuple[ActivityRow, ...]
    next_after: str = ""
