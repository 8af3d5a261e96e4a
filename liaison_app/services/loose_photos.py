"""Photos that belong to no ticket yet: whoever sent one, and nobody else, may give it to one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ids import AccountId, PhotoKey
from liaison_app.models import TicketPhoto


def loose_photos(keys: Sequence[PhotoKey], account_id: AccountId, uow: UnitOfWork) -> tuple[TicketPhoto, ...]:
    """An account's own photos that belong to no ticket yet, in the order of `keys`; others are left out."""
    if not keys:
        return ()
    found = uow.db.exec(
        select(TicketPhoto)
        .where(col(TicketPhoto.key).in_(keys), TicketPhoto.owner_id == account_id, col(TicketPhoto.ticket_id).is_(None))
        .with_for_update()  # not to be forgotten as loose while a ticket takes them
    ).all()
    by_key = {photo.key: photo for photo in found}
    return tuple(by_key[key] for key in keys if key in by_key)
