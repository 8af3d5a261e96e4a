"""Parts of a photo are blacked out: a new picture is made of the original and has a key, and so an address, of its own.

The original and every picture before stay stored or go; none of them has a row, so that no address opens them. Only a
coordinator who has just given a reason opens the original.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import PhotoKey, new_key
from liaison_app.domain.moderation import Act, Subject
from liaison_app.domain.photo_regions import MOST_REGIONS, Region
from liaison_app.domain.ports import CleanPhoto, Clock, PhotoCleaner, PhotoStore
from liaison_app.domain.ports_mail import ModerationWriter
from liaison_app.models import ModerationStep, PhotoCover, TicketPhoto
from liaison_app.services.moderation_steps import note_step, read_reason
from liaison_app.services.photo_holding import held_photo, photo_on_ticket
from liaison_app.services.photos import thumb_key

OPEN_FOR = timedelta(minutes=10)


def look_over(
    *, actor: Actor, key: PhotoKey, regions: Sequence[Region], reason: str, snapshot: Snapshot
) -> tuple[PhotoKey, tuple[Region, ...]]:
    """The original of a photo, and all that is to be black in it: what was before, and `regions`.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such photo on a ticket (any more).
        InputInvalid: no reason is given (`reason`); nothing is to be black, or far too much (`regions`).
    """
    actor.require(Audience.COORDINATOR)
    photo_on_ticket(key, snapshot)
    read_reason(reason)
    cover = snapshot.db.get(PhotoCover, key)
    before = tuple(Region(*edges) for edges in cover.regions) if cover is not None else ()
    if not regions or len(before) + len(regions) > MOST_REGIONS:
        raise InputInvalid({"regions": "needed" if not regions else "too_long"})
    return PhotoKey(cover.original_key if cover is not None else key), (*before, *regions)


def draw(
    *,
    actor: Actor,
    original: PhotoKey,
    regions: Sequence[Region],
    photo_cleaner: PhotoCleaner,
    photo_store: PhotoStore,
) -> tuple[PhotoKey, CleanPhoto]:
    """Make the new picture and store it under a key of ours. No row tells of it yet: call `replace` next.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: the bytes are gone.
        StorageFull: nothing was stored.
    """
    actor.require(Audience.COORDINATOR)
    data = photo_store.get(original)
    if data is None:
        raise NotFound
    clean, key = photo_cleaner.black_out(data, regions), PhotoKey(new_key())
    photo_store.put(key, clean.data)
    photo_store.put(thumb_key(key), clean.thumb)
    return key, clean


def replace(
    *,
    actor: Actor,
    key: PhotoKey,
    made: tuple[PhotoKey, CleanPhoto],
    regions: Sequence[Region],
    reason: str,
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """The new picture takes the photo's place everywhere; with the commit no address opens what was there before.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: the photo has another picture by now.
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    actor.require(Audience.COORDINATOR)
    photo, ticket = held_photo(key, uow)
    why, (new, clean), cover = read_reason(reason), made, uow.db.get(PhotoCover, key)
    original = cover.original_key if cover is not None else key
    if cover is not None:
        uow.db.delete(cover)
        uow.db.flush()
    edges = [one.edges for one in regions]
    uow.db.add(PhotoCover(key=new, original_key=original, ticket_id=ticket.id, regions=edges))
    owner_id = photo.owner_id
    _rename(key, new, uow, width=clean.width, height=clean.height, size_bytes=len(clean.data))
    note_step(
        Act.BLACKED_OUT, Subject.PHOTO, new, ticket, actor=actor, author_id=owner_id, uow=uow, clock=clock, reason=why,
        writer=moderation_writer,
    )  # fmt: skip


def undo(
    *, actor: Actor, key: PhotoKey, reason: str, uow: UnitOfWork, clock: Clock, moderation_writer: ModerationWriter
) -> None:
    """The photo is shown again as it was sent, to whoever may see it.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such photo on a ticket (any more).
        Conflict: nothing is black in it.
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    actor.require(Audience.COORDINATOR)
    photo, ticket = held_photo(key, uow)
    why, cover, owner_id = read_reason(reason), uow.db.get(PhotoCover, key), photo.owner_id
    if cover is None:
        raise Conflict("nothing_taken_out")
    original = PhotoKey(cover.original_key)
    uow.db.delete(cover)
    _rename(key, original, uow)
    note_step(
        Act.UNDONE, Subject.PHOTO, original, ticket, actor=actor, author_id=owner_id, uow=uow, clock=clock, reason=why,
        writer=moderation_writer,
    )  # fmt: skip


def note_opened(*, actor: Actor, key: PhotoKey, reason: str, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator is about to open the original, and says why; `original_of` lets them for a few minutes.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such photo on a ticket (any more).
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    actor.require(Audience.COORDINATOR)
    photo, ticket = held_photo(key, uow)
    note_step(
        Act.OPENED, Subject.PHOTO, key, ticket, actor=actor, author_id=photo.owner_id, uow=uow, clock=clock,
        reason=read_reason(reason),
    )  # fmt: skip


def original_of(*, actor: Actor, key: PhotoKey, snapshot: Snapshot, clock: Clock) -> PhotoKey:
    """Under which key the original of a photo is stored, for a coordinator who has just said why they open it.

    Raises:
        NotFound: for anybody else, and where nothing is black in it; nobody can tell which.
    """
    cover = snapshot.db.get(PhotoCover, key)
    if cover is None or not actor.is_in(Audience.COORDINATOR):
        raise NotFound
    said_why = select(ModerationStep.id).where(
        ModerationStep.ticket_id == cover.ticket_id,
        ModerationStep.act == Act.OPENED,
        ModerationStep.subject_id == key,
        ModerationStep.by == actor.account_id,
        col(ModerationStep.at) > clock.now() - OPEN_FOR,
    )
    if snapshot.db.exec(said_why.limit(1)).first() is None:
        raise NotFound
    return PhotoKey(cover.original_key)


def _rename(key: PhotoKey, new: PhotoKey, uow: UnitOfWork, **sizes: int) -> None:
    """Give the photo another key: whoever may see it finds it there, and nothing where it was."""
    uow.db.flush()
    renamed = update(TicketPhoto).where(col(TicketPhoto.key) == key).values(key=new, **sizes)
    uow.db.execute(renamed, execution_options={"synchronize_session": False})
    uow.db.expire_all()
