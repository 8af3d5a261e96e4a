"""What coordinators take out of what people wrote or sent, and what is asked to be public. The rules alone.

A text is marked by its words. What is taken out is kept as **pieces**, not as places in the text: every match of a
piece goes, wherever it stands, in whatever case, however the words are parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from liaison_app.domain.ids import TicketId
from liaison_app.domain.privacy import find_personal

#: Stands where something was taken out. Pages say "taken out" in its place to who listens.
BLOCK = "█████"
REASON_LENGTH = 500
_WORD = re.compile(r"\w+(?:[-'’.@+/]\w+)*")
_NEXT_TO = re.compile(r"\W{0,3}")


class Subject(StrEnum):
    """What is moderated."""

    DESCRIPTION = "description"
    MESSAGE = "message"  # to the city
    SIDE = "side"  # on our own side
    PHOTO = "photo"


class Act(StrEnum):
    """One step of a moderation."""

    ASKED = "asked"  # its author: neighbors may read it
    TAKEN_BACK = "taken_back"  # its author: they may not (any more)
    SHOWN = "shown"
    SHOWN_IN_PART = "shown_in_part"
    KEPT_PRIVATE = "kept_private"
    HIDDEN = "hidden"
    REDACTED = "redacted"
    BLACKED_OUT = "blacked_out"
    UNDONE = "undone"
    OPENED = "opened"  # somebody looked at an original


#: What a coordinator may do without saying why.
NEEDS_NO_REASON = frozenset({Act.SHOWN})
#: What nobody is told of.
TOLD_TO_NOBODY = frozenset({Act.ASKED, Act.TAKEN_BACK, Act.OPENED})


class Asked(StrEnum):
    """Where a wish that neighbors may read a message stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    PRIVATE = "private"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Marked:
    """A word of a text, with what stands before it. `looks_personal`: `privacy` would ask about it."""

    number: int
    before: str
    word: str
    looks_personal: bool


def words_of(text: str) -> tuple[Marked, ...]:
    """The words that can be marked, in their order."""
    personal = [(match.start, match.start + len(match.piece)) for match in find_personal(text)]
    found, since = [], 0
    for number, match in enumerate(_WORD.finditer(text)):
        looks = any(match.start() < end and start < match.end() for start, end in personal)
        found.append(Marked(number, text[since : match.start()], match.group(), looks))
        since = match.end()
    return tuple(found)


def rest_of(text: str) -> str:
    """What stands behind the last word."""
    ends = [match.end() for match in _WORD.finditer(text)]
    return text[ends[-1] :] if ends else text


def pieces_marked(text: str, numbers: Iterable[int]) -> tuple[str, ...]:
    """The pieces that the words of these numbers make: neighbors are one piece, unless something was taken out between
    them: in the text itself other words stand there. Unknown numbers are left out."""
    spans = [match.span() for match in _WORD.finditer(text)]
    pieces: list[tuple[int, int]] = []
    last = -2
    for number in sorted({one for one in numbers if 0 <= one < len(spans)}):
        start, end = spans[number]
        goes_on = number == last + 1 and BLOCK not in text[pieces[-1][1] : start]
        pieces = [*pieces[:-1], (pieces[-1][0], end)] if goes_on else [*pieces, (start, end)]
        last = number
    return tuple(dict.fromkeys(text[start:end] for start, end in pieces))


def covered(text: str, pieces: Sequence[str]) -> str:
    """`text` with a block in the place of every match of every piece; blocks side by side are one.

    All are found in `text` as it stands, so that of two pieces that share words neither hides the other's rest. A piece
    that was kept with a block in it is what stands around that block.
    """
    found, end = "", 0
    parts = {part.strip() for piece in pieces for part in piece.split(BLOCK) if _WORD.search(part)}
    for start, stop in sorted(match.span() for part in parts for match in _matching(part).finditer(text)):
        if start >= end and not (found and _NEXT_TO.fullmatch(text, end, start)):
            found += text[end:start] + BLOCK
        end = max(end, stop)
    return found + text[end:]


def _matching(piece: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in piece.split())
    start, end = (r"(?<!\w)" if piece[:1].isalnum() else ""), (r"(?!\w)" if piece[-1:].isalnum() else "")
    return re.compile(start + words + end, re.IGNORECASE)


def fingerprint(text: str) -> str:
    """What a text is known by that somebody has before them, so that marks are not taken for marks of another one."""
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What one of a ticket's people wrote to the city, as everybody reads it. `name` is '' for a liaison who did not
    agree to be named. `since` is when the city last did something before it was written: nobody else's times are told.
    """

    text: str
    on: date
    since: datetime | None
    name: str = ""
    by_coordinator: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the moderation of a ticket's texts and photos, for coordinators and for whose words they are."""

    id: int
    ticket_id: TicketId
    subject: Subject
    act: Act
    reason: str
    at: datetime
    by_name: str = ""
    is_mine: bool = False
