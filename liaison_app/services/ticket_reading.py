"""Seeing one ticket: who may see how much of it, and all of it that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import PUBLIC, Actor, Audience, Role
from liaison_app.domain.channels import ONLY_CALLS, ChannelPolicy
from liaison_app.domain.city_process import NOTHING_KNOWN, CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.threads import USUAL_ANSWERS, AnswerPolicy
from liaison_app.domain.ticket_rows import ChangeRow, Sight, TicketDetail, TogetherPart
from liaison_app.domain.tickets import OPEN_TO_ALL, ChangeKind
from liaison_app.models import (
    Follow,
    HeardFrom,
    StatusChange,
    Ticket,
)
from liaison_app.services import audit
from liaison_app.services.chronic_spots import spot_of
from liaison_app.services.co_sign_reading import co_signed_by, co_signed_last
from liaison_app.services.look_counting import is_of_this_closing, seen_on
from liaison_app.services.look_reading import look_part, names_of_lookers, original_of, seconds_of
from liaison_app.services.merged_reading import together_of
from liaison_app.services.message_reading import thread_of
from liaison_app.services.moderation_history import steps_of
from liaison_app.services.open_data_showing import open_data_part
from liaison_app.services.public_asking import public_words
from liaison_app.services.ticket_parts import own_part, told_part
from liaison_app.services.ticket_photos import first_public, photos_of
from liaison_app.services.ticket_projection import card_of, day_of, day_or_none
from liaison_app.services.ticket_way import custody_of, neighborhood_of, usual_part

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
    if actor.answers_for(ticket.filed_by):
        return Sight.FULL
    if actor.role is Role.CITY and ticket.delivery in _SENT:
        return Sight.SENT
    return Sight.PUBLIC if ticket.visibility in OPEN_TO_ALL else None


def seen_by(actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> tuple[Ticket, Sight]:
    """A ticket and how much of it the actor may see.

    Raises:
        NotFound: there is none, or it is private and none of the actor's business; nobody can tell which.
    """
    ticket = snapshot.once(("ticket", ticket_id), lambda: snapshot.db.get(Ticket, ticket_id))
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
    channel_policy: ChannelPolicy = ONLY_CALLS,
    city_process: CityProcess = NOTHING_KNOWN,
) -> TicketDetail:
    """Everything about a ticket that the actor may see. Raises: NotFound, as `seen_by`."""
    ticket, sight = seen_by(actor, ticket_id, snapshot)
    zone, now, changes = city_profile.time_zone, clock.now(), _changes(actor, ticket, sight, snapshot)
    today, neighborhood = day_of(now, zone), neighborhood_of(ticket, snapshot)
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
        custody=custody_of(ticket, changes, city_profile),
        changes=_change_rows(actor, changes, ticket, sight, zone, snapshot),
        photos=photos,
        usual=usual_part(ticket, neighborhood, now, snapshot),
        read_at=now,
        today=today,
        own=own_part(actor, ticket, snapshot) if sight is Sight.FULL else None,
        thread=thread_of(actor, ticket, delivery_policy, answer_policy, channel_policy, snapshot),
        **_for_everybody(ticket, zone, city_profile, city_process, snapshot),
        **snapshot.once(("told part", ticket_id, sight), lambda: told_part(ticket, sight, snapshot)),
        **_stands_to_it(actor, ticket, changes, city_profile, snapshot),
        **_filed_again(actor, ticket, today, zone, snapshot),
    )


def _for_everybody(
    ticket: Ticket, zone: ZoneInfo, city_profile: CityProfile, city_process: CityProcess, snapshot: Snapshot
) -> dict[str, Any]:
    """What all who see the ticket read of its record in the open data, and of the chronic spot it lies at."""
    about = {"ticket": ticket, "city_profile": city_profile, "city_process": city_process, "snapshot": snapshot}
    return {
        "open_data": snapshot.once(("open data", ticket.id), lambda: open_data_part(ticket, zone, snapshot)),
        "spot": snapshot.once(("spot", ticket.id), partial(spot_of, **about)),  # type: ignore[arg-type]
    }


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


def _changes(actor: Actor, ticket: Ticket, sight: Sight, snapshot: Snapshot) -> Sequence[StatusChange]:
    found = snapshot.once(("changes", ticket.id, sight), lambda: _all_changes(ticket, sight, snapshot))
    return without_unseen(actor, found, snapshot)


def _all_changes(ticket: Ticket, sight: Sight, snapshot: Snapshot) -> Sequence[StatusChange]:
    wanted = (
        select(StatusChange)
        .where(StatusChange.ticket_id == ticket.id)
        .order_by(col(StatusChange.at), col(StatusChange.id))
    )
    if sight is not Sight.FULL:
        wanted = wanted.where(col(StatusChange.is_public).is_(True), col(StatusChange.kind).in_(PUBLIC_KINDS))
    return snapshot.db.exec(wanted).all()


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
    zone: ZoneInfo,
    snapshot: Snapshot,
) -> tuple[ChangeRow, ...]:
    names = names_of_lookers(actor, changes, snapshot)
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
        id=change.id or 0,
    )


def _together(actor: Actor, ticket: Ticket, today: date, zone: ZoneInfo, snapshot: Snapshot) -> TogetherPart:
    def rows(one: Ticket, sight: Sight) -> tuple[ChangeRow, ...]:
        return _change_rows(actor, _changes(actor, one, sight, snapshot), one, sight, zone, snapshot)

    def sight(one: Ticket) -> Sight | None:
        return sight_of(actor, one)

    return together_of(actor, ticket, today, zone, snapshot, sight=sight, rows=rows)


def _note_for(change: StatusChange, sight: Sight) -> str:
    """The city may write down whom to call and which car it was; the public gets its words without them."""
    return redacted(change.note) if sight is Sight.PUBLIC and change.kind in _CITY_KINDS else change.note


def _last_words(changes: Sequence[StatusChange], sight: Sight) -> str:
    said = (change for change in reversed(changes) if change.kind in _CITY_KINDS and change.note)
    return next((_note_for(change, sight) for change in said), "")


def _filed_again(actor: Actor, ticket: Ticket, today: date, zone: ZoneInfo, snapshot: Snapshot) -> dict[str, Any]:
    """The ticket that this one was filed again for, and those filed again for this one, as far as the actor sees."""
    first_id = snapshot.once(("original", ticket.id), lambda: original_of(ticket, snapshot))
    first = snapshot.db.get(Ticket, first_id) if first_id else None
    copies = snapshot.once(("seconds", ticket.id), lambda: seconds_of(ticket.id, snapshot))
    seconds = [one for one in copies if sight_of(actor, one) is not None]
    is_seen = first is not None and sight_of(actor, first) is not None
    return {
        "together": _together(actor, ticket, today, zone, snapshot),
        "original": card_of(first, today=today, zone=zone) if first is not None and is_seen else None,
        "seconds": tuple(card_of(one, today=today, zone=zone) for one in seconds),
    }


def _stands_to_it(
    actor: Actor, ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile, snapshot: Snapshot
) -> dict[str, Any]:
    """Whether the actor follows it and stands behind it, what they are asked and told, and what they read of it."""
    follows = actor.account_id is not None and snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None
    last = snapshot.once(("co-signed last", ticket.id), lambda: co_signed_last(ticket.id, snapshot))
    said = ("public words", ticket.id, tuple(one.id for one in changes))
    return {
        "is_following": follows,
        "co_signed_on": day_or_none(last, city_profile.time_zone),
        "has_co_signed": bool(co_signed_by(actor.account_id, [ticket.id], snapshot)),
        "look": look_part(actor, ticket, changes, city_profile, snapshot),
        "told": snapshot.once(said, lambda: public_words(ticket, changes, city_profile, snapshot)),
        "moderation": steps_of(actor, ticket, snapshot),
    }
