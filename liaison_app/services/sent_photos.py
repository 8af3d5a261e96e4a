"""The photos of a request as the city's system fetches them: by a sealed address, without an account."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.ports import Clock
from liaison_app.models import DeliveryAttempt, Ticket, TicketPhoto
from liaison_app.services.photos import may_show


def sent_photo(
    *, actor: Actor, ref: Ref, number: int, seal: str, snapshot: Snapshot, clock: Clock, media_links: MediaLinks
) -> PhotoKey:
    """The key of a request's `number`-th photo.

    For a while after each try to send the request its address is enough: the city's system has no account. Cities
    publish such addresses, so from then on they open what whoever asks may see here anyway: everybody an approved photo
    of a public ticket, the city's people what the city got. A refused photo is not opened by its address at all.

    Raises:
        NotFound: the seal is not ours, or there is no such photo for this actor (any more).
    """
    if not media_links.is_sealed(ref, number, seal):
        raise NotFound
    wanted = (
        select(TicketPhoto)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .where(Ticket.ref == ref, col(TicketPhoto.look_id).is_(None))
        .order_by(col(TicketPhoto.position))
    )
    photos = snapshot.db.exec(wanted).all()
    if not 1 <= number <= len(photos):
        raise NotFound
    photo = photos[number - 1]
    if photo.refused_at is not None or not _was_just_sent(photo, snapshot, clock, media_links):
        may_show(actor=actor, key=PhotoKey(photo.key), snapshot=snapshot)
    return PhotoKey(photo.key)


def _was_just_sent(photo: TicketPhoto, snapshot: Snapshot, clock: Clock, media_links: MediaLinks) -> bool:
    """Whether the city may still be about to fetch it: what was never sent, nobody was told the address of."""
    last = snapshot.db.exec(
        select(DeliveryAttempt.started_at)
        .where(DeliveryAttempt.ticket_id == photo.ticket_id)
        .order_by(col(DeliveryAttempt.number).desc())
        .limit(1)
    ).first()
    return last is not None and clock.now() - last < media_links.open_for
