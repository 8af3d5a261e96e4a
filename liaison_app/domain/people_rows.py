"""The list of people with an account, as coordinators narrow and read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.accounts import PersonRow
from liaison_app.domain.program import Level

FIND_LENGTH = 80


class PeopleStanding(StrEnum):
    """How people stand, as a coordinator asks for them."""

    CERTIFIED = "certified"
    ENDING = "ending"
    LAPSED = "lapsed"
    TRAINEE = "trainee"
    SUSPENDED = "suspended"
    NOT_ASKED = "not_asked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Who is listed; '' and None narrow nothing. `find` are words, each a part of a name, an e-mail or a neighborhood;
    `level` is one that they hold now."""

    find: str = ""
    standing: PeopleStanding | None = None
    level: Level | None = None

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> PeopleFilter:
        """Read what a form says; what is no such word narrows nothing."""
        standing, level = asked.get("standing", ""), asked.get("level", "")
        return cls(
            find=" ".join(asked.get("find", "").split())[:FIND_LENGTH],
            standing=PeopleStanding(standing) if standing in {*PeopleStanding} else None,
            level=Level(level) if level in {*Level} else None,
        )


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A part of them, by name, closed accounts last; `count` is of all that fit, `next_after` '' where none follow."""

    rows: tuple[PersonRow, ...]
    count: int
    next_after: str = ""
