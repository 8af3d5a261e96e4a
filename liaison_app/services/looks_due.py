"""The tickets that a liaison is asked to go and see: closed, and nobody has looked yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, union
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.look_rows import TicketsToSee, TicketToSee
from liaison_app.domain.looks import ASKED_FOR, LOOK_WITHIN
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Status
from liaison_app.models import CoSign, Follow, Ticket
from liaison_app.services.ticket_projection import card_of, day_of
from liaison_app.services.ticket_reading import sight_of

MOST_SHOWN = 30
# Of the overdue ones, so that a long absence hides nothing that is still to be done in time.
MOST_OVERDUE = 3
# Some open data says closed and not when; then the time of its telling is the nearest that is known.
_told_closed = func.coalesce(Ticket.closed_at, Ticket.status_told_at, Ticket.requested_at)


def list_to_see(*, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> TicketsToSee:
    """What the actor is asked to look at: own tickets, those they stand behind and those they follow.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
    """
    account_id = actor.require(Audience.LIAISON)
    now = clock.now()
    today = day_of(now, city_profile.time_zone)
    unseen = _unseen_since(now - ASKED_FOR)
    asked = union(
        select(Ticket.id).where(Ticket.filed_by == account_id, *unseen),
        select(Follow.ticket_id).where(Follow.account_id == account_id),
        select(CoSign.ticket_id).where(CoSign.account_id == account_id),
    ).subquery()
    due = case((col(Ticket.closed_at) > now - LOOK_WITHIN, col(Ticket.closed_at)))
    found = snapshot.db.exec(
        select(Ticket)
        .where(col(Ticket.id).in_(select(asked.c[0])), *unseen)
        .order_by(due.asc().nulls_last(), _told_closed.desc(), col(Ticket.id))
        .limit(MOST_SHOWN + 1)
    ).all()
    rows = [_row(one, account_id, today, city_profile) for one in found if sight_of(actor, one) is not None]
    in_time = [row for row in rows if row.due_at is not None and row.due_at > now]
    others = [row for row in rows if row not in in_time]
    listed = [*in_time, *others][: min(MOST_SHOWN, len(in_time) + MOST_OVERDUE)]
    return TicketsToSee(tuple(listed), len(rows) > len(listed), now, today)


def _unseen_since(day: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Ticket.status) == Status.CLOSED, col(Ticket.outcome).is_(None), _told_closed > day


def _row(ticket: Ticket, account_id: str, today: date, city_profile: CityProfile) -> TicketToSee:
    card = card_of(ticket, today=today, zone=city_profile.time_zone)
    if ticket.filed_by == account_id:  # who filed it knows the house
        card = replace(card, address=ticket.address or card.address)
    return TicketToSee(card, ticket.closed_at + LOOK_WITHIN if ticket.closed_at is not None else None)
