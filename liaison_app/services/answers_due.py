"""The questions that are past due and the private messages that nobody read, as the coordinators' desk lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.threads import AnswerPolicy, Intent, Side
from liaison_app.models import Account, CityMessage, MessageSeen, SideMessage, Ticket
from liaison_app.services.ticket_projection import day_of

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A question that nobody answered in time; its words stand on its ticket's page, where reading them is noted."""

    message_id: str
    ticket_id: TicketId
    side: Side
    intent: Intent
    author_name: str
    service_code: str
    service_name: str
    address: str
    answer_by: date
    raised_at: datetime
    contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A private message of a liaison that stood before no coordinator yet; its words stand on its ticket's page."""

    message_id: str
    ticket_id: TicketId
    intent: Intent | None
    author_name: str
    service_code: str
    service_name: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OverdueAnswers:
    """Those that were raised last first: what is new stands above. `is_cut` where there are more; `contact` is whom to
    turn to at the city. `unread` are private messages, those about access or safety first, then the oldest."""

    rows: tuple[OverdueRow, ...]
    is_cut: bool
    today: date
    contact: str
    unread: tuple[UnreadRow, ...] = ()


def list_overdue(
    *,
    actor: Actor,
    most: int = MOST_SHOWN,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
) -> OverdueAnswers:
    """What coordinators were told of and nobody has answered since, and what is unread; `most` of each.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    found = [*_rows(CityMessage, Side.CITY, most, snapshot), *_rows(SideMessage, Side.OWN, most, snapshot)]
    rows = sorted(found, key=lambda row: row.message_id)
    rows.sort(key=lambda row: row.raised_at, reverse=True)
    unread = tuple(_unread(most, snapshot))
    today = day_of(clock.now(), city_profile.time_zone)
    is_cut = max(len(rows), len(unread)) > most
    return OverdueAnswers(tuple(rows[:most]), is_cut, today, answer_policy.contact, unread[:most])


def _unread(most: int, snapshot: Snapshot) -> Iterator[UnreadRow]:
    """Nobody but coordinators is at the other end of what a liaison writes, so whoever had it before them is one."""
    was_seen = select(MessageSeen.message_id).where(col(MessageSeen.message_id) == col(SideMessage.id)).exists()
    wanted = (
        select(SideMessage, Ticket, Account.name)
        .join(Ticket, col(Ticket.id) == col(SideMessage.ticket_id))
        .join(Account, col(Account.id) == col(SideMessage.author_id))
        .where(
            col(SideMessage.author_id) == col(Ticket.filed_by), col(SideMessage.answered_at).is_(None), ~was_seen,
            col(SideMessage.taken_back_at).is_(None),
        )
        .order_by(
            case((col(SideMessage.intent) == Intent.SAFETY, 0), else_=1),
            col(SideMessage.created_at),
            col(SideMessage.id),
        )
        .limit(most + 1)
    )  # fmt: skip
    for message, ticket, name in snapshot.db.exec(wanted).all():
        yield UnreadRow(
            message_id=message.id,
            ticket_id=TicketId(ticket.id),
            intent=message.intent,
            author_name=name,
            service_code=ticket.service_code,
            service_name=ticket.service_name,
            address=ticket.address,
            at=message.created_at,
        )


def past_due(kind: Any) -> tuple[ColumnElement[bool], ...]:
    """The condition of a message of `kind` that awaits an answer, and of which coordinators were told."""
    return col(kind.answer_by).is_not(None), col(kind.answered_at).is_(None), col(kind.raised_at).is_not(None)


def _rows(kind: Any, side: Side, most: int, snapshot: Snapshot) -> Iterator[OverdueRow]:
    wanted = (
        select(kind, Ticket, Account.name)
        .join(Ticket, col(Ticket.id) == col(kind.ticket_id))
        .join(Account, col(Account.id) == col(kind.author_id))
        .where(*past_due(kind))
        .order_by(col(kind.raised_at).desc(), col(kind.id))
        .limit(most + 1)
    )  # fmt: skip
    for message, ticket, name in snapshot.db.exec(wanted).all():
        yield OverdueRow(
            message_id=message.id,
            ticket_id=TicketId(ticket.id),
            side=side,
            intent=message.intent,
            author_name=name,
            service_code=ticket.service_code,
            service_name=ticket.service_name,
            address=ticket.address,
            answer_by=message.answer_by,
            raised_at=message.raised_at,
            contact_at=message.contact_at,
        )
