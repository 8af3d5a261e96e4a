"""How long it is kept that somebody asked for letters, or follows a ticket that has been closed."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ports import Clock
from liaison_app.models import CoSign, MailFollow, Ticket
from liaison_app.services import mail_refusals
from liaison_app.services.mail_following import LINK_WORKS
from liaison_app.services.retention import AT_ONCE, NEIGHBORS_KEPT


def forget_follows(*, uow: UnitOfWork, clock: Clock) -> bool:
    """End what nobody confirmed within a week, and follows of tickets closed a year ago; True where there may be more.

    An address goes with its last follow.
    """
    now = clock.now()
    unconfirmed = (col(MailFollow.confirmed_at).is_(None), MailFollow.asked_at < now - LINK_WORKS)
    asked = uow.db.exec(_some(select(MailFollow).where(*unconfirmed))).all()
    over = select(MailFollow).join(Ticket, col(Ticket.id) == col(MailFollow.ticket_id))
    closed = uow.db.exec(_some(over.where(col(Ticket.closed_at) < now - NEIGHBORS_KEPT))).all()
    mail_refusals.end(list({one.id: one for one in (*asked, *closed)}.values()), uow)
    waiting = (col(CoSign.confirmed_at).is_(None), CoSign.asked_at < now - LINK_WORKS)
    signs = uow.db.exec(select(CoSign).where(*waiting).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for one in signs:
        uow.db.delete(one)
    return AT_ONCE in {len(asked), len(closed), len(signs)}


def _some(wanted: Any) -> Any:
    return wanted.limit(AT_ONCE).with_for_update(skip_locked=True, of=MailFollow)
