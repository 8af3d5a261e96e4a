"""Seeing one ticket: who may see how much of it, and all of it that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import PUBLIC, Actor, Audience, Role
from liaison_app.domain.city_process import NOTHING_KNOWN, CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.threads import USUAL_ANSWERS, AnswerPolicy
from liaison_app.domain.ticket_rows import (
    ChangeRow,
    Custody,
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
)
from liaison_app.services import audit
from liaison_app.services.chronic_spots import spot_of
from liaison_app.services.co_sign_reading import co_signed_by
from liaison_app.services.look_counting import is_of_this_closing, looks_of_closing, seen_on
from liaison_app.services.look_reading import look_part, names_of_lookers, original_of, seconds_of
from liaison_app.services.message_reading import thread_of
from liaison_app.services.open_data_showing import open_data_part
from liaison_app.services.ticket_parts import own_part, sent_part
from liaison_app.services.ticket_photos import first_public, photos_of
from liaison_app.services.ticket_projection import card_of, day_of, day_or_none
from liaison_app.services.usual_times import usual_of

NOBODY: Mapping[str, str] = MappingProxyType({})
# What the public hears of a ticket's history, and of which of it the exact time.
PUBLIC_KINDS = frozenset(
    {
        ChangeKind.FILED,
        ChangeKind.CITY_NUMBER,
        ChangeKind.CITY_UPDATE,
        ChangeKind.STATUS,
        ChangeKind.NOT_UNDERSTOOD,
        ChangeKind.OUTCOME,
        ChangeKind.FILED_AGAIN,
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
    answer_policy: AnswerPolicy = USUAL_ANSWERS,
    city_process: CityProcess = NOTHING_KNOWN,
) -> TicketDetail:
    """Everything about a ticket that the actor may see. Raises: NotFound, as `seen_by`."""
    ticket, sight = seen_by(actor, ticket_id, snapshot)
    zone, now, changes = city_profile.time_zone, clock.now(), _changes(actor, ticket, sight, snapshot)
    today, neighborhood = day_of(now, zone), _neighborhood_name(ticket, snapshot)
    photos = photos_of(actor, ticket, sight, changes, zone, snapshot)
    return TicketDetail(
        card=card_of(ticket, today=today, zone=zone, photo=first_public(photos)),
        sight=sight,
        visibility=ticket.visibility,
        origin=ticket.origin,
        neighborhood_name=neighborhood,
        department=ticket.agency_responsible,
        service_notice=ticket.service_notice if sight is not Sight.PUBLIC else "",
        city_words=_last_words(changes, sight),
        status_word=redacted(ticket.status_word),
        custody=_custody(ticket, changes, city_profile),
        changes=_change_rows(actor, changes, ticket, sight, city_profile, snapshot),
        photos=photos,
        usual=_usual(ticket, neighborhood, now, snapshot),
        read_at=now,
        today=today,
        sent=sent_part(ticket, snapshot) if sight is not Sight.PUBLIC and ticket.origin not in MIRRORED else None,
        published=ticket.description if ticket.origin in MIRRORED else "",
        own=own_part(actor, ticket, snapshot) if sight is Sight.FULL else None,
        open_data=open_data_part(ticket, zone, snapshot),
        spot=spot_of(ticket=ticket, city_profile=city_profile, city_process=city_process, snapshot=snapshot),
        thread=thread_of(actor=actor, ticket=ticket, policy=delivery_policy, answers=answer_policy, snapshot=snapshot),
        **_stands_to_it(actor, ticket, changes, city_profile, snapshot),
        **_filed_again(actor, ticket, today, zone, snapshot),
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


def _changes(actor: Actor, ticket: Ticket, sight: Sight, snapshot: Snapshot) -> Sequence[StatusChange]:
    wanted = (
        select(StatusChange)
        .where(StatusChange.ticket_id == ticket.id)
        .order_by(col(StatusChange.at), col(StatusChange.id))
    )
    if sight is not Sight.FULL:
        wanted = wanted.where(col(StatusChange.is_public).is_(True), col(StatusChange.kind).in_(PUBLIC_KINDS))
    return without_unseen(actor, snapshot.db.exec(wanted).all(), snapshot)


def without_unseen(actor: Actor, changes: Sequence[StatusChange], snapshot: Snapshot) -> Sequence[StatusChange]:
    """Steps without those that name another ticket which the actor may not see."""

    def is_seen(number: str) -> bool:
        other = snapshot.db.get(Ticket, number)
        return other is not None and sight_of(actor, other) is not None

    return [one for one in changes if one.kind is not ChangeKind.FILED_AGAIN or is_seen(one.word)]


def _change_rows(
    actor: Actor,
    changes: Sequence[StatusChange],
    ticket: Ticket,
    sight: Sight,
    city_profile: CityProfile,
    snapshot: Snapshot,
) -> tuple[ChangeRow, ...]:
    names, zone = names_of_lookers(actor, changes, snapshot), city_profile.time_zone
    return tuple(change_row(one, ticket, sight, zone, actor=actor, names=names) for one in reversed(changes))


def change_row(
    change: StatusChange,
    ticket: Ticket,
    sight: Sight,
    zone: ZoneInfo,
    *,
    actor: Actor = PUBLIC,
    names: Mapping[str, str] = NOBODY,
) -> ChangeRow:
    """One step of a ticket as it may be shown with this `sight` to this `actor`. `names` are of those who looked, by
    account."""
    is_city = change.kind in _CITY_KINDS
    is_look = change.kind is ChangeKind.OUTCOME
    is_mine = is_look and actor.account_id is not None and actor.account_id == change.by
    is_told = is_city or is_mine or sight is Sight.FULL
    return ChangeRow(
        kind=change.kind,
        word=change.word,
        note=_note_for(change, sight) if is_told else "",
        on=day_of(change.at, zone),
        at=change.at if is_told else None,
        seen_on=seen_on(change, zone) if is_look else None,
        by_name=names.get(change.by or "", "") if is_look else "",
        is_mine=is_mine,
        is_of_closing=is_look and is_of_this_closing(change, ticket),
    )


def _note_for(change: StatusChange, sight: Sight) -> str:
    """The city may write down whom to call and which car it was; the public gets its words without them."""
    return redacted(change.note) if sight is Sight.PUBLIC and change.kind in _CITY_KINDS else change.note


def _last_words(changes: Sequence[StatusChange], sight: Sight) -> str:
    said = (change for change in reversed(changes) if change.kind in _CITY_KINDS and change.note)
    return next((_note_for(change, sight) for change in said), "")


def _first_step(changes: Sequence[StatusChange], closed_at: datetime | None) -> datetime | None:
    """When the city first did something, other than close it; what it answers afterwards is nothing done."""
    done = (change.at for change in changes if change.kind is ChangeKind.CITY_UPDATE)
    steps = (at for at in done if closed_at is None or at < closed_at)
    return next(steps, None)


def _custody(ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile) -> Custody:
    zone, newest = city_profile.time_zone, next(iter(looks_of_closing(changes, ticket)), None)
    return Custody(
        saved_on=day_of(ticket.requested_at, zone),
        accepted_on=day_or_none(ticket.accepted_at, zone),
        with_department_on=day_or_none(_first_step(changes, ticket.closed_at), zone),
        closed_on=day_or_none(ticket.closed_at, zone),
        looked_on=seen_on(newest, zone) if newest is not None else None,
    )


def _filed_again(actor: Actor, ticket: Ticket, today: date, zone: ZoneInfo, snapshot: Snapshot) -> dict[str, Any]:
    """The ticket that this one was filed again for, and those filed again for this one, as far as the actor sees."""
    first_id = original_of(ticket, snapshot)
    first = snapshot.db.get(Ticket, first_id) if first_id else None
    seconds = [one for one in seconds_of(ticket.id, snapshot) if sight_of(actor, one) is not None]
    is_seen = first is not None and sight_of(actor, first) is not None
    return {
        "original": card_of(first, today=today, zone=zone) if first is not None and is_seen else None,
        "seconds": tuple(card_of(one, today=today, zone=zone) for one in seconds),
    }


def _stands_to_it(
    actor: Actor, ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile, snapshot: Snapshot
) -> dict[str, Any]:
    """Whether the actor follows it and stands behind it, and what they are asked."""
    follows = actor.account_id is not None and snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None
    return {
        "is_following": follows,
        "has_co_signed": bool(co_signed_by(actor.account_id, [ticket.id], snapshot)),
        "look": look_part(actor, ticket, changes, city_profile, snapshot),
    }
