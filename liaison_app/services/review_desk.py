"""The drafts that wait for a coordinator, with all that is needed to decide: a fixed number of statements a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.review_rows import ReviewAnswer, ReviewPage, ReviewRow
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import (
    Account,
    CityMessage,
    Neighborhood,
    OutboxEntry,
    StatusChange,
    Ticket,
    TicketAnswer,
    TicketPhoto,
)
from liaison_app.services.delivery_health import count_of
from liaison_app.services.standings import standing_of

MOST_SHOWN = 50


def list_reviews(*, actor: Actor, most: int = MOST_SHOWN, snapshot: Snapshot, clock: Clock) -> ReviewPage:
    """What waits for a coordinator: tickets and messages together, the longest waiting first, at most `most`.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now, most = clock.now(), min(max(1, most), 200)
    found = sorted([*_tickets(most, now, snapshot), *_messages(most, now, snapshot)], key=lambda one: one.since)
    waiting, back = _counts(snapshot)
    return ReviewPage(tuple(found[:most]), waiting, back, is_cut=len(found) > most)


def count_waiting(*, actor: Actor, snapshot: Snapshot) -> int:
    """How many drafts wait for a coordinator. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.COORDINATOR)
    return _counts(snapshot)[0]


def _counts(snapshot: Snapshot) -> tuple[int, int]:
    """How many wait for a coordinator, and how many for their authors."""
    counts = count_of((Delivery.IN_REVIEW, Delivery.SENT_BACK), snapshot)
    return counts[Delivery.IN_REVIEW], counts[Delivery.SENT_BACK]


def _tickets(most: int, now: datetime, snapshot: Snapshot) -> list[ReviewRow]:
    wanted = (
        select(OutboxEntry, Ticket, Account, Neighborhood.name)
        .join(Ticket, col(Ticket.id) == col(OutboxEntry.ticket_id))
        .join(Account, col(Account.id) == col(Ticket.filed_by))
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Ticket.neighborhood_id))
        .where(OutboxEntry.delivery == Delivery.IN_REVIEW)
        .order_by(col(OutboxEntry.queued_at), col(OutboxEntry.ticket_id))
        .limit(most + 1)
    )
    rows = snapshot.db.exec(wanted).all()
    ids = [entry.ticket_id for entry, *_ in rows]
    answers, photos, said = _answers(ids, snapshot), _photos(ids, snapshot), _said(ids, snapshot)
    return [
        ReviewRow(
            text=ticket.description, since=entry.queued_at, revision=entry.fence, message_id="",
            answers=tuple(answers.get(ticket.id, ())), photos=tuple(photos.get(ticket.id, ())),
            said=said.get(ticket.id, ""), delivery=entry.delivery, **_common(ticket, account, place, now),
        )
        for entry, ticket, account, place in rows
    ]  # fmt: skip


def _messages(most: int, now: datetime, snapshot: Snapshot) -> Iterator[ReviewRow]:
    wanted = (
        select(CityMessage, Ticket, Account, Neighborhood.name)
        .join(Ticket, col(Ticket.id) == col(CityMessage.ticket_id))
        .join(Account, col(Account.id) == col(CityMessage.author_id))
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Ticket.neighborhood_id))
        .where(CityMessage.delivery == Delivery.IN_REVIEW)
        .order_by(col(CityMessage.queued_at), col(CityMessage.id))
        .limit(most + 1)
    )
    for message, ticket, account, place in snapshot.db.exec(wanted).all():
        yield ReviewRow(
            text=message.quoted_lines + message.text, since=message.queued_at, revision=message.fence,
            message_id=message.id, delivery=message.delivery, **_common(ticket, account, place, now),
        )  # fmt: skip


def _common(ticket: Ticket, account: Account, place: str | None, now: datetime) -> dict[str, Any]:
    return {
        "ticket_id": TicketId(ticket.id),
        "service_code": ticket.service_code,
        "service_name": ticket.service_name,
        "address": ticket.address,
        "neighborhood": place or "",
        "author_id": account.id,
        "author_name": account.name,
        "standing": standing_of(account, now),
    }


def _answers(ids: Sequence[str], snapshot: Snapshot) -> Mapping[str, list[ReviewAnswer]]:
    found: dict[str, list[ReviewAnswer]] = defaultdict(list)
    wanted = select(TicketAnswer).where(col(TicketAnswer.ticket_id).in_(ids)).order_by(TicketAnswer.code)
    for one in snapshot.db.exec(wanted).all() if ids else ():
        found[one.ticket_id].append(ReviewAnswer(one.question, tuple(one.values), one.shown))
    return found


def _photos(ids: Sequence[str], snapshot: Snapshot) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    wanted = select(TicketPhoto).where(col(TicketPhoto.ticket_id).in_(ids)).order_by(col(TicketPhoto.position))
    for one in snapshot.db.exec(wanted).all() if ids else ():
        if one.ticket_id is not None:
            found[one.ticket_id].append(one.key)
    return found


def _said(ids: Sequence[str], snapshot: Snapshot) -> Mapping[str, str]:
    """What each author was asked last."""
    asked = (StatusChange.kind == ChangeKind.DECISION, StatusChange.word == Decision.REVIEW_SENT_BACK.value)
    wanted = select(StatusChange.ticket_id, StatusChange.note).where(col(StatusChange.ticket_id).in_(ids), *asked)
    rows = snapshot.db.exec(wanted.order_by(col(StatusChange.id))).all() if ids else ()
    return dict(rows)
