"""What a feed of tickets tells: the public's view of those that changed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liaison_app.domain.ticket_rows import TicketCard

PAGE_SIZE = 50
# Behind these pages a feed ends; the whole is in the files of open data.
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class FeedTicket:
    """A ticket in a feed. `city_words` are the city's last, without what looks personal.

    `changed_at` is right to the hour: more would tell when a person wrote.
    """

    card: TicketCard
    city_words: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Tickets, those that changed last first. `about` is the neighborhood's or the service's name, '' for all."""

    rows: tuple[FeedTicket, ...]
    about: str
    today: date
    has_more: bool
