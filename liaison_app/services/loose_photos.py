"""Photos that belong to no ticket, message or module yet: whoever sent one, and nobody else, may give it to one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.ids import AccountId, PhotoKey
from liaison_app.domain.meetings import ItemState
from liaison_app.models import MeetingItem, MessagePhoto, ModulePicture, TicketPhoto


def loose_photos(keys: Sequence[PhotoKey], account_id: AccountId, uow: UnitOfWork) -> tuple[TicketPhoto, ...]:
    """An account's own photos that nothing has taken yet, in the order of `keys`; others are left out."""
    if not keys:
        return ()
    found = uow.db.exec(
        select(TicketPhoto)
        .where(col(TicketPhoto.key).in_(keys), TicketPhoto.owner_id == account_id, is_loose())
        .with_for_update()  # not to be forgotten as loose while a ticket takes them
    ).all()
    by_key = {photo.key: photo for photo in found}
    return tuple(by_key[key] for key in keys if key in by_key)


def is_loose() -> ColumnElement[bool]:
    """SQL for a photo that no ticket, no message and no module has taken."""
    taken = select(MessagePhoto.key).where(MessagePhoto.key == TicketPhoto.key).exists()
    in_module = select(ModulePicture.key).where(ModulePicture.key == TicketPhoto.key).exists()
    return and_(col(TicketPhoto.ticket_id).is_(None), ~taken, ~in_module)


def photos_on_lists(account_ids: Collection[str], snapshot: Snapshot) -> frozenset[str]:
    """The keys of photos in concerns that these accounts recorded and that were not sent yet."""
    waiting = select(MeetingItem.fields).where(
        MeetingItem.state == ItemState.RECORDED, col(MeetingItem.recorded_by).in_(account_ids)
    )
    return frozenset(key for fields in snapshot.db.exec(waiting).all() for key in fields.get("photo", []))
