"""The mailbox: which mails went out, wait, failed, or stayed here because no mail server is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.mail import MailState
from liaison_app.domain.ports_mail import Mailer
from liaison_app.models import MailMessage

PAGE_SIZE = 25
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail of the list. `text` is '' for what was sent. `at` is UTC: when it was written.

    `recipient` is '' for a letter to a neighbor, and its text is there only where mails stay here to be read: what it
    carries opens what is the neighbor's. Of a mail to the city it is always '': the thread of its ticket has the words,
    as they stand there now, covered or taken back.
    """

    id: int
    recipient: str
    subject: str
    text: str
    locale: str
    state: MailState
    at: datetime
    due_at: datetime | None
    tries: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Mails, newest first. `keeps` says that none goes out; `next_page` is the `before` of the next page, or None."""

    mails: tuple[MailRow, ...]
    total: int
    keeps: bool
    next_page: int | None


def list_mails(*, actor: Actor, before: int, limit: int, snapshot: Snapshot, mailer: Mailer) -> Mailbox:
    """Mails, newest first: at most `limit` of those older than the one `before`, or of all for 0.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    limit = min(max(1, limit), MOST_ROWS)
    wanted = select(MailMessage).order_by(col(MailMessage.id).desc()).limit(limit + 1)
    rows = snapshot.db.exec(wanted.where(col(MailMessage.id) < before) if before else wanted).all()
    total = snapshot.db.exec(select(func.count()).select_from(MailMessage)).one()
    next_page = rows[limit - 1].id if len(rows) > limit else None
    return Mailbox(tuple(_row(one) for one in rows[:limit]), total, mailer.keeps, next_page)


def _row(one: MailMessage) -> MailRow:
    return MailRow(
        id=one.id or 0,
        recipient="" if one.about else one.recipient,
        subject=one.subject,
        text="" if one.city_message_id or (one.about and one.state is not MailState.KEPT) else one.text,
        locale=one.locale,
        state=one.state,
        at=one.queued_at,
        due_at=one.due_at,
        tries=one.tries,
        trouble=one.trouble,
    )
