"""The photos that go with a redress: copies of what was seen after the closing, then of what was reported.

A photo belongs to one ticket, and stays with it. A copy has a key of its own, always the same for the same marker, so
that pressing twice stores it once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.drafts import FilingLimits
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, PhotoKey, TicketId, derived_key, is_ref
from liaison_app.domain.ports import PhotoStore
from liaison_app.domain.redress_rows import PhotoCopy
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.services.photos import thumb_key
from liaison_app.services.ticket_reading import seen_by


def photos_to_send(ticket: Ticket, most: int, snapshot: Snapshot) -> list[PhotoKey]:
    """Which photos of a ticket go with it when it is filed again: those of the newest look first, none refused."""
    wanted = select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id, col(TicketPhoto.refused_at).is_(None))
    rows = snapshot.db.exec(wanted.order_by(col(TicketPhoto.position))).all()
    newest = max((one.look_id for one in rows if one.look_id is not None), default=None)
    after = [one for one in rows if one.look_id == newest and newest is not None]
    before = [one for one in rows if one.look_id is None]
    return [PhotoKey(one.key) for one in (*after, *before)][:most]


def copies_for(
    *, actor: Actor, ticket_id: TicketId, ref: str, snapshot: Snapshot, filing_limits: FilingLimits
) -> tuple[PhotoCopy, ...]:
    """The copies that filing a ticket again under `ref` needs.

    Raises:
        SignInNeeded, NotAllowed, NotFound: the actor has filed no such ticket.
        InputInvalid: `ref` is no marker.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, snapshot)
    if ticket.filed_by != account_id:
        raise NotFound
    if not is_ref(ref):
        raise InputInvalid({"form": "needed"})
    sources = photos_to_send(ticket, filing_limits.photos_per_ticket, snapshot)
    return tuple(PhotoCopy(source, PhotoKey(derived_key(ref, source))) for source in sources)


def store_copies(*, copies: Sequence[PhotoCopy], photo_store: PhotoStore) -> None:
    """Put the copies' bytes in the store; no row tells of them yet. What is gone there is left out.

    Raises:
        StorageFull: nothing more can be stored.
    """
    for copy in copies:
        for source, key in ((copy.source, copy.key), (thumb_key(copy.source), thumb_key(copy.key))):
            data = photo_store.get(source)
            if data is not None and photo_store.get(key) is None:
                photo_store.put(key, data)


def keep_copies(copies: Sequence[PhotoCopy], account_id: AccountId, uow: UnitOfWork) -> None:
    """Their rows, as loose photos of the account. What a coordinator has let the public see stays so."""
    for copy in copies:
        source = uow.db.get_one(TicketPhoto, copy.source)
        if uow.db.get(TicketPhoto, copy.key) is None:
            uow.db.add(
                TicketPhoto(
                    key=copy.key, owner_id=account_id, width=source.width, height=source.height,
                    size_bytes=source.size_bytes, created_at=source.created_at, approved_at=source.approved_at,
                    looked_at_by=source.looked_at_by,
                )
            )  # fmt: skip
    uow.db.flush()
