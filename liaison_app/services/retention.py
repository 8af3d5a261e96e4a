"""What is not kept for ever: neighbors' names and numbers, and photos that no ticket ever took."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ports import Clock, PhotoStore
from liaison_app.models import HeardFrom, Ticket, TicketPhoto
from liaison_app.services import audit
from liaison_app.services.photos import thumb_key

# Told to the liaison beside the consent.
NEIGHBORS_KEPT = timedelta(days=365)
# A draft on a phone may wait some days for a connection; its photos wait with it.
LOOSE_PHOTOS_KEPT = timedelta(days=14)
AT_ONCE = 200


def forget_neighbors(*, uow: UnitOfWork, clock: Clock) -> bool:
    """Delete whom a ticket was heard from, a year after it was closed; True where there may be more."""
    rows = uow.db.exec(
        select(HeardFrom)
        .join(Ticket, col(Ticket.id) == col(HeardFrom.ticket_id))
        .where(col(Ticket.closed_at) < clock.now() - NEIGHBORS_KEPT)
        .limit(AT_ONCE)
    ).all()
    for row in rows:
        uow.db.delete(row)
        audit.note(actor=SYSTEM, action="heard_from_deleted", subject=row.ticket_id, uow=uow, clock=clock)
    return len(rows) == AT_ONCE


def forget_loose_photos(*, uow: UnitOfWork, clock: Clock, photo_store: PhotoStore) -> bool:
    """Delete photos that no ticket took within two weeks; True where there may be more.

    The bytes go before the row does: whatever fails in between is found again the next time.
    """
    rows = uow.db.exec(
        select(TicketPhoto)
        .where(col(TicketPhoto.ticket_id).is_(None), TicketPhoto.created_at < clock.now() - LOOSE_PHOTOS_KEPT)
        .limit(AT_ONCE)
    ).all()
    for row in rows:
        uow.db.delete(row)
    uow.db.flush()
    for row in rows:
        photo_store.drop(thumb_key(PhotoKey(row.key)))
        photo_store.drop(PhotoKey(row.key))
    return len(rows) == AT_ONCE
