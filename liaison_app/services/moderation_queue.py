"""What waits for a coordinator's look: messages whose author asked that neighbors may read them, and photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.moderation import Asked, Subject
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import Account, CityMessage, PublicAsking, Ticket, TicketPhoto

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits, since `at`; nothing of what it says. `is_after`: a photo of what somebody saw later."""

    subject: Subject
    id: str
    ticket_id: TicketId
    service_code: ServiceCode
    service_name: str
    address: str
    by_name: str
    at: datetime
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class WaitingList:
    """What waits, what was asked for last first; `count` counts all of it, also what is not among the rows."""

    rows: tuple[WaitingRow, ...]
    count: int


def list_waiting(*, actor: Actor, most: int = MOST_SHOWN, snapshot: Snapshot) -> WaitingList:
    """What waits, at most `most` of each kind.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    messages = (
        select(CityMessage.id, PublicAsking.asked_at, Account.name, Ticket)
        .join(PublicAsking, col(PublicAsking.message_id) == col(CityMessage.id))
        .join(Ticket, col(Ticket.id) == col(CityMessage.ticket_id))
        .join(Account, col(Account.id) == col(CityMessage.author_id))
        .where(*_messages_waiting())
        .order_by(col(PublicAsking.asked_at).desc(), col(CityMessage.id))
        .limit(most)
    )
    photos = (
        select(TicketPhoto, Ticket, Account.name)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .outerjoin(Account, col(Account.id) == col(TicketPhoto.owner_id))
        .where(*_photos_waiting())
        .order_by(col(TicketPhoto.created_at).desc(), col(TicketPhoto.key))
        .limit(most)
    )
    rows = [_row(Subject.MESSAGE, key, at, name, ticket) for key, at, name, ticket in snapshot.db.exec(messages).all()]
    rows += [
        _row(Subject.PHOTO, photo.key, photo.created_at, name or "", ticket, is_after=photo.look_id is not None)
        for photo, ticket, name in snapshot.db.exec(photos).all()
    ]
    newest = sorted(rows, key=lambda row: (row.at, row.id), reverse=True)[:most]
    return WaitingList(tuple(newest), _count(snapshot))


def count_waiting(*, actor: Actor, snapshot: Snapshot) -> int:
    """How much waits. Raises: SignInNeeded, NotAllowed: the actor is no coordinator."""
    actor.require(Audience.COORDINATOR)
    return _count(snapshot)


def _count(snapshot: Snapshot) -> int:
    messages = (
        select(func.count())
        .select_from(CityMessage)
        .join(PublicAsking, col(PublicAsking.message_id) == col(CityMessage.id))
        .join(Ticket, col(Ticket.id) == col(CityMessage.ticket_id))
        .where(*_messages_waiting())
    )
    photos = (
        select(func.count())
        .select_from(TicketPhoto)
        .join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))
        .where(*_photos_waiting())
    )
    return int(snapshot.db.exec(select(messages.scalar_subquery() + photos.scalar_subquery())).one())


def _messages_waiting() -> list[ColumnElement[bool]]:
    """Also one that says something else by now than a coordinator looked at. What is not sent is nothing to show."""
    is_other = and_(col(PublicAsking.state) == Asked.SHOWN, col(PublicAsking.looked_text) != col(CityMessage.text))
    return [
        or_(col(PublicAsking.state) == Asked.WAITING, is_other),
        col(CityMessage.delivery) != Delivery.WITHDRAWN,
        col(CityMessage.taken_back_at).is_(None),
        col(Ticket.visibility).in_(OPEN_TO_ALL),
    ]


def _photos_waiting() -> list[ColumnElement[bool]]:
    return [
        col(TicketPhoto.approved_at).is_(None),
        col(TicketPhoto.refused_at).is_(None),
        col(Ticket.visibility).in_(OPEN_TO_ALL),
    ]


def _row(subject: Subject, key: str, at: datetime, name: str, ticket: Ticket, *, is_after: bool = False) -> WaitingRow:
    return WaitingRow(
        subject,
        key,
        TicketId(ticket.id),
        ServiceCode(ticket.service_code),
        ticket.service_name,
        ticket.public_address,
        name,
        at,
        is_after=is_after,
    )
