"""Tickets whose message to the city waits for a person: refused by the city, or not to be settled by ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.ids import Ref, TicketId
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import Account, OutboxEntry, StatusChange, Ticket

SHOWN = 100


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """A ticket that waits for a decision. `since` is UTC, `reason` a code, `city_words` what the city said, or ''."""

    id: TicketId
    ref: Ref
    delivery: Delivery
    service_code: str
    service_name: str
    address: str
    description: str
    filed_by_name: str
    since: datetime
    reason: str
    city_words: str


@dataclass(frozen=True, slots=True)
class HeldTickets:
    """The first of them, and how many there are in all."""

    tickets: tuple[HeldTicket, ...]
    total: int


def list_held(*, actor: Actor, snapshot: Snapshot) -> HeldTickets:
    """Those that wait for a decision, the one that waits longest first; at most a hundred.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    turned = (
        select(func.max(StatusChange.at))
        .where(
            StatusChange.ticket_id == Ticket.id,
            StatusChange.kind == ChangeKind.DELIVERY,
            col(StatusChange.word).in_([delivery.value for delivery in HELD]),
        )
        .scalar_subquery()
    )
    since = func.coalesce(turned, OutboxEntry.queued_at)
    rows = snapshot.db.exec(
        select(OutboxEntry, Ticket, Account.name, turned)
        .join(Ticket, col(Ticket.id) == OutboxEntry.ticket_id)
        .outerjoin(Account, col(Account.id) == Ticket.filed_by)
        .where(col(OutboxEntry.delivery).in_(HELD))
        .order_by(since, col(Ticket.id))
        .limit(SHOWN)
    ).all()
    total = snapshot.db.exec(
        select(func.count()).select_from(OutboxEntry).where(col(OutboxEntry.delivery).in_(HELD))
    ).one()
    return HeldTickets(tuple(_row(entry, ticket, name, at) for entry, ticket, name, at in rows), total)


def _row(entry: OutboxEntry, ticket: Ticket, filed_by_name: str | None, turned_at: datetime | None) -> HeldTicket:
    return HeldTicket(
        id=TicketId(ticket.id),
        ref=Ref(ticket.ref),
        delivery=entry.delivery,
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        description=ticket.description,
        filed_by_name=filed_by_name or "",
        since=turned_at or entry.queued_at,
        reason=entry.reason,
        city_words=entry.city_words,
    )
