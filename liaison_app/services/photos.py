"""Photos: taken in, shown to whom they may be shown, looked at by a coordinator before the public sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, ServiceCode, TicketId, new_key
from liaison_app.domain.ports import CleanPhoto, Clock, PhotoCleaner, PhotoStore, RateLimits
from liaison_app.domain.ticket_rows import Sight
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.services import audit
from liaison_app.services.ticket_reading import sight_of

UPLOADS_PER_HOUR = 60
HOUR_S = 3600
WAITING_SHOWN = 50
_THUMB = "-thumb"


@dataclass(frozen=True, slots=True)
class PhotoToReview:
    """A photo of a public ticket that nobody has looked at yet; `is_after` one of what was there after the closing."""

    key: PhotoKey
    ticket_id: TicketId
    service_code: ServiceCode
    service_name: str
    address: str
    description: str
    sent_at: datetime
    is_after: bool = False


def take_in(
    *,
    actor: Actor,
    data: bytes,
    photo_cleaner: PhotoCleaner,
    photo_store: PhotoStore,
    rate_limits: RateLimits | None = None,
) -> tuple[PhotoKey, CleanPhoto]:
    """Make a photo anew and store it under a key of ours. No row tells of it yet: call `keep` next.

    Raises:
        SignInNeeded, NotAllowed: the actor may not send photos.
        InputInvalid: it is no photo that can be taken.
        TooMany: more than 60 in an hour.
        StorageFull: nothing was stored.
    """
    account_id = actor.require(Audience.LIAISON)
    if rate_limits is not None:
        rate_limits.hit("photo", account_id, limit=UPLOADS_PER_HOUR, per_s=HOUR_S)
    clean = photo_cleaner.clean(data)
    key = PhotoKey(new_key())
    photo_store.put(key, clean.data)
    photo_store.put(thumb_key(key), clean.thumb)
    return key, clean


def keep(*, actor: Actor, key: PhotoKey, clean: CleanPhoto, uow: UnitOfWork, clock: Clock) -> None:
    """Write down whose photo it is. Until a ticket takes it, only its owner sees it."""
    uow.db.add(
        TicketPhoto(
            key=key,
            owner_id=actor.require(Audience.LIAISON),
            width=clean.width,
            height=clean.height,
            size_bytes=len(clean.data),
            created_at=clock.now(),
        )
    )


def thumb_key(key: PhotoKey) -> PhotoKey:
    """Under which key a photo's small copy is stored."""
    return PhotoKey(f"{key}{_THUMB}")


def photo_of(key: PhotoKey) -> PhotoKey:
    """The photo that a key belongs to: itself, or the one it is the small copy of."""
    return PhotoKey(key.removesuffix(_THUMB))


def may_show(*, actor: Actor, key: PhotoKey, snapshot: Snapshot) -> bool:
    """Whether the public may see a photo; raises where the actor may not either.

    Raises:
        NotFound: there is none for this actor; nobody can tell whether it exists.
    """
    photo = snapshot.db.get(TicketPhoto, key)
    if photo is None:
        raise NotFound
    ticket = snapshot.db.get(Ticket, photo.ticket_id) if photo.ticket_id else None
    is_refused = photo.refused_at is not None
    is_approved = photo.approved_at is not None and not is_refused
    is_own = photo.owner_id is not None and actor.account_id == photo.owner_id
    is_sent = photo.look_id is None
    if not (is_own or _sees(actor, ticket, is_approved, is_sent=is_sent and not is_refused)):
        raise NotFound
    return is_approved and ticket is not None and ticket.visibility is Visibility.PUBLIC


def _sees(actor: Actor, ticket: Ticket | None, is_approved: bool, *, is_sent: bool) -> bool:
    """The same photos as the ticket's page lists for this actor; one that no ticket has taken is nobody else's."""
    sight = sight_of(actor, ticket) if ticket is not None else None
    if sight is Sight.PUBLIC:
        return is_approved
    return sight is Sight.FULL or (sight is Sight.SENT and (is_sent or is_approved))


def read(*, key: PhotoKey, is_thumb: bool, photo_store: PhotoStore) -> bytes:
    """A photo's bytes; the photo itself where it has no small copy.

    Raises:
        NotFound: the bytes are gone.
    """
    data = photo_store.get(thumb_key(key)) if is_thumb else None
    data = data or photo_store.get(key)
    if data is None:
        raise NotFound
    return data


def list_waiting(*, actor: Actor, snapshot: Snapshot) -> tuple[PhotoToReview, ...]:
    """Photos of public tickets that wait for a coordinator's look, the oldest first.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    rows = snapshot.db.exec(
        select(TicketPhoto, Ticket)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .where(
            col(TicketPhoto.approved_at).is_(None),
            col(TicketPhoto.refused_at).is_(None),
            Ticket.visibility == Visibility.PUBLIC,
        )
        .order_by(col(TicketPhoto.created_at))
        .limit(WAITING_SHOWN)
    ).all()
    return tuple(
        PhotoToReview(
            PhotoKey(photo.key),
            TicketId(ticket.id),
            ServiceCode(ticket.service_code),
            ticket.service_name,
            ticket.public_address,
            ticket.description,
            photo.created_at,
            is_after=photo.look_id is not None,
        )
        for photo, ticket in rows
    )


def review(*, actor: Actor, key: PhotoKey, is_approved: bool, uow: UnitOfWork, clock: Clock) -> None:
    """Let the public see a photo, or not. Either can be changed again.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such photo on a ticket.
    """
    account_id = actor.require(Audience.COORDINATOR)
    photo = uow.db.get(TicketPhoto, key)
    ticket = uow.db.get(Ticket, photo.ticket_id) if photo is not None and photo.ticket_id else None
    if photo is None or ticket is None:
        raise NotFound
    photo.approved_at = clock.now() if is_approved else None
    photo.refused_at = None if is_approved else clock.now()
    photo.looked_at_by = account_id
    uow.db.flush()
    ticket.has_public_photo = _has_approved(ticket, uow)
    audit.note(
        actor=actor,
        action="photo_approved" if is_approved else "photo_refused",
        subject=ticket.id,
        uow=uow,
        clock=clock,
    )
    uow.announce(rooms.ticket(TicketId(ticket.id)), rooms.DESK)


def _has_approved(ticket: Ticket, uow: UnitOfWork) -> bool:
    found = uow.db.exec(
        select(TicketPhoto.key).where(
            TicketPhoto.ticket_id == ticket.id,
            col(TicketPhoto.approved_at).is_not(None),
            col(TicketPhoto.look_id).is_(None),  # lists show what was reported
        )
    ).first()
    return found is not None
