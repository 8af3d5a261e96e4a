"""Cohorts: what is typed of one and of its sessions, how one moves on, and how its addresses and codes look."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import CROCKFORD
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.program import CohortState
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.domain.web_links import public_link

NAME_LENGTH, PLACE_LENGTH, ACCESS_LENGTH, LINK_LENGTH, ABOUT_LENGTH = 120, 240, 500, 500, 10_000
TOPIC_LENGTH, TRAINER_LENGTH = 200, 120
MOST_SEATS, MOST_NEIGHBORHOODS, MOST_SESSIONS = 500, 60, 60
LONGEST_SESSION = timedelta(hours=12)
CODE_LETTERS, LINK_LETTERS = 6, 16
# Who moves up from a waitlist has so long to answer; who is offered a seat by hand has a week unless said otherwise.
MOVED_UP_FOR, OFFERED_FOR = timedelta(days=3), timedelta(days=7)
# So long before the day a reminder goes out: of an offered seat, of a session.
REMIND_ANSWER, REMIND_SESSION = timedelta(days=2), timedelta(days=1)
# Attendance closes by itself so long after it was opened.
COUNTED_FOR = timedelta(hours=4)

# Where a cohort may go from where it stands.
MOVES: Mapping[CohortState, frozenset[CohortState]] = {
    CohortState.PLANNED: frozenset({CohortState.OPEN, CohortState.CANCELLED}),
    CohortState.OPEN: frozenset({CohortState.CLOSED, CohortState.GRADUATED, CohortState.CANCELLED}),
    CohortState.CLOSED: frozenset({CohortState.OPEN, CohortState.GRADUATED, CohortState.CANCELLED}),
    CohortState.GRADUATED: frozenset(),
    CohortState.CANCELLED: frozenset(),
}
# What goes on, or will.
ALIVE = frozenset({CohortState.PLANNED, CohortState.OPEN, CohortState.CLOSED})


class CohortId(str):
    """A cohort's number, as a person reads it: `C-` and six base 32 characters."""

    __slots__ = ()


class SessionId(str):
    """A training session's number: `TS-` and eight base 32 characters."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CohortDraft:
    """What a cohort is to be, as it was typed. `languages` are codes of `LANGUAGES`."""

    name: str
    neighborhood_ids: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    place: str
    access_words: str
    video_link: str
    about: str

    @classmethod
    def parse(cls, fields: Mapping[str, str], neighborhood_ids: Iterable[str]) -> CohortDraft:
        """Read a form. Raises: InputInvalid, what is missing or cannot be taken, by field."""
        texts = {name: one_line(fields.get(name, "")) for name in ("name", "place", "access_words", "video_link")}
        about = fields.get("about", "").strip()
        limits = {"name": NAME_LENGTH, "place": PLACE_LENGTH, "access_words": ACCESS_LENGTH, "video_link": LINK_LENGTH}
        wrong = {name: "too_long" for name, most in limits.items() if len(texts[name]) > most}
        wrong |= {"about": "too_long"} if len(about) > ABOUT_LENGTH else {}
        wrong |= {} if texts["name"] else {"name": "needed"}
        wrong |= {"video_link": "not_a_link"} if not _is_link(texts["video_link"]) else {}
        capacity = read_number(fields.get("capacity", ""), MOST_SEATS)
        wrong |= {} if capacity else {"capacity": "not_in_range"}
        chosen = tuple(dict.fromkeys(one[:64] for one in neighborhood_ids if one))
        wrong |= {"neighborhoods": "too_long"} if len(chosen) > MOST_NEIGHBORHOODS else {}
        if wrong or capacity is None:
            raise InputInvalid(wrong)
        languages = tuple(code for code in LANGUAGES if fields.get(f"language_{code}"))
        return cls(neighborhood_ids=chosen, languages=languages, capacity=capacity, about=about, **texts)


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What a session is to be, as it was typed; times are aware. `trainer_id` is an account, or None."""

    topic: str
    starts_at: datetime
    ends_at: datetime
    trainer_id: str | None
    trainer_name: str
    place: str
    video_link: str

    @classmethod
    def parse(cls, fields: Mapping[str, str], zone: ZoneInfo) -> SessionDraft:
        """Read a form; day and times on it are the city's wall clock, in `zone`.

        Raises: InputInvalid, what is missing or cannot be taken, by field.
        """
        texts = {name: one_line(fields.get(name, "")) for name in ("topic", "trainer_name", "place", "video_link")}
        limits = {
            "topic": TOPIC_LENGTH, "trainer_name": TRAINER_LENGTH, "place": PLACE_LENGTH, "video_link": LINK_LENGTH,
        }  # fmt: skip
        wrong = {name: "too_long" for name, most in limits.items() if len(texts[name]) > most}
        wrong |= {} if texts["topic"] else {"topic": "needed"}
        wrong |= {"video_link": "not_a_link"} if not _is_link(texts["video_link"]) else {}
        day, starts, ends = _day(fields.get("day", "")), _time(fields.get("from", "")), _time(fields.get("until", ""))
        wrong |= {} if day else {"day": "not_a_day"}
        wrong |= {} if starts else {"from": "not_a_time_of_day"}
        wrong |= {} if ends else {"until": "not_a_time_of_day"}
        if day and starts and ends and not starts < ends:
            wrong["until"] = "ends_before"
        if wrong or day is None or starts is None or ends is None:
            raise InputInvalid(wrong)
        begin, end = (datetime.combine(day, one, zone).astimezone(UTC) for one in (starts, ends))
        if not begin < end <= begin + LONGEST_SESSION:
            raise InputInvalid({"until": "ends_before"})
        trainer = fields.get("trainer_id", "")[:32]
        return cls(starts_at=begin, ends_at=end, trainer_id=trainer or None, **texts)


def _is_link(text: str) -> bool:
    return not text or bool(public_link(text))


def read_number(text: str, most: int) -> int | None:
    """A whole number from 1 to `most`, or None."""
    digits = text.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0
    return number if 1 <= number <= most else None


def read_day(text: str, zone: ZoneInfo) -> datetime | None:
    """The last moment of a day of the city, such as `2026-12-08`, in UTC; None where it is none."""
    day = _day(text)
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC) if day else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _time(text: str) -> time | None:
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def moved_by_weeks(at: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same wall clock in the city, whole weeks later: a change of the clocks in between moves nothing."""
    local = at.astimezone(zone)
    moved = datetime.combine(local.date() + timedelta(weeks=weeks), local.time(), zone)
    return moved.astimezone(UTC)


def same_topic(one: str, other: str) -> bool:
    """Whether a session makes up for another: they are about the same thing."""
    return one_line(one).casefold() == one_line(other).casefold()


def _letters(count: int) -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(count))


def new_cohort_id() -> CohortId:
    return CohortId(f"C-{_letters(6)}")


def new_session_id() -> SessionId:
    return SessionId(f"TS-{_letters(8)}")


def new_link_code() -> str:
    """What stands in the address by which somebody enrols alone: 80 random bits."""
    return _letters(LINK_LETTERS)


def new_short_code() -> str:
    """A code to be said aloud; who says it has to be on the list as well."""
    return _letters(CODE_LETTERS)


def read_code(text: str, letters: int) -> str | None:
    """A code as somebody typed it (case, hyphen, spaces, O for 0, I or L for 1), or None."""
    typed = "".join(ch for ch in text[:60].upper() if ch not in "- ")
    typed = typed.replace("O", "0").replace("I", "1").replace("L", "1")
    return typed if len(typed) == letters and all(ch in CROCKFORD for ch in typed) else None


def shown_short(code: str) -> str:
    """A short code as it is read out, in two halves."""
    return f"{code[: CODE_LETTERS // 2]}-{code[CODE_LETTERS // 2 :]}"


def read_cohort_id(text: str) -> CohortId:
    """A cohort's number as an address has it; '' where it is none."""
    letters = text.upper()
    return CohortId(letters if len(letters) == 8 and letters.startswith("C-") and letters[2:].isalnum() else "")


def read_session_id(text: str) -> SessionId:
    """A session's number as an address has it; '' where it is none."""
    letters = text.upper()
    return SessionId(letters if len(letters) == 11 and letters.startswith("TS-") and letters[3:].isalnum() else "")
