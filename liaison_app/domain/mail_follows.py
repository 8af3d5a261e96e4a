"""Following by e-mail, without an account: what can be followed, how often letters come, and what they tell.

Letters tell what everybody may see and nothing else: the rows here are those of the public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.mail import Letter
from liaison_app.domain.ticket_rows import TicketCard, TicketDetail

DIGEST_AT = time(7)
AN_HOUR = timedelta(hours=1)
MONDAY = 0
DAYS_OF_WEEK = 7


class Rhythm(StrEnum):
    """How often letters come at most. None comes where nothing happened."""

    HOURLY = "hourly"  # soon after something happened, and no second one within the hour
    DAILY = "daily"  # at seven in the morning, in the city's zone
    WEEKLY = "weekly"  # on Mondays at seven


#: What fits which: a neighborhood changes all the time, and nobody wants to hear of that each hour.
TICKET_RHYTHMS = tuple(Rhythm)
NEIGHBORHOOD_RHYTHMS = (Rhythm.DAILY, Rhythm.WEEKLY)


def next_letter(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """The earliest moment of the next letter after one at `now`; UTC."""
    if rhythm is Rhythm.HOURLY:
        return now + AN_HOUR
    local = now.astimezone(zone)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % DAYS_OF_WEEK)
    return datetime.combine(day, DIGEST_AT, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class LetterPolicy:
    """Whether neighbors are offered letters: only where some way for them to arrive is set up."""

    is_offered: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed: a public ticket, a neighborhood, or neither where its ticket is not public any more."""

    ticket: TicketCard | None = None
    neighborhood_id: NeighborhoodId | None = None
    neighborhood_name: str = ""

    @property
    def rhythms(self) -> tuple[Rhythm, ...]:
        """How often letters about it may come."""
        return NEIGHBORHOOD_RHYTHMS if self.neighborhood_id else TICKET_RHYTHMS


@dataclass(frozen=True, slots=True)
class Door:
    """What the links of one letter open: `follow_id` that follow, `reader_id` all of the same reader's."""

    follow_id: str
    reader_id: str


@dataclass(frozen=True, slots=True)
class NewsPart:
    """Tickets of one kind of news: `count` of them, the first few as `rows`."""

    rows: tuple[TicketCard, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class NeighborhoodNews:
    """What is new in a neighborhood since the last letter; `today` is the city's day."""

    neighborhood_id: NeighborhoodId
    name: str
    opened: NewsPart
    late: NewsPart
    closed: NewsPart
    today: date

    @property
    def is_empty(self) -> bool:
        return not (self.opened.count or self.late.count or self.closed.count)


@dataclass(frozen=True, slots=True)
class YoursRow:
    """One thing a reader follows."""

    follow_id: str
    followed: Followed
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Yours:
    """All that a reader follows. `address` is the reader's with most of it left out; `locale` that of the letters."""

    address: str
    locale: str
    rows: tuple[YoursRow, ...]
    today: date


class LetterWriter(Protocol):
    """Writes to neighbors."""

    def ask(self, about: Followed, *, code: str, locale: str) -> Letter:
        """The one letter to an address that nobody has confirmed yet."""

    def stop_address(self, follow_id: str, *, locale: str) -> str:
        """Where a mail program ends a follow by one press."""

    def tell_ticket(self, detail: TicketDetail, door: Door, *, locale: str) -> Letter:
        """What happened to a ticket: `detail.changes` holds what is news, newest first."""

    def tell_neighborhood(self, news: NeighborhoodNews, door: Door, *, locale: str) -> Letter:
        """What is new in a neighborhood."""

    def ask_co_sign(self, card: TicketCard, *, code: str, co_sign_id: str, locale: str) -> Letter:
        """Whether it was this reader who said "I see this too"."""


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else can use: `n…@example.org`."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"
