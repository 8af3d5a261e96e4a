"""The photos that go with a redress: copies of what was seen not fixed after the closing, then of what was reported.

A photo belongs to one ticket, and stays with it. A copy has a key of its own, always the same for the same marker, so
that pressing twice stores it once; a coordinator looks at it as at any other photo before the public sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import AccountId, PhotoKey, derived_key
from liaison_app.domain.ports import PhotoStore, RateLimits
from liaison_app.domain.redress_rows import PhotoCopy
from liaison_app.domain.tickets import NOT_FIXED, Outcome
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.services.look_counting import kept_looks
from liaison_app.services.photos import HOUR_S, UPLOADS_PER_HOUR, thumb_key


def photos_to_send(ticket: Ticket, most: int, snapshot: Snapshot) -> list[PhotoKey]:
    """Which photos of a ticket go with it when its liaison files it again, none refused: those of looks at this closing
    that saw it not fixed, the newest look's first, then those of the report.

    What somebody else took after the closing goes once a coordinator has approved it: they were told so.
    """
    wanted = select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id, col(TicketPhoto.refused_at).is_(None))
    rows = snapshot.db.exec(wanted.order_by(col(TicketPhoto.position))).all()
    looks = [one.id for one in kept_looks(ticket, snapshot) if Outcome(one.word) in NOT_FIXED]
    after = [one for look in looks for one in rows if one.look_id == look and _may_go(one, ticket)]
    before = [one for one in rows if one.look_id is None]
    return [PhotoKey(one.key) for one in (*after, *before)][:most]


def _may_go(photo: TicketPhoto, ticket: Ticket) -> bool:
    return photo.approved_at is not None or (photo.owner_id is not None and photo.owner_id == ticket.filed_by)


def copies_for(ticket: Ticket, ref: str, most: int, snapshot: Snapshot) -> tuple[PhotoCopy, ...]:
    """The copies that filing a ticket again under `ref` needs."""
    sources = photos_to_send(ticket, most, snapshot)
    return tuple(PhotoCopy(source, PhotoKey(derived_key(ref, source))) for source in sources)


def store_copies(
    *, actor: Actor, copies: Sequence[PhotoCopy], photo_store: PhotoStore, rate_limits: RateLimits | None = None
) -> tuple[PhotoCopy, ...]:
    """Put the copies' bytes in the store, and say which are there now; no row tells of them yet.

    What is gone there is left out. Each one stored counts as a photo that the actor sends.

    Raises:
        SignInNeeded, NotAllowed: the actor may not send photos.
        TooMany: more than 60 in an hour.
        StorageFull: nothing more can be stored.
    """
    account_id = actor.require(Audience.LIAISON)
    return tuple(copy for copy in copies if _is_stored(copy, account_id, photo_store, rate_limits))


def _is_stored(copy: PhotoCopy, account_id: AccountId, photo_store: PhotoStore, rate_limits: RateLimits | None) -> bool:
    if photo_store.get(copy.key) is not None:
        return True
    data, thumb = photo_store.get(copy.source), photo_store.get(thumb_key(copy.source))
    if data is None:
        return False
    if rate_limits is not None:
        rate_limits.hit("photo", account_id, limit=UPLOADS_PER_HOUR, per_s=HOUR_S)
    if thumb is not None:
        _put(thumb_key(copy.key), thumb, photo_store)
    _put(copy.key, data, photo_store)
    return True


def _put(key: PhotoKey, data: bytes, photo_store: PhotoStore) -> None:
    with suppress(FileExistsError):  # pressed twice at the same moment: it is the same photo
        photo_store.put(key, data)


def keep_copies(copies: Sequence[PhotoCopy], ticket: Ticket, ref: str, most: int, uow: UnitOfWork) -> None:
    """The rows of copies whose bytes are stored, as loose photos of the ticket's liaison.

    Raises:
        InputInvalid: one is no copy for this ticket and marker, or its source must not go any more.
    """
    allowed = copies_for(ticket, ref, most, uow)
    if not set(copies) <= set(allowed):
        raise InputInvalid({"photo": "photo_gone"})
    for copy in copies:
        source = uow.db.get_one(TicketPhoto, copy.source)
        uow.db.add(
            TicketPhoto(
                key=copy.key, owner_id=ticket.filed_by, width=source.width, height=source.height,
                size_bytes=source.size_bytes, created_at=source.created_at,
            )
        )  # fmt: skip
    uow.db.flush()
