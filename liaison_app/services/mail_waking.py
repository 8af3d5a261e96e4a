"""Open pages hear of mails that came in: `receive-mail` is a process of its own, and without Redis it tells nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import select

from liaison_app.db import Database
from liaison_app.domain import rooms
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import ReceivedMail

# A mail's row is there for others only once its work is committed, some time after the moment that it names.
LOOK_BACK = timedelta(minutes=1)


@dataclass
class HeardOf:
    """When this process last looked for mails that came in, and which of the latest it knows."""

    looked_at: datetime | None = None
    told: set[str] = field(default_factory=set)


def wake_for_mail(*, heard_of: HeardOf, database: Database, clock: Clock) -> bool:
    """Wake the pages of tickets about which mails came in since the last look. Never more at once."""
    now = clock.now()
    is_first, since = heard_of.looked_at is None, (heard_of.looked_at or now) - LOOK_BACK
    with database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(ReceivedMail.id, ReceivedMail.ticket_id).where(ReceivedMail.at > since)).all()
    woken = sorted({ticket_id for mail_id, ticket_id in rows if mail_id not in heard_of.told})
    if woken and not is_first:
        with database.unit_of_work() as uow:
            uow.announce(rooms.DESK, *(rooms.ticket(TicketId(ticket_id)) for ticket_id in woken))
    heard_of.looked_at, heard_of.told = now, {mail_id for mail_id, _ in rows}
    return False
