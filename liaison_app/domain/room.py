"""The room of a meeting: its code, who is in it, what a phone offers, and how much of it is taken.

A phone in the room is known by a random id of its own that names nobody; kept is only what stands for it at this
meeting (`device_mark`), so that the same phone at two meetings is two.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from liaison_app.domain.drafts import PlaceHow
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import CROCKFORD, MeetingId, Ref, is_ref
from liaison_app.domain.plain_text import one_line

# Nobody stays longer; a room that was forgotten closes by itself.
OPEN_FOR = timedelta(hours=6)
# How long phones can still look what became of theirs.
SHOWN_FOR = timedelta(days=30)
CODE_LETTERS = 10  # 50 random bits
ATTENDANCE_DIGITS = 4
WHAT_LENGTH, WHERE_LENGTH, NOTE_LENGTH = 160, 160, 400
# What waits to be looked at in one room, what one phone may offer, and all that a list holds.
MOST_WAITING, MOST_OF_ONE, MOST_CONCERNS = 200, 25, 600
MOST_NAMES, NAME_LENGTH = 200, 120

_DEVICE = re.compile(r"[0-9a-f]{32}")


class RoomStand(StrEnum):
    """What can be done in a room."""

    OPEN = "open"
    CLOSED = "closed"  # what became of each can still be seen


@dataclass(frozen=True, slots=True)
class Visitor:
    """A phone in the room: the room's code, as it stands in the database, and the phone's own id."""

    code: str
    device: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a phone offers. `at` is where the phone was, None where its owner told the place in words alone.

    `personal_ok` are the pieces that look personal and are meant all the same (`privacy.pieces_of`).
    """

    ref: Ref | None
    what: str
    where: str = ""
    note: str = ""
    at: LatLon | None = None
    personal_ok: str = ""

    @classmethod
    def parse(cls, given: dict[str, object]) -> Offer:
        """Read what came in; what is no text, or no point on earth, counts as nothing said."""

        def text(name: str) -> str:
            value = given.get(name)
            return value if isinstance(value, str) else ""

        ref = text("ref")
        return cls(
            ref=Ref(ref) if is_ref(ref) else None,
            what=one_line(text("what")),
            where=one_line(text("where")),
            note=" ".join(text("note").split()),
            at=_point(given.get("lat"), given.get("lon")),
            personal_ok=text("personal_ok"),
        )

    @property
    def words(self) -> str:
        """All that was typed."""
        return "\n".join(part for part in (self.what, self.where, self.note) if part)

    @property
    def line(self) -> str:
        """What and where, as one line of the meeting's list."""
        return ", ".join(part for part in (self.what, self.where) if part)

    def errors(self) -> dict[str, str]:
        """What is missing or too long, by field."""
        found: dict[str, str] = {}
        if not self.what:
            found["what"] = "words_needed"
        if not self.where and self.at is None:
            found["where"] = "place_words_needed"
        lengths = {"what": WHAT_LENGTH, "where": WHERE_LENGTH, "note": NOTE_LENGTH}
        return found | {name: "too_long" for name, most in lengths.items() if len(getattr(self, name)) > most}

    def fields(self, neighborhood_id: str) -> dict[str, list[str]]:
        """The fields of a report that this begins (`domain.drafts`).

        That a piece that looks personal is meant is not among them: whoever sends it to the city is asked again.
        """
        description = ". ".join(part.rstrip(". ") for part in (self.what, self.note) if part) + "."
        place = {"how": [PlaceHow.WORDS.value], "place_words": [self.where], "neighborhood": [neighborhood_id]}
        if self.at is not None:
            lat, lon = f"{self.at.lat:.6f}", f"{self.at.lon:.6f}"
            place = {"how": [PlaceHow.MAP.value], "lat": [lat], "lon": [lon], "words": [self.where]}
        fields = {**place, "description": [description]}
        return {name: values for name, values in fields.items() if values != [""]}


def _point(lat: object, lon: object) -> LatLon | None:
    numbers = (float(lat), float(lon)) if _is_number(lat) and _is_number(lon) else None  # type: ignore[arg-type]
    if numbers is None:
        return None
    try:
        return LatLon(*numbers)
    except ValueError:
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180


def new_room_code() -> str:
    """A code that nobody guesses: one of 2**50."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LETTERS))


def read_room_code(text: str) -> str | None:
    """A code as somebody typed it (case, hyphen, spaces, O for 0, I or L for 1), or None."""
    letters = "".join(ch for ch in text[:40].upper() if ch not in "- ")
    letters = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    return letters if len(letters) == CODE_LETTERS and all(ch in CROCKFORD for ch in letters) else None


def shown_code(code: str) -> str:
    """A code as it stands in addresses and on paper, in two halves."""
    return f"{code[: CODE_LETTERS // 2]}-{code[CODE_LETTERS // 2 :]}"


def new_attendance_code() -> str:
    """Digits that are said aloud; they only keep the count honest."""
    return f"{secrets.randbelow(10**ATTENDANCE_DIGITS):0{ATTENDANCE_DIGITS}}"


def new_device() -> str:
    """A phone's own id: 128 random bits."""
    return secrets.token_hex(16)


def is_device(text: str) -> bool:
    return _DEVICE.fullmatch(text) is not None


def device_mark(device: str, meeting_id: MeetingId) -> str:
    """What stands for a phone at one meeting; the phone's id cannot be read off it."""
    return hashlib.sha256(f"room\x00{meeting_id}\x00{device}".encode()).hexdigest()[:32]


def concern_key(ref: str) -> str:
    """The name of a concern on phones and on the wall. Its ref stays with who may file it."""
    return hashlib.sha256(f"concern\x00{ref}".encode()).hexdigest()[:12]


def stand_of(*, closed_at: datetime | None, ended_at: datetime | None, now: datetime) -> RoomStand | None:
    """How a room that has a code stands: it is over with its meeting, or when its time is up; None when long over."""
    over_at = min(at for at in (closed_at, ended_at, now + SHOWN_FOR) if at is not None)
    if over_at > now:
        return RoomStand.OPEN
    return RoomStand.CLOSED if over_at > now - SHOWN_FOR else None
