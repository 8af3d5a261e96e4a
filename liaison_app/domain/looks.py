"""A look: somebody went to a place that the city says is done, and says what is there.

Who is asked, by when, and what can be recorded. The days are those of the city's zone; `LOOK_WITHIN` counts from the
closing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liaison_app.domain.drafts import Fields, TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.tickets import Outcome

#: Soon enough that what is there says whether the work was done, and not that it came back.
LOOK_WITHIN = timedelta(hours=48)
#: How long a list still asks for a look that is overdue.
ASKED_FOR = timedelta(days=30)
NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class LookDraft:
    """What was typed about a look, as types; nothing of it is complete or allowed yet. None where it cannot be read."""

    ref: Ref | None
    outcome: Outcome | None
    looked_on: date | None
    note: str
    photo_keys: tuple[PhotoKey, ...]
    personal_ok: str = ""

    @classmethod
    def parse(cls, fields: Fields) -> LookDraft:
        """Read kept fields; unknown names are left out.

        Raises:
            InputInvalid: it is far larger than any form of ours.
        """
        shared = TicketDraft.parse(fields)  # bounds, marker and photos are those of a report
        outcome = _one(fields, "outcome")
        return cls(
            ref=shared.ref,
            outcome=Outcome(outcome) if outcome in set(Outcome) else None,
            looked_on=_day(_one(fields, "looked_on")),
            note=_one(fields, "note"),
            photo_keys=shared.photo_keys,
            personal_ok=shared.personal_ok,
        )


def look_errors(draft: LookDraft, *, earliest: date, today: date, most_photos: int) -> dict[str, str]:
    """What is missing or wrong, by field; empty where it can be recorded. `earliest` is the day of the closing."""
    errors: dict[str, str] = {}
    if draft.ref is None:
        errors["form"] = "needed"
    if draft.outcome is None:
        errors["outcome"] = "outcome_needed"
    if draft.looked_on is None:
        errors["looked_on"] = "look_day_needed"
    elif draft.looked_on > today:
        errors["looked_on"] = "look_day_ahead"
    elif draft.looked_on < earliest:
        errors["looked_on"] = "look_before_closing"
    if len(draft.note) > NOTE_LENGTH:
        errors["note"] = "too_long"
    if len(draft.photo_keys) > most_photos:
        errors["photo"] = "too_many_photos"
    return errors


def check(draft: LookDraft, *, earliest: date, today: date, most_photos: int) -> tuple[Ref, Outcome, date]:
    """The parts of a draft that must be there. Raises: InputInvalid, by `look_errors`."""
    errors = look_errors(draft, earliest=earliest, today=today, most_photos=most_photos)
    if errors or draft.ref is None or draft.outcome is None or draft.looked_on is None:
        raise InputInvalid(errors)
    return draft.ref, draft.outcome, draft.looked_on


@dataclass(frozen=True, slots=True)
class LookPart:
    """What one of those who are asked is asked about a closed ticket: by when to look (None where nobody knows when it
    was closed), and the first day that counts. `has_looks`: somebody has looked since the closing."""

    due_at: datetime | None
    earliest: date
    has_looks: bool


def _one(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    first = value if isinstance(value, str) else next(iter(value), "")
    return first.strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-11") else None
    except ValueError:
        return None
