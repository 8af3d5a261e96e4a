"""A calendar of training sessions, as calendar programs subscribe to it. Source of the form: RFC 5545."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A session. `uid` never changes; `sequence` grows with each change of it; times are aware. `link` may be ''."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    words: str
    link: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class TrainingCalendar:
    """Events under a name, told in the city's `zone`."""

    name: str
    events: tuple[CalendarEvent, ...]
    zone: ZoneInfo


class CalendarWriter(Protocol):
    """Writes a calendar as a file."""

    def write(self, calendar: TrainingCalendar) -> bytes:
        """An iCalendar file, UTF-8, that describes the time zone it uses."""
