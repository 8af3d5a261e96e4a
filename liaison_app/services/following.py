"""Following a ticket: an account that wants to hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.models import Follow, MergedTicket, Ticket
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_projection import card_of, day_of
from liaison_app.services.ticket_reading import seen_by, sight_of

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class FollowedTickets:
    """Tickets that somebody follows. `today` is the city's day."""

    rows: tuple[TicketCard, ...]
    today: date


def list_followed(*, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> FollowedTickets:
    """Other people's tickets that the actor follows and may still see, the one followed last first, at most 100.

    One's own stand in the own list already; what counts together with one that is followed, too, stands there.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    found = snapshot.db.exec(
        select(Ticket)
        .join(Follow, col(Follow.ticket_id) == col(Ticket.id))
        .where(
            Follow.account_id == account_id,
            col(Ticket.filed_by).is_distinct_from(account_id),
            ~is_shown_by_leader(account_id),
        )
        .order_by(col(Follow.since).desc(), col(Ticket.id))
        .limit(MOST_SHOWN)
    ).all()
    today = day_of(clock.now(), city_profile.time_zone)
    seen = (one for one in found if sight_of(actor, one) is not None)
    return FollowedTickets(tuple(card_of(one, today=today, zone=city_profile.time_zone) for one in seen), today)


def is_shown_by_leader(account_id: AccountId) -> ColumnElement[bool]:
    """SQL for a ticket whose leader the account follows, too: both are one problem, told once."""
    leads = aliased(Follow)
    return (
        select(MergedTicket.ticket_id)
        .join(leads, col(leads.ticket_id) == col(MergedTicket.leader_id))
        .where(col(MergedTicket.ticket_id) == col(Ticket.id), col(leads.account_id) == account_id)
        .exists()
    )


def follow(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """Follow a ticket that the actor may see; nothing happens where it is followed already.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: there is no such ticket for this actor.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    if uow.db.get(Follow, (ticket_id, account_id)) is None:
        uow.db.add(Follow(ticket_id=ticket_id, account_id=account_id, since=clock.now()))
        uow.announce(rooms.account(account_id))


def unfollow(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork) -> None:
    """Stop following a ticket; nothing happens where it is not followed.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    found = uow.db.get(Follow, (ticket_id, account_id))
    if found is not None:
        uow.db.delete(found)
        uow.announce(rooms.account(account_id))
