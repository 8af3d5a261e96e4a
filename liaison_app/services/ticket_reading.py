"""Seeing one ticket: who may see how much of it, and all of it that they may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_process import NOTHING_KNOWN, CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId, PhotoKey, ServiceCode, TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.ticket_rows import (
    ChangeRow,
    Custody,
    PhotoRow,
    Sight,
    TicketDetail,
    Usual,
)
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import (
    Follow,
    HeardFrom,
    Neighborhood,
    StatusChange,
    Ticket,
    TicketPhoto,
)
from liaison_app.services import audit
from liaison_app.services.chronic_spots import spot_of
from liaison_app.services.co_sign_reading import co_signed_by
from liaison_app.services.message_reading import is_among_people, messages_of, takes_messages
from liaison_app.services.open_data_showing import open_data_part
from liaison_app.services.ticket_parts import own_part, sent_part
from liaison_app.services.ticket_projection import card_of, day_of, day_or_none
from liaison_app.services.usual_times import usual_of

# What the public hears of a ticket's history, and of which of it the exact time.
PUBLIC_KINDS = frozenset(
    {
        ChangeKind.FILED,
        ChangeKind.CITY_NUMBER,
        ChangeKind.CITY_UPDATE,
        ChangeKind.STATUS,
        ChangeKind.NOT_UNDERSTOOD,
        ChangeKind.OUTCOME,
    }
)
_CITY_KINDS = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})
# The city has it, or may have it: it may look at what it got.
_SENT = frozenset({Delivery.ACCEPTED, Delivery.AWAITING_ID, Delivery.UNKNOWN})


def sight_of(actor: Actor, ticket: Ticket) -> Sight | None:
    """How much of `ticket` the actor may see; None where nothing."""
    if actor.is_system or actor.role is Role.COORDINATOR:
        return Sight.FULL
    if actor.account_id is not None and actor.account_id == ticket.filed_by:
        return Sight.FULL
    if actor.role is Role.CITY and ticket.delivery in _SENT:
        return Sight.SENT
    return Sight.PUBLIC if ticket.visibility is Visibility.PUBLIC else None


def seen_by(actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> tuple[Ticket, Sight]:
    """A ticket and how much of it the actor may see.

    Raises:
        NotFound: there is none, or it is private and none of the actor's business; nobody can tell which.
    """
    ticket = snapshot.db.get(Ticket, ticket_id)
    sight = sight_of(actor, ticket) if ticket is not None else None
    if ticket is None or sight is None:
        raise NotFound
    return ticket, sight


def show(
    *,
    actor: Actor,
    ticket_id: TicketId,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    delivery_policy: DeliveryPolicy,
    city_process: CityProcess = NOTHING_KNOWN,
) -> TicketDetail:
    """Everything about a ticket that the actor may see. Raises: NotFound, as `seen_by`."""
    ticket, sight = seen_by(actor, ticket_id, snapshot)
    zone, now, neighborhood = city_profile.time_zone, clock.now(), _neighborhood_name(ticket, snapshot)
    photos = _photos(ticket, sight, zone, snapshot)
    changes = _changes(ticket, sight, snapshot)
    return TicketDetail(
        card=card_of(ticket, today=day_of(now, zone), zone=zone, photo=_first_public(photos)),
        sight=sight,
        visibility=ticket.visibility,
        origin=ticket.origin,
        neighborhood_name=neighborhood,
        department=ticket.agency_responsible,
        service_notice=ticket.service_notice if sight is not Sight.PUBLIC else "",
        city_words=_last_words(changes, sight),
        status_word=redacted(ticket.status_word),
        custody=_custody(ticket, changes, zone),
        changes=tuple(change_row(change, sight, zone) for change in reversed(changes)),
        photos=photos,
        usual=_usual(ticket, neighborhood, now, snapshot),
        read_at=now,
        today=day_of(now, zone),
        is_following=_is_following(actor, ticket, snapshot),
        has_co_signed=bool(co_signed_by(actor.account_id, [ticket.id], snapshot)),
        sent=sent_part(ticket, snapshot) if sight is not Sight.PUBLIC and ticket.origin not in MIRRORED else None,
        published=ticket.description if ticket.origin in MIRRORED else "",
        own=own_part(actor, ticket, snapshot) if sight is Sight.FULL else None,
        open_data=open_data_part(ticket, zone, snapshot),
        spot=spot_of(ticket=ticket, city_profile=city_profile, city_process=city_process, snapshot=snapshot),
        messages=messages_of(actor=actor, ticket=ticket, snapshot=snapshot),
        may_ask_city=takes_messages(ticket, delivery_policy) and is_among_people(actor, ticket, snapshot),
    )


def reveal_heard_from(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> tuple[str, str]:
    """Name and contact of the neighbor a ticket was heard from, for a coordinator who asks; ('', '') where nobody.

    Each asking leaves a row in the audit trail.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
    """
    actor.require(Audience.COORDINATOR)
    seen_by(actor, ticket_id, uow)
    heard = uow.db.get(HeardFrom, ticket_id)
    audit.note(actor=actor, action="heard_from_seen", subject=ticket_id, uow=uow, clock=clock)
    return (heard.name, heard.contact) if heard else ("", "")


def _neighborhood_name(ticket: Ticket, snapshot: Snapshot) -> str:
    found = snapshot.db.get(Neighborhood, ticket.neighborhood_id) if ticket.neighborhood_id else None
    return found.name if found else ""


def _usual(ticket: Ticket, neighborhood: str, now: datetime, snapshot: Snapshot) -> Usual | None:
    return usual_of(
        service_code=ServiceCode(ticket.service_code),
        neighborhood_id=NeighborhoodId(ticket.neighborhood_id) if ticket.neighborhood_id else None,
        neighborhood_name=neighborhood,
        now=now,
        snapshot=snapshot,
    )


def _photos(ticket: Ticket, sight: Sight, zone: ZoneInfo, snapshot: Snapshot) -> tuple[PhotoRow, ...]:
    wanted = select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id).order_by(col(TicketPhoto.position))
    if sight is not Sight.FULL:
        wanted = wanted.where(col(TicketPhoto.refused_at).is_(None))
    if sight is Sight.PUBLIC:
        wanted = wanted.where(col(TicketPhoto.approved_at).is_not(None))
    return tuple(
        PhotoRow(
            key=PhotoKey(photo.key),
            width=photo.width,
            height=photo.height,
            taken_on=day_of(photo.created_at, zone),
            is_public=photo.approved_at is not None and photo.refused_at is None,
        )
        for photo in snapshot.db.exec(wanted).all()
    )


def _first_public(photos: Sequence[PhotoRow]) -> PhotoKey | None:
    return next((photo.key for photo in photos if photo.is_public), None)


def _changes(ticket: Ticket, sight: Sight, snapshot: Snapshot) -> Sequence[StatusChange]:
    wanted = (
        select(StatusChange)
        .where(StatusChange.ticket_id == ticket.id)
        .order_by(col(StatusChange.at), col(StatusChange.id))
    )
    if sight is not Sight.FULL:
        wanted = wanted.where(col(StatusChange.is_public).is_(True), col(StatusChange.kind).in_(PUBLIC_KINDS))
    return snapshot.db.exec(wanted).all()


def change_row(change: StatusChange, sight: Sight, zone: ZoneInfo) -> ChangeRow:
    """One step as it may be shown with this `sight`."""
    is_city = change.kind in _CITY_KINDS
    is_full = sight is Sight.FULL
    return ChangeRow(
        kind=change.kind,
        word=change.word,
        note=_note_for(change, sight) if is_city or is_full else "",
        on=day_of(change.at, zone),
        at=change.at if is_city or is_full else None,
    )


def _note_for(change: StatusChange, sight: Sight) -> str:
    """The city may write down whom to call and which car it was; the public gets its words without them."""
    return redacted(change.note) if sight is Sight.PUBLIC else change.note


def _last_words(changes: Sequence[StatusChange], sight: Sight) -> str:
    said = (change for change in reversed(changes) if change.kind in _CITY_KINDS and change.note)
    return next((_note_for(change, sight) for change in said), "")


def _first(changes: Sequence[StatusChange], kind: ChangeKind) -> datetime | None:
    return next((change.at for change in changes if change.kind is kind), None)


def _first_step(changes: Sequence[StatusChange], closed_at: datetime | None) -> datetime | None:
    """When the city first did something, other than close it; what it answers afterwards is nothing done."""
    done = (change.at for change in changes if change.kind is ChangeKind.CITY_UPDATE)
    steps = (at for at in done if closed_at is None or at < closed_at)
    return next(steps, None)


def _custody(ticket: Ticket, changes: Sequence[StatusChange], zone: ZoneInfo) -> Custody:
    return Custody(
        saved_on=day_of(ticket.requested_at, zone),
        accepted_on=day_or_none(ticket.accepted_at, zone),
        with_department_on=day_or_none(_first_step(changes, ticket.closed_at), zone),
        closed_on=day_or_none(ticket.closed_at, zone),
        looked_on=day_or_none(_first(list(reversed(changes)), ChangeKind.OUTCOME), zone),
    )


def _is_following(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> bool:
    if actor.account_id is None:
        return False
    return snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None
