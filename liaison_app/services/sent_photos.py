"""The photos of a request as the city's system fetches them: by a sealed address, without an account."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.models import Ticket, TicketPhoto


def sent_photo(*, ref: Ref, number: int, seal: str, snapshot: Snapshot, media_links: MediaLinks) -> PhotoKey:
    """The key of a request's `number`-th photo.

    Raises:
        NotFound: the seal is not ours, or there is no such photo (any more).
    """
    if not media_links.is_sealed(ref, number, seal):
        raise NotFound
    wanted = (
        select(TicketPhoto)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .where(Ticket.ref == ref)
        .order_by(col(TicketPhoto.position))
    )
    photos = snapshot.db.exec(wanted).all()
    if not 1 <= number <= len(photos) or photos[number - 1].refused_at is not None:
        raise NotFound
    return PhotoKey(photos[number - 1].key)
