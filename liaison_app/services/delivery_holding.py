"""Holding back: why nothing may be sent now, told to the messages that wait because of it, and taken back in time.

A city that asked for time, or does not accept our key, holds up messages that were never tried. Without a reason of
their own, their pages would go on saying that they are on their way.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, update
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import (
    CityEndpoint,
    CityMessage,
    OutboxEntry,
    StatusChange,
    Ticket,
)
from liaison_app.models.delivery import ATTEMPTS, AttemptRow
from liaison_app.services.city_answering import may_post
from liaison_app.services.ticket_rooms import rooms_of

MINUTE = timedelta(minutes=1)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing may be sent now: the city asked us to wait until `until`; else (None) our key is not accepted, or
    it answers nothing clearly."""

    reason: AttemptResult
    until: datetime | None = None


def hold_of(*, now: datetime, policy: DeliveryPolicy, snapshot: Snapshot) -> Hold | None:
    """What holds up every message to this endpoint now, if anything does."""
    endpoint = snapshot.db.get(CityEndpoint, policy.jurisdiction)
    if endpoint is None:
        return None
    if endpoint.not_before is not None and now < endpoint.not_before:
        return Hold(AttemptResult.BUSY, endpoint.not_before)
    # While it is paused, one message an hour finds out whether the key is accepted again.
    retry = timedelta(seconds=policy.pause_retry_s)
    if endpoint.paused_at is not None and now - max(endpoint.paused_at, last_attempt_at(snapshot)) < retry:
        return Hold(AttemptResult.FORBIDDEN)
    return None if may_post(endpoint, now, policy, snapshot) else Hold(AttemptResult.UNREACHABLE)


def is_at_rate(*, now: datetime, policy: DeliveryPolicy, snapshot: Snapshot) -> bool:
    """Whether the city has had as many messages in the last minute as it takes; counted over all workers."""
    return sum(_recent(kind, now, policy, snapshot) for kind in ATTEMPTS) >= policy.posts_per_minute


def _recent(kind: type[AttemptRow], now: datetime, policy: DeliveryPolicy, snapshot: Snapshot) -> int:
    newest = select(kind.started_at).order_by(col(kind.id).desc()).limit(policy.posts_per_minute)
    recent = newest.subquery()
    count = select(func.count()).select_from(recent).where(recent.c.started_at > now - MINUTE)
    return snapshot.db.exec(count).one()


def is_untold(*, hold: Hold, now: datetime, snapshot: Snapshot) -> bool:
    """Whether a due message does not know yet why it waits."""
    return snapshot.db.exec(select(OutboxEntry.ticket_id).where(*_untold(hold, now)).limit(1)).first() is not None


def hold_back(*, hold: Hold, now: datetime, uow: UnitOfWork) -> None:
    """Write the reason down with the due messages that lack it, once, and with it the time when they are due again.

    While the key is not accepted they stay due as they are, so that their order stays, too.
    """
    waiting = uow.db.exec(
        select(OutboxEntry, Ticket)
        .join(Ticket, col(Ticket.id) == col(OutboxEntry.ticket_id))
        .where(*_untold(hold, now))
        .order_by(col(OutboxEntry.due_at))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=OutboxEntry)
    ).all()
    for entry, ticket in waiting:
        is_news = entry.reason != hold.reason.value
        is_new_time = hold.until is not None and _minute(hold.until) != _minute(entry.due_at)
        entry.reason = hold.reason.value
        entry.due_at = hold.until or entry.due_at
        if is_news:
            uow.db.add(
                StatusChange(
                    ticket_id=ticket.id, at=now, kind=ChangeKind.DELIVERY, word=Delivery.QUEUED.value,
                    note=hold.reason.value, is_public=False,
                )
            )  # fmt: skip
        if is_news or is_new_time:  # what a page shows is a time in minutes
            uow.announce(*rooms_of(ticket))


def let_go(*, reasons: Collection[AttemptResult], now: datetime, uow: UnitOfWork) -> None:
    """What held messages up for one of `reasons` is over: all that can go is due now, the longest queued first."""
    freed = uow.db.execute(
        update(OutboxEntry)
        .where(
            col(OutboxEntry.delivery) == Delivery.QUEUED,
            col(OutboxEntry.reason).in_([reason.value for reason in reasons]),
        )
        .values(reason="", due_at=now)
        .returning(col(OutboxEntry.ticket_id)),
        execution_options={"synchronize_session": False},
    ).all()
    _let_messages_go(reasons, now, uow)
    if not freed:
        return
    uow.db.execute(
        update(OutboxEntry)
        .where(col(OutboxEntry.delivery) == Delivery.QUEUED, col(OutboxEntry.due_at) < now)
        .values(due_at=now),
        execution_options={"synchronize_session": False},
    )
    ids = [row.ticket_id for row in freed]
    for start in range(0, len(ids), AT_ONCE):
        for ticket in uow.db.exec(select(Ticket).where(col(Ticket.id).in_(ids[start : start + AT_ONCE]))).all():
            uow.announce(*rooms_of(ticket))


def _let_messages_go(reasons: Collection[AttemptResult], now: datetime, uow: UnitOfWork) -> None:
    uow.db.execute(
        update(CityMessage)
        .where(
            col(CityMessage.delivery) == Delivery.QUEUED,
            col(CityMessage.reason).in_([reason.value for reason in reasons]),
        )
        .values(reason="", due_at=now),
        execution_options={"synchronize_session": False},
    )


def _untold(hold: Hold, now: datetime) -> tuple[ColumnElement[bool], ...]:
    due = (col(OutboxEntry.delivery) == Delivery.QUEUED, col(OutboxEntry.due_at) <= now)
    # Where the end is known, telling it takes a message off what is due.
    return due if hold.until is not None else (*due, col(OutboxEntry.reason) != hold.reason.value)


def _minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment is not None else None


def last_attempt_at(snapshot: Snapshot) -> datetime:
    """When anything was last tried; long ago where nothing ever was."""
    newest = (select(kind.started_at).order_by(col(kind.id).desc()).limit(1) for kind in ATTEMPTS)
    found = snapshot.db.execute(sql_select(*(one.scalar_subquery() for one in newest))).one()
    return max(one or datetime.min.replace(tzinfo=UTC) for one in found)
