"""The photos of a request, or of a message about one, as the city's system fetches them: by a sealed address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, DeliveryAttempt, MessageAttempt, Ticket, TicketPhoto
from liaison_app.services.photos import may_show
from liaison_app.services.photos_of_messages import photos_of_message
from liaison_app.services.text_covers import is_hidden


def sent_photo(
    *, actor: Actor, ref: Ref, number: int, seal: str, snapshot: Snapshot, clock: Clock, media_links: MediaLinks
) -> PhotoKey:
    """The key of a request's `number`-th photo.

    For a while after each try to send the request its address is enough: the city's system has no account. Cities
    publish such addresses, so from then on they open what whoever asks may see here anyway: everybody an approved photo
    of a public ticket, the city's people what the city got. A refused photo, or one of a hidden message, is not
    opened by its address at all.

    Raises:
        NotFound: the seal is not ours, or there is no such photo for this actor (any more).
    """
    if not media_links.is_sealed(ref, number, seal):
        raise NotFound
    photos = _of_request(ref, snapshot) or _of_message(ref, snapshot)
    if not 1 <= number <= len(photos):
        raise NotFound
    photo = photos[number - 1]
    is_closed = photo.refused_at is not None or _is_of_hidden(ref, photo, snapshot)
    if is_closed or not _was_just_sent(photo, ref, snapshot, clock, media_links):
        may_show(actor=actor, key=PhotoKey(photo.key), snapshot=snapshot)
    return PhotoKey(photo.key)


def _of_request(ref: Ref, snapshot: Snapshot) -> Sequence[TicketPhoto]:
    wanted = (
        select(TicketPhoto)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .where(Ticket.ref == ref, col(TicketPhoto.look_id).is_(None))
        .order_by(col(TicketPhoto.position))
    )
    return snapshot.db.exec(wanted).all()


def _of_message(ref: Ref, snapshot: Snapshot) -> Sequence[TicketPhoto]:
    """Only of what is for the city: a private message has no such address, whoever makes one up."""
    if snapshot.db.get(CityMessage, ref) is None:
        return ()
    keys = photos_of_message(ref, snapshot)
    return [snapshot.db.get_one(TicketPhoto, key) for key in keys]


def _is_of_hidden(ref: Ref, photo: TicketPhoto, snapshot: Snapshot) -> bool:
    message = snapshot.db.get(CityMessage, ref) if photo.ticket_id is None else None
    return message is not None and is_hidden(message, snapshot)


def _was_just_sent(photo: TicketPhoto, ref: Ref, snapshot: Snapshot, clock: Clock, media_links: MediaLinks) -> bool:
    """Whether the city may still be about to fetch it: what was never sent, nobody was told the address of."""
    tries = select(func.max(DeliveryAttempt.started_at)).where(DeliveryAttempt.ticket_id == photo.ticket_id)
    if photo.ticket_id is None:
        tries = select(func.max(MessageAttempt.started_at)).where(MessageAttempt.message_id == ref)
    last: datetime | None = snapshot.db.exec(tries).one()
    return last is not None and clock.now() - last < media_links.open_for
