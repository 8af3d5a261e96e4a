"""A photo on a ticket, held for who decides about it: looks at it, hides it, blacks parts of it out."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey
from liaison_app.models import Ticket, TicketPhoto


def photo_on_ticket(key: PhotoKey, snapshot: Snapshot) -> TicketPhoto:
    """A photo that a ticket has. Raises: NotFound, where there is none (any more)."""
    photo = snapshot.db.get(TicketPhoto, key)
    if photo is None or photo.ticket_id is None:
        raise NotFound
    return photo


def held_photo(key: PhotoKey, uow: UnitOfWork) -> tuple[TicketPhoto, Ticket]:
    """The photo and its ticket, for us alone: the ticket first, as everywhere.

    Raises:
        NotFound: there is none, or it has another picture by now.
    """
    found = photo_on_ticket(key, uow)
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == found.ticket_id).with_for_update()).one()
    uow.db.expire(found)
    photo = uow.db.exec(select(TicketPhoto).where(TicketPhoto.key == key).with_for_update()).first()
    if photo is None:
        raise NotFound
    return photo, ticket
