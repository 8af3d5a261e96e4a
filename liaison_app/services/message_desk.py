"""Messages to the city at the delivery desk: those that wait, are unclear, were refused or wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import NOT_TO_SEND
from liaison_app.domain.desk_rows import DeskRow, DeskSection, Handed, section_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import AccountId, Ref, ServiceRequestId, TicketId
from liaison_app.domain.moderation import Subject
from liaison_app.models import Account, CityMessage, MessageAttempt, MessageHandOver, TextCover, Ticket
from liaison_app.services.delivery_attempts import AttemptRow, attempt_row
from liaison_app.services.held_since import message_held_since
from liaison_app.services.text_covers import covers_over, read_through


def message_since(section: DeskSection) -> Any:
    """SQL for when a message of the section came to where it stands."""
    if section in {DeskSection.PEOPLE, DeskSection.REJECTED}:
        return message_held_since()
    if section is DeskSection.UNCLEAR:
        return func.coalesce(col(CityMessage.posted_at), col(CityMessage.queued_at))
    return col(CityMessage.queued_at)


def message_rows(since: Any, where: Sequence[ColumnElement[bool]], limit: int, snapshot: Snapshot) -> list[DeskRow]:
    """The messages that meet every condition, what has waited longest first.

    As they were written only while they are still to be sent: who decides about that decides about these words.
    """
    attempts = (
        select(func.count())
        .select_from(MessageAttempt)
        .where(col(MessageAttempt.message_id) == col(CityMessage.id))
        .correlate(CityMessage)
        .scalar_subquery()
    )
    whom = aliased(Account)
    wanted = (
        select(CityMessage, Ticket, Account.name, since, attempts, MessageHandOver, col(whom.name))  # type: ignore[call-overload]
        .join(Ticket, col(Ticket.id) == col(CityMessage.ticket_id))
        .join(Account, col(Account.id) == col(CityMessage.author_id))
        .outerjoin(MessageHandOver, col(MessageHandOver.message_id) == col(CityMessage.id))
        .outerjoin(whom, col(whom.id) == col(MessageHandOver.to_account))
        .where(*where)
        .order_by(since, col(CityMessage.id))
        .limit(limit)
    )
    rows = snapshot.db.exec(wanted).all()
    covers = covers_over(Subject.MESSAGE, [one.id for one, *_ in rows if one.delivery in NOT_TO_SEND], snapshot)
    return [_row(*one, cover=covers.get(one[0].id)) for one in rows]


def show_message(*, actor: Actor, message_id: str, snapshot: Snapshot) -> DeskRow:
    """One message as the desk shows it, wherever it stands now.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
    """
    actor.require(Audience.COORDINATOR)
    found = snapshot.db.get(CityMessage, message_id)
    if found is None:
        raise NotFound
    since = message_since(section_of(found.delivery))
    return message_rows(since, [col(CityMessage.id) == message_id], 1, snapshot)[0]


def list_message_attempts(*, actor: Actor, message_id: str, snapshot: Snapshot) -> list[AttemptRow]:
    """Every try to deliver a message, the first one first; none where it was never tried.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
    """
    actor.require(Audience.COORDINATOR)
    if snapshot.db.get(CityMessage, message_id) is None:
        raise NotFound
    wanted = select(MessageAttempt).where(MessageAttempt.message_id == message_id).order_by(col(MessageAttempt.number))
    return [attempt_row(attempt) for attempt in snapshot.db.exec(wanted).all()]


def _row(
    message: CityMessage,
    ticket: Ticket,
    author_name: str,
    since: datetime,
    attempts: int,
    handed: MessageHandOver | None,
    to_name: str | None,
    *,
    cover: TextCover | None,
) -> DeskRow:
    return DeskRow(
        id=TicketId(ticket.id),
        ref=Ref(message.id),
        delivery=message.delivery,
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        description=read_through(message.text, cover),
        filed_by_name=author_name,
        since=since,
        reason=message.reason,
        city_words=message.city_words,
        due_at=message.due_at,
        posted_at=message.posted_at,
        failures=message.failures,
        clean_searches=message.clean_searches,
        attempts=attempts,
        number=ServiceRequestId(ticket.service_request_id) if ticket.service_request_id else None,
        handed=_handed(handed, since, to_name),
        message_id=Ref(message.id),
        channel=message.channel,
    )


def _handed(handed: MessageHandOver | None, since: datetime, to_name: str | None) -> Handed | None:
    """What was handed over before it last moved counts no more."""
    if handed is None or handed.at < since:
        return None
    return Handed(AccountId(handed.to_account), to_name or "", is_liaison=False, note=handed.note, at=handed.at)
