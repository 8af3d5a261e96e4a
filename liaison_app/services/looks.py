"""Recording what is there, once the city says that it is done: an outcome is said by people who looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, TooMany
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.looks import LookDraft, check
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import Redress, StatusChange, Ticket, TicketPhoto
from liaison_app.services import audit
from liaison_app.services.levels import require_certified
from liaison_app.services.look_asking import is_asked
from liaison_app.services.look_counting import recount
from liaison_app.services.loose_photos import loose_photos
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_projection import day_of
from liaison_app.services.ticket_reading import seen_by
from liaison_app.services.ticket_rooms import rooms_of

A_DAY = timedelta(days=1)
# Somebody may be there in the morning and in the evening; nobody goes there all day.
MOST_A_DAY = 10


def record(
    *,
    actor: Actor,
    ticket_id: TicketId,
    draft: LookDraft,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    filing_limits: FilingLimits,
) -> None:
    """Record a look; it is added to the history, and the newest one counts. The same ref again stores nothing new.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or not one of those who are asked.
        LevelNeeded: everybody reads it at once, and the actor does not file directly.
        NotFound: there is no such ticket for the actor.
        Conflict: the city has not closed it (`not_closed`), or the ref belongs to another look (`already_sent`).
        InputInvalid: something is missing or cannot be taken, by field.
        TooMany: the actor has recorded too many about it today.
    """
    account_id = require_certified(actor, uow, clock)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    ticket = locked(ticket_id, uow)
    if not is_asked(actor, ticket, uow):
        raise NotAllowed
    if _is_recorded(draft, ticket, account_id, uow):
        return
    if ticket.status is not Status.CLOSED:
        raise Conflict("not_closed")
    zone, now = city_profile.time_zone, clock.now()
    today = day_of(now, zone)
    earliest = min(today, day_of(ticket.closed_at or ticket.requested_at, zone))
    parts = check(draft, earliest=earliest, today=today, most_photos=filing_limits.photos_per_ticket)
    require_meant(draft.note, draft.personal_ok)
    _require_room_today(account_id, ticket.id, now, uow)
    ref, outcome, looked_on = parts
    look = StatusChange(
        ticket_id=ticket.id, at=now, kind=ChangeKind.OUTCOME, word=outcome.value, note=draft.note, by=account_id,
        seen_on=looked_on, ref=ref,
    )  # fmt: skip
    _store(look, draft, ticket, account_id, uow)
    ticket.updated_at = now
    recount(ticket, uow)
    audit.note(actor=actor, action="looked", subject=ticket.id, uow=uow, clock=clock)
    uow.announce(*rooms_of(ticket), *_room_of_original(ticket, uow), *([rooms.DESK] if draft.photo_keys else []))


def locked(ticket_id: TicketId, uow: UnitOfWork) -> Ticket:
    """A ticket for this transaction alone, as it is now; rows that only refer to it do not wait."""
    wanted = select(Ticket).where(Ticket.id == ticket_id).with_for_update(key_share=True)
    return uow.db.exec(wanted.execution_options(populate_existing=True)).one()


def _is_recorded(draft: LookDraft, ticket: Ticket, account_id: AccountId, uow: UnitOfWork) -> bool:
    if draft.ref is None:
        return False
    before = uow.db.exec(select(StatusChange).where(StatusChange.ref == draft.ref)).first()
    if before is None:
        return False
    photos = set(uow.db.exec(select(TicketPhoto.key).where(TicketPhoto.look_id == before.id)).all())
    there = (before.ticket_id, before.by, before.word, before.seen_on, before.note, photos)
    if there != (ticket.id, account_id, draft.outcome, draft.looked_on, draft.note, set(draft.photo_keys)):
        raise Conflict("already_sent")
    return True


def _store(look: StatusChange, draft: LookDraft, ticket: Ticket, account_id: AccountId, uow: UnitOfWork) -> None:
    """The look and its photos. Raises: InputInvalid, where one of them is not the actor's to give."""
    photos = loose_photos(draft.photo_keys, account_id, uow)
    if len(photos) != len(draft.photo_keys):
        raise InputInvalid({"photo": "photo_gone"})
    uow.db.add(look)
    uow.db.flush()
    last = select(func.coalesce(func.max(TicketPhoto.position), -1)).where(TicketPhoto.ticket_id == ticket.id)
    for position, photo in enumerate(photos, start=uow.db.exec(last).one() + 1):
        photo.ticket_id, photo.look_id, photo.position = ticket.id, look.id, position
        uow.db.add(photo)


def _require_room_today(account_id: AccountId, ticket_id: str, now: datetime, uow: UnitOfWork) -> None:
    mine = select(func.count()).select_from(StatusChange).where(
        StatusChange.ticket_id == ticket_id, StatusChange.kind == ChangeKind.OUTCOME, StatusChange.by == account_id
    )  # fmt: skip
    if uow.db.exec(mine.where(col(StatusChange.at) > now - A_DAY)).one() >= MOST_A_DAY:
        raise TooMany(int(A_DAY.total_seconds()))


def _room_of_original(ticket: Ticket, uow: UnitOfWork) -> list[str]:
    """What becomes of the second request shows on the page of the first."""
    link = uow.db.get(Redress, ticket.id)
    return [rooms.ticket(TicketId(link.original_id))] if link is not None else []
