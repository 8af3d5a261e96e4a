"""Community meetings: the concerns that are recorded at one, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import NeighborhoodId, Ref, is_ref
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.speakers import LANGUAGES

TITLE_LENGTH, PLACE_LENGTH, HOST_LENGTH = 200, 240, 120
TEXT_LENGTH = 10_000
LINE_LENGTH = 500
MOST_EXPECTED = 10_000
BRIEF_LENGTH = 2_000
# So long before a meeting its liaison hears that the brief is ready.
BRIEF_BEFORE = timedelta(days=3)


class ItemState(StrEnum):
    """Where a concern of a meeting stands."""

    OFFERED = "offered"  # somebody in the room sent it, and no liaison has looked yet
    RECORDED = "recorded"  # on the meeting's list, not with the city yet
    JOINED = "joined"  # the same as another concern of the meeting, which goes on for both
    LEFT_OUT = "left_out"  # a liaison took it off the list
    SENT = "sent"  # a ticket of its own
    CO_SIGNED = "co_signed"  # stands behind a ticket that was there


class ItemSource(StrEnum):
    """How a concern came onto the list."""

    LIAISON = "liaison"
    ROOM = "room"  # from a phone in the room
    TABLE = "table"  # pasted, or from a file


class AttendedHow(StrEnum):
    """How somebody was counted as being there."""

    CODE = "code"
    PAPER = "paper"


# What became a ticket, or part of one: it is not sent again, and not changed here any more.
SETTLED = frozenset({ItemState.SENT, ItemState.CO_SIGNED})
# What a liaison has on the list.
LISTED = frozenset({ItemState.RECORDED, ItemState.SENT, ItemState.CO_SIGNED})


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What a meeting is to be, as it was typed. `starts_at` is an aware moment; `expected` how many may come."""

    ref: Ref | None
    title: str
    neighborhood_id: NeighborhoodId
    place: str
    host: str
    starts_at: datetime
    expected: int | None
    languages: tuple[str, ...]
    agenda: str
    notes: str

    @classmethod
    def parse(cls, fields: Mapping[str, str], zone: ZoneInfo) -> MeetingDraft:
        """Read a form; a day and time on it is the city's wall clock, in `zone`. Unknown names are left out.

        Raises:
            InputInvalid: what is missing or cannot be taken, by field.
        """
        title, place, host = (one_line(fields.get(name, "")) for name in ("title", "place", "host"))
        texts = {name: fields.get(name, "").strip() for name in ("agenda", "notes")}
        limits = {"title": (title, TITLE_LENGTH), "place": (place, PLACE_LENGTH), "host": (host, HOST_LENGTH)}
        limits |= {name: (text, TEXT_LENGTH) for name, text in texts.items()}
        wrong = {name: "too_long" for name, (text, most) in limits.items() if len(text) > most}
        wrong |= {} if title else {"title": "needed"}
        neighborhood = fields.get("neighborhood", "")[:64]
        wrong |= {} if neighborhood else {"neighborhood": "neighborhood_needed"}
        starts_at, expected = _moment(fields.get("starts", ""), zone), fields.get("expected", "").strip()
        wrong |= {} if starts_at else {"starts": "not_a_time"}
        is_number = expected.isascii() and expected.isdigit() and len(expected) < 7 and int(expected) <= MOST_EXPECTED
        wrong |= {"expected": "not_in_range"} if expected and not is_number else {}
        if wrong or starts_at is None:
            raise InputInvalid(wrong)
        ref = fields.get("ref", "")
        return cls(
            ref=Ref(ref) if is_ref(ref) else None,
            title=title,
            neighborhood_id=NeighborhoodId(neighborhood),
            place=place,
            host=host,
            starts_at=starts_at,
            expected=int(expected) if expected else None,
            languages=tuple(code for code in LANGUAGES if fields.get(f"language_{code}")),
            agenda=texts["agenda"],
            notes=texts["notes"],
        )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A wall clock's day and time, such as `2026-12-08T18:30`, as a moment in UTC; None where it is none."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    if told.tzinfo is not None or not 2000 <= told.year < 2100:
        return None
    return told.replace(tzinfo=zone).astimezone(UTC)


def read_meeting_id(text: str) -> str | None:
    """A meeting's number as an address has it, or None where it is none."""
    letters = text.upper()
    is_one = len(letters) == 8 and letters.startswith("M-") and letters[2:].isalnum()
    return letters if is_one else None
