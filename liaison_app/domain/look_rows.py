"""View rows of the tickets that somebody is asked to go and see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liaison_app.domain.ids import TicketId
from liaison_app.domain.ticket_rows import TicketCard


@dataclass(frozen=True, slots=True)
class TicketToSee:
    """A closed ticket that somebody is asked to go and see, for one of those who are; `due_at` is None where nobody
    knows when it was closed."""

    card: TicketCard
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketsToSee:
    """Those that can still be seen in time, the one due first first; then some that are overdue or were closed nobody
    knows when, closed last first.

    `is_cut` where there are more.
    """

    rows: tuple[TicketToSee, ...]
    is_cut: bool
    now: datetime
    today: date

    @property
    def ids(self) -> tuple[TicketId, ...]:
        return tuple(row.card.id for row in self.rows)
