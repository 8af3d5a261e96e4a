"""What a message said before its author changed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.i18n import t
from liaison_app.services.message_changing import VersionRow
from liaison_app.wording.covered_text import TextPart, parts_of
from liaison_app.wording.dates import say_moment


@dataclass(frozen=True)
class VersionWords:
    """Earlier words, and until when they stood. `parts` are the words in runs."""

    parts: list[TextPart] = field(default_factory=list)
    until: str = ""


def version_words(rows: Sequence[VersionRow], zone: ZoneInfo, now: datetime) -> list[VersionWords]:
    """Earlier words of a message, the last ones first."""
    today = now.astimezone(zone).date()
    return [
        VersionWords(parts_of(one.text), t("Until {when}", when=say_moment(one.until, zone, today, is_inside=True)))
        for one in rows
    ]


def say_why_not(reason: str) -> str:
    """Why a message cannot be changed any more, and what to do; '' for another reason than these."""
    if reason == "already_left":
        return t("It has left for the city meanwhile, so it cannot be changed or taken back. Write a correction below.")
    if reason == "words_taken_out":
        return t(
            "A coordinator took words out of it, so it cannot be changed. You can take it back and write another one."
        )
    return ""
