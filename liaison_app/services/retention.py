"""What is not kept for ever, and how long it is kept. Each job takes some rows at a time and may run in any worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ports import Clock, PhotoStore
from liaison_app.models import (
    Account,
    AuditEntry,
    CityMessage,
    DeliveryAttempt,
    HeardFrom,
    Invitation,
    LoginSession,
    MailMessage,
    MessageAttempt,
    OutboxEntry,
    PhotoCover,
    ReceivedMail,
    Ticket,
    TicketPhoto,
)
from liaison_app.services import audit
from liaison_app.services.loose_photos import is_loose, photos_on_lists
from liaison_app.services.photos import photo_of, thumb_key

NEIGHBORS_KEPT = timedelta(days=365)
# A draft on a phone may wait some days for a connection; its photos wait with it.
LOOSE_PHOTOS_KEPT = timedelta(days=14)
# Login sessions and invitations after their end, and what was refused: long enough to look into an attack.
TRACES_KEPT = timedelta(days=90)
# What was written to people: long enough to answer "did you write to me?".
MAILS_KEPT = timedelta(days=90)
# How a settled message reached the city.
ATTEMPTS_KEPT = timedelta(days=365)
AT_ONCE = 200


def forget_neighbors(*, uow: UnitOfWork, clock: Clock, neighbors_kept: timedelta) -> bool:
    """Delete whom a ticket was heard from, `neighbors_kept` after it was closed; True where there may be more.

    Where a ticket is not closed, that long after anything last happened to it.
    """
    before = clock.now() - neighbors_kept
    rows = uow.db.exec(
        select(HeardFrom)
        .join(Ticket, col(Ticket.id) == col(HeardFrom.ticket_id))
        .where(
            or_(col(Ticket.closed_at) < before, and_(col(Ticket.closed_at).is_(None), col(Ticket.updated_at) < before))
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=HeardFrom)
    ).all()
    for row in rows:
        uow.db.delete(row)
        audit.note(actor=SYSTEM, action="heard_from_deleted", subject=row.ticket_id, uow=uow, clock=clock)
    return len(rows) == AT_ONCE


def forget_loose_photos(*, uow: UnitOfWork, clock: Clock, photo_store: PhotoStore) -> bool:
    """Delete photos that no ticket and no message took within two weeks; True where there may be more. Those of a
    concern that is on the list of a meeting stay: their two weeks begin anew.

    The bytes go before the row does: whatever fails in between is found again the next time.
    """
    rows = uow.db.exec(
        select(TicketPhoto)
        .where(is_loose(), TicketPhoto.created_at < clock.now() - LOOSE_PHOTOS_KEPT)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)  # a ticket may be taking one of them just now
    ).all()
    listed = photos_on_lists({row.owner_id for row in rows if row.owner_id}, uow)
    for row in rows:
        if row.key in listed:
            row.created_at = clock.now()
        else:
            uow.db.delete(row)
    uow.db.flush()
    for row in rows:
        if row.key in listed:
            continue
        photo_store.drop(thumb_key(PhotoKey(row.key)))
        photo_store.drop(PhotoKey(row.key))
    return len(rows) == AT_ONCE


def forget_stray_files(*, database: Database, clock: Clock, photo_store: PhotoStore) -> bool:
    """Delete the bytes of photos that no row tells of: their upload broke off, or their row went alone.

    Does nothing beside a database without any photo: that is a wrong database rather than a folder of strays.
    """
    with database.snapshot() as snapshot:
        if snapshot.db.exec(select(TicketPhoto.key).limit(1)).first() is None:
            return False
    old = photo_store.kept_before(clock.now() - LOOSE_PHOTOS_KEPT)
    while some := list(islice(old, AT_ONCE)):
        for key in _without_row(some, database):
            photo_store.drop(key)
    return False


def _without_row(keys: list[PhotoKey], database: Database) -> Iterator[PhotoKey]:
    with database.snapshot() as snapshot:
        wanted = {photo_of(key) for key in keys}
        known = set(snapshot.db.exec(select(TicketPhoto.key).where(col(TicketPhoto.key).in_(wanted))).all())
        # The original of a photo with black parts has no row of its own, and stays for records.
        originals = select(PhotoCover.original_key).where(col(PhotoCover.original_key).in_(wanted))
        known |= set(snapshot.db.exec(originals).all())
    return (key for key in keys if photo_of(key) not in known)


def forget_records(*, uow: UnitOfWork, clock: Clock) -> bool:
    """Delete ended login sessions, old invitations, old refusals, old mails, and the attempts of messages long settled.

    True where there may be more. The rest of the audit trail is kept.
    """
    now = clock.now()
    traces, attempts, mails = now - TRACES_KEPT, now - ATTEMPTS_KEPT, now - MAILS_KEPT
    settled = select(OutboxEntry.ticket_id).where(col(OutboxEntry.settled_at) < attempts)
    said = select(CityMessage.id).where(col(CityMessage.settled_at) < attempts)
    counts = [
        _forget_sessions(or_(*_over(traces)), uow),
        _forget(col(Invitation.id), col(Invitation.expires_at) < traces, uow),
        _forget(col(AuditEntry.id), and_(col(AuditEntry.action) == audit.REFUSED, col(AuditEntry.at) < traces), uow),
        _forget(col(DeliveryAttempt.id), col(DeliveryAttempt.ticket_id).in_(settled), uow),
        _forget(col(MessageAttempt.id), col(MessageAttempt.message_id).in_(said), uow),
        _forget(col(MailMessage.id), col(MailMessage.settled_at) < mails, uow),
        _forget(col(ReceivedMail.id), col(ReceivedMail.at) < mails, uow),
    ]
    return AT_ONCE in counts


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(LoginSession.expires_at) < before, col(LoginSession.ended_at) < before


def _forget_sessions(where: ColumnElement[bool], uow: UnitOfWork) -> int:
    """Delete login sessions as `_forget` does; each account keeps when its person was last here."""
    rows = uow.db.exec(select(LoginSession).where(where).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    latest: dict[str, datetime] = {}
    for row in rows:
        latest[row.account_id] = max(row.seen_at, latest.get(row.account_id, row.seen_at))
    for account in uow.db.exec(select(Account).where(col(Account.id).in_(latest))).all():
        account.seen_at = max(latest[account.id], account.seen_at or latest[account.id])
    for row in rows:
        uow.db.delete(row)
    return len(rows)


def _forget(key: Any, where: ColumnElement[bool], uow: UnitOfWork) -> int:
    """Delete at most `AT_ONCE` rows of the table that `key` is the primary key of; how many."""
    keys = uow.db.exec(select(key).where(where).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    uow.db.execute(delete(key.class_).where(key.in_(keys)), execution_options={"synchronize_session": False})
    return len(keys)
