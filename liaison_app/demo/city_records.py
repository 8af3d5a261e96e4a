"""Tells the practice city of the demo's tickets, so that its crews go on working on them.

Done in this process with the practice city's own code: the demo is loaded before the city's server starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from liaison_app.demo.plan import PlannedTicket
from liaison_app.domain.marker import marker_line
from liaison_app.domain.tickets import Status
from liaison_app.practice_city import crews, takeover, work
from liaison_app.practice_city.city import Options, PracticeCity
from liaison_app.practice_city.clock import DAY_S

REMEMBERED = timedelta(days=30)  # closed ones may still be opened again this long
WORKED_ON = 0.5  # share of the open ones that a crew will get to; the others stay, late or not
LAST_WORKED_AFTER_S = 30 * DAY_S  # of work, which is an hour at the practice city's usual pace


class CityRecords:
    """The practice city's book in `data_dir`, open for writing. `close` it when all is told."""

    def __init__(self, data_dir: Path, *, now: datetime, seed: int) -> None:
        self._city = PracticeCity(Options(data_dir=data_dir))
        self._now = now
        self._dice = Random(seed)

    def tell(self, tickets: Sequence[PlannedTicket]) -> int:
        """Write open and lately closed tickets into the book: how many were new to it."""
        known = [ticket for ticket in tickets if _is_remembered(ticket, self._now)]
        new = 0
        for start in range(0, len(known), takeover.MAX_AT_ONCE):
            some = known[start : start + takeover.MAX_AT_ONCE]
            with self._city.at_work() as db:
                taken = takeover.take_over(self._city, db, [_row(ticket) for ticket in some])
                new += taken
                if taken == len(some):
                    for ticket in some:
                        if ticket.life and ticket.life.status is Status.OPEN and self._dice.random() < WORKED_ON:
                            work.plan(self._city, db, int(ticket.service_request_id or 0), self._coming(ticket))
        return new

    def close(self) -> None:
        """Let go of the book."""
        self._city.close()

    def _coming(self, ticket: PlannedTicket) -> Sequence[crews.Planned]:
        """The crew's next steps, spread over time so that not everything is closed in the demo's first minutes."""
        return crews.later_plan(ticket.service, self._dice, after_s=self._dice.uniform(0, LAST_WORKED_AFTER_S))


def _is_remembered(ticket: PlannedTicket, now: datetime) -> bool:
    life = ticket.life
    return life is not None and (life.closed_at is None or now - life.closed_at < REMEMBERED)


def _row(ticket: PlannedTicket) -> dict[str, object]:
    life = ticket.life
    if life is None:
        raise ValueError("a ticket that the city has not taken is not in its book")
    return {
        "service_request_id": ticket.service_request_id,
        "service_code": str(ticket.service.offered.code),
        "open": life.status is Status.OPEN,
        "status_notes": life.status_notes,
        "description": f"{ticket.description}\n\n{marker_line(ticket.ref)}",
        "address": ticket.address,
        "lat": ticket.at.lat,
        "long": ticket.at.lon,
        "requested_at": life.accepted_at.isoformat(),
        "updated_at": max(change.at for change in life.changes).isoformat(),
        "expected_at": life.expected_at.isoformat() if life.expected_at else None,
        "fixed": life.was_fixed,
    }
