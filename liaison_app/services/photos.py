"""Photos: taken in, shown to whom they may be shown, looked at by a coordinator before the public sees them."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, new_key
from liaison_app.domain.moderation import Act, Subject
from liaison_app.domain.ports import CleanPhoto, Clock, PhotoCleaner, PhotoStore, RateLimits
from liaison_app.domain.ports_mail import ModerationWriter
from liaison_app.domain.ticket_rows import Sight
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.services.message_photos import is_read_by
from liaison_app.services.moderation_steps import note_step, read_reason
from liaison_app.services.module_pictures import is_shown_to
from liaison_app.services.photo_holding import held_photo
from liaison_app.services.ticket_reading import sight_of

UPLOADS_PER_HOUR = 60
HOUR_S = 3600
_THUMB = "-thumb"


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
    is_seen = _sees(actor, ticket, is_approved, is_sent=is_sent and not is_refused)
    if not (is_own or is_seen or is_read_by(actor, key, snapshot) or is_shown_to(actor, key, snapshot)):
        raise NotFound
    return is_approved and ticket is not None and ticket.visibility in OPEN_TO_ALL


def _sees(actor: Actor, ticket: Ticket | None, is_approved: bool, *, is_sent: bool) -> bool:
    """The same photos as the ticket's page lists for this actor."""
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


def review(
    *,
    actor: Actor,
    key: PhotoKey,
    is_approved: bool,
    reason: str = "",
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """Let the public see a photo; or not, with a reason that its sender is told. Either can be changed again.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such photo on a ticket (any more).
        InputInvalid: (field `reason`) none is given where the public is not to see it (any more), or where it is to
            see again what was hidden.
    """
    account_id = actor.require(Audience.COORDINATOR)
    photo, ticket = held_photo(key, uow)
    act = _act_of(photo, is_approved=is_approved)
    why = "" if act is Act.SHOWN else read_reason(reason)
    photo.approved_at = clock.now() if is_approved else None
    photo.refused_at = None if is_approved else clock.now()
    photo.looked_at_by = account_id
    uow.db.flush()
    ticket.has_public_photo = _has_approved(ticket, uow)
    # Nobody wants a mail for each photo that stands where they sent it.
    told_to = None if act is Act.SHOWN else photo.owner_id
    note_step(
        act, Subject.PHOTO, photo.key, ticket, actor=actor, author_id=told_to, uow=uow, clock=clock, reason=why,
        writer=moderation_writer,
    )  # fmt: skip


def _act_of(photo: TicketPhoto, *, is_approved: bool) -> Act:
    if is_approved:
        return Act.UNDONE if photo.refused_at is not None else Act.SHOWN
    return Act.HIDDEN if photo.approved_at is not None else Act.KEPT_PRIVATE


def _has_approved(ticket: Ticket, uow: UnitOfWork) -> bool:
    found = uow.db.exec(
        select(TicketPhoto.key).where(
            TicketPhoto.ticket_id == ticket.id,
            col(TicketPhoto.approved_at).is_not(None),
            col(TicketPhoto.look_id).is_(None),  # lists show what was reported
        )
    ).first()
    return found is not None
