"""Filing again what the city closed and did not fix: a new request that names the original, linked in both directions.

It goes the way of every request: one transaction with its outbox row, the same ref once, looked up when unclear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import PhotoKey, Ref, TicketId, is_ref
from liaison_app.domain.ports import Clock
from liaison_app.domain.redress_rows import PhotoCopy
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import Redress, StatusChange, Ticket, TicketPhoto
from liaison_app.services import ticket_checking, ticket_filing
from liaison_app.services.looks import locked
from liaison_app.services.redress import draft_again, is_filed_again, is_its_liaison, is_redress
from liaison_app.services.redress_photos import copies_for, keep_copies
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_filing import FiledTicket
from liaison_app.services.ticket_reading import seen_by
from liaison_app.services.ticket_storing import check


def look_over(
    *,
    actor: Actor,
    ticket_id: TicketId,
    ref: str,
    description: str,
    personal_ok: str,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> tuple[PhotoCopy, ...]:
    """Which copies of photos to store before `file_again`; none where this pressing has filed it already.

    Raises: as `file_again`, so that nothing is stored for what cannot be filed.
    """
    actor.require(Audience.LIAISON)
    original, _ = seen_by(actor, ticket_id, snapshot)
    if not is_its_liaison(actor, original):
        raise NotFound
    if not is_ref(ref):
        raise InputInvalid({"form": "needed"})
    if _filed_before(ref, original, snapshot) is not None:
        return ()
    draft = draft_again(original, ref, description.strip(), snapshot, personal_ok=personal_ok)
    _require_redress(original, draft, snapshot)
    now = clock.now()
    check(draft, Ref(ref), snapshot, now=now, city_profile=city_profile, guidance=guidance, limits=filing_limits)
    ticket_checking.confirm(
        draft=draft, address=original.address, snapshot=snapshot, city_profile=city_profile, guidance=guidance,
        clock=clock,
    )  # fmt: skip
    return copies_for(original, ref, filing_limits.photos_per_ticket, snapshot)


def file_again(
    *,
    actor: Actor,
    ticket_id: TicketId,
    ref: str,
    description: str,
    personal_ok: str,
    copies: Sequence[PhotoCopy],
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> FiledTicket:
    """File the actor's own closed ticket again: the same service, place and answers, new words, and those `copies` of
    photos that are stored (`look_over`, `redress_photos.store_copies`). The same ref again brings back that ticket.

    `personal_ok` are the pieces of the words that look personal and are meant to go out (`privacy.pieces_of`).

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        NotFound: the actor has filed no such ticket.
        Conflict: it is not closed and seen not fixed (`no_redress`), or goes on under another request (`filed_again`);
            `already_sent`, as `ticket_filing.file`.
        InputInvalid: something is missing or cannot be taken, by field; the words do not name the original; a copy is
            none of a photo that may go.
    """
    account_id = actor.require(Audience.LIAISON)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    original = locked(ticket_id, uow)
    if not is_its_liaison(actor, original):
        raise NotFound
    draft = draft_again(original, ref, description.strip(), uow, personal_ok=personal_ok)
    if (before := _filed_before(ref, original, uow)) is not None:
        draft = replace(draft, photo_keys=_photos_of(before, uow))
    else:
        _require_redress(original, draft, uow)
        keep_copies(copies, original, ref, filing_limits.photos_per_ticket, uow)
        draft = replace(draft, photo_keys=tuple(copy.key for copy in copies))
    ticket_checking.confirm(
        draft=draft, address=original.address, snapshot=uow, city_profile=city_profile, guidance=guidance, clock=clock
    )
    filed = ticket_filing.file(
        actor=actor, draft=draft, address=original.address, uow=uow, clock=clock, city_profile=city_profile,
        guidance=guidance, filing_limits=filing_limits,
    )  # fmt: skip
    if filed.is_new:
        _link(filed.id, original, actor, uow, clock)
    return filed


def _filed_before(ref: str, original: Ticket, snapshot: Snapshot) -> TicketId | None:
    """What this pressing has become already."""
    wanted = select(Redress.ticket_id).join(Ticket, col(Ticket.id) == col(Redress.ticket_id))
    found = snapshot.db.exec(wanted.where(Ticket.ref == ref, Redress.original_id == original.id)).first()
    return TicketId(found) if found is not None else None


def _photos_of(ticket_id: TicketId, uow: UnitOfWork) -> tuple[PhotoKey, ...]:
    wanted = select(TicketPhoto.key).where(TicketPhoto.ticket_id == ticket_id, col(TicketPhoto.look_id).is_(None))
    return tuple(PhotoKey(key) for key in uow.db.exec(wanted.order_by(col(TicketPhoto.position))).all())


def _require_redress(original: Ticket, draft: TicketDraft, snapshot: Snapshot) -> None:
    if not is_redress(original):
        raise Conflict("no_redress")
    if is_filed_again(original, snapshot):
        raise Conflict("filed_again")
    if (original.service_request_id or original.id) not in draft.description:
        raise InputInvalid({"description": "number_missing"})


def _link(filed: TicketId, original: Ticket, actor: Actor, uow: UnitOfWork, clock: Clock) -> None:
    ticket = uow.db.get_one(Ticket, filed)
    uow.db.add(Redress(ticket_id=filed, original_id=original.id))
    uow.db.add(
        StatusChange(
            ticket_id=original.id, at=clock.now(), kind=ChangeKind.FILED_AGAIN, word=filed, by=actor.account_id,
            is_public=ticket.visibility is Visibility.PUBLIC,
        )
    )  # fmt: skip
    uow.announce(rooms.ticket(TicketId(original.id)))
