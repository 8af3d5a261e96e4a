"""What a message quotes: a step of the city's, or another message. It is named, never copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.ids import is_ref
from liaison_app.domain.tickets import ChangeKind

#: Steps in which the city says something.
QUOTED_KINDS = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})
#: As much of it as is shown and sent; a quote says what is meant, the whole stands where it was said.
LONGEST = 280
_STEP = "step-"
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """What is quoted, for whoever may read it. `name` is its author's, '' where the city said it. `text` is '' where
    its author took it back."""

    ref: str
    name: str
    is_mine: bool
    at: datetime
    text: str
    is_private: bool = False


def step_ref(step_id: int) -> str:
    """The name by which a message quotes a step of a ticket's history."""
    return f"{_STEP}{step_id}"


def step_of(ref: str) -> int | None:
    """The id of the step that `ref` names, or None where it names a message, or nothing."""
    digits = ref.removeprefix(_STEP)
    is_step = ref.startswith(_STEP) and digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_step else None


def is_quote(text: str) -> bool:
    """Whether `text` has the form of something that can be quoted."""
    return is_ref(text) or step_of(text) is not None


def shortened(text: str) -> str:
    """What is shown and sent of quoted words: one paragraph, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def quoted_lines(text: str) -> str:
    """Quoted words as plain text says it: each line behind a `>`; no line of a quote can pass for one of ours."""
    return f"> {shortened(text)}" if text.strip() else ""
