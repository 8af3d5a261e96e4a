"""Filing a ticket: everything that belongs to it is stored in one transaction, once, however often Send is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import Ref, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import Ticket
from liaison_app.services.loose_photos import loose_photos
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_resending import is_same_report
from liaison_app.services.ticket_storing import CheckedDraft, Sender, check, store


@dataclass(frozen=True, slots=True)
class FiledTicket:
    """What the sender gets back. `is_new` is False where this pressing of Send had arrived before."""

    id: TicketId
    is_new: bool


def file(
    *,
    actor: Actor,
    draft: TicketDraft,
    address: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> FiledTicket:
    """File a draft: the ticket, its answers and photos, the neighbor, its first status change and its outbox row.

    All of it commits together. `address` is how the place is called (the caller asks the geocoder before, because no
    transaction waits for the network). A ref that was filed before brings back that ticket and stores nothing; two
    presses at the same moment take turns, and both get it.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        InputInvalid: something is missing or cannot be taken, by field.
        Conflict: `already_sent`, the ref's ticket says something else than the draft, which was changed after it had
            been sent; the ref belongs to somebody else's ticket; or no free number was found.
    """
    account_id = actor.require(Audience.LIAISON)
    if draft.ref is None:
        raise InputInvalid({"form": "needed"})
    wait_for_turn(account_id, uow)
    before = uow.db.exec(select(Ticket).where(Ticket.ref == draft.ref)).first()
    if before is not None:
        if before.filed_by != account_id:
            raise Conflict("ref_taken")
        if not is_same_report(before, draft, uow, city_profile, guidance):
            raise Conflict("already_sent")
        return FiledTicket(TicketId(before.id), is_new=False)
    photos = loose_photos(draft.photo_keys, account_id, uow)
    checked = _check(draft, draft.ref, len(photos), uow, clock.now(), city_profile, guidance, filing_limits)
    ticket = store(checked, Sender(account_id), address=address, photos=photos, uow=uow, clock=clock)
    return FiledTicket(TicketId(ticket.id), is_new=True)


def _check(
    draft: TicketDraft,
    ref: Ref,
    photos_there: int,
    uow: UnitOfWork,
    now: datetime,
    city_profile: CityProfile,
    guidance: Guidance,
    limits: FilingLimits,
) -> CheckedDraft:
    gone = {} if photos_there == len(draft.photo_keys) else {"photo": "photo_gone"}
    try:
        checked = check(draft, ref, uow, now=now, city_profile=city_profile, guidance=guidance, limits=limits)
    except InputInvalid as invalid:
        raise InputInvalid(gone | invalid.errors) from invalid
    if gone:
        raise InputInvalid(gone)
    return checked
