"""Claiming: which worker deals with which message of the outbox, and until when.

A claim is one statement, so that two workers never get the same row; it raises the row's `fence`, which is what a
worker must still hold to record anything. The attempt and its lease commit before anything is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.channels import Channel
from liaison_app.domain.city import NewRequest
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, DeliveryAttempt, OutboxEntry, Ticket
from liaison_app.services import city_contact
from liaison_app.services.delivery_holding import hold_back, hold_of, is_at_rate, is_untold
from liaison_app.services.outgoing_request import outgoing_by

# What goes out by this protocol: tickets, and messages about them.
Outbox = type[OutboxEntry] | type[CityMessage]


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that a worker holds until `lease_until`, as long as the row's fence is still `fence`."""

    ticket_id: TicketId
    fence: int
    lease_until: datetime
    attempt_id: int
    request: NewRequest


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was taken off what is due."""

    ticket_id: TicketId
    fence: int


def claim(*, worker: str, uow: UnitOfWork, clock: Clock, delivery_policy: DeliveryPolicy) -> Claim | None:
    """The next message to send, with its attempt written down; None when nothing may be sent now."""
    # One claim at a time on every database, or several workers together would go above the endpoint's rate.
    city_contact.endpoint_of(delivery_policy, uow)
    now = clock.now()
    if (hold := hold_of(now=now, policy=delivery_policy, snapshot=uow)) is not None:
        hold_back(hold=hold, now=now, uow=uow)
        return None
    if is_at_rate(now=now, policy=delivery_policy, snapshot=uow):
        return None
    lease_until = now + timedelta(seconds=delivery_policy.lease_s)
    for taken in take_due({Delivery.QUEUED}, 1, worker, now, lease_until, uow):
        ticket = uow.db.get_one(Ticket, taken.ticket_id)
        entry = uow.db.get_one(OutboxEntry, taken.ticket_id)
        ticket.delivery = entry.delivery = Delivery.SENDING
        entry.posted_at = now
        attempt = DeliveryAttempt(
            ticket_id=ticket.id, number=_count_attempts(ticket.id, uow) + 1, fence=taken.fence, worker=worker,
            started_at=now,
        )  # fmt: skip
        uow.db.add(attempt)
        uow.db.flush()
        request = outgoing_by(delivery_policy, ticket, uow)
        assert attempt.id is not None  # noqa: S101 (flushed)
        return Claim(taken.ticket_id, taken.fence, lease_until, attempt.id, request)
    return None


def may_claim(*, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Whether a claim is worth its write lock: something is due that may go out, or has to be told why not."""
    if not is_due(deliveries={Delivery.QUEUED}, snapshot=snapshot, clock=clock):
        return False
    now = clock.now()
    if (hold := hold_of(now=now, policy=delivery_policy, snapshot=snapshot)) is not None:
        return is_untold(hold=hold, now=now, snapshot=snapshot)
    return not is_at_rate(now=now, policy=delivery_policy, snapshot=snapshot)


def is_due(
    *, deliveries: Collection[Delivery], snapshot: Snapshot, clock: Clock, of: Outbox = OutboxEntry
) -> bool:  # fmt: skip
    """Whether any row in one of `deliveries` is due: a look that holds up nobody, before a claim that might."""
    due = (col(of.delivery).in_(deliveries), col(of.due_at) <= clock.now(), *_goes_by_protocol(of))
    wanted = select(_key(of)).where(*due).limit(1)
    return snapshot.db.exec(wanted).first() is not None


def take_due(
    deliveries: Collection[Delivery], limit: int, worker: str, now: datetime, until: datetime, uow: UnitOfWork,
    *, newest_first: bool = False, failed: bool | None = None,
) -> list[Taken]:  # fmt: skip
    """Take up to `limit` due tickets, as `take_rows` does."""
    rows = take_rows(OutboxEntry, deliveries, limit, worker, now, until, uow, newest_first=newest_first, failed=failed)
    return [Taken(TicketId(ticket_id), fence) for ticket_id, fence in rows]


def take_rows(
    of: Outbox, deliveries: Collection[Delivery], limit: int, worker: str, now: datetime, until: datetime,
    uow: UnitOfWork, *, newest_first: bool = False, failed: bool | None = None,
) -> list[tuple[str, int]]:  # fmt: skip
    """Take up to `limit` due rows of a table in one of `deliveries`, longest due first unless told: id and new fence.

    `failed` says whether the exchange about them must have failed last, or must not have; None for either.
    They are `worker`'s until `until`. A row that is never recorded again falls due by itself then. On SQLite the
    transaction already holds the only write lock; on PostgreSQL locked rows are passed over.
    """
    key, longest_due = _key(of), (col(of.due_at), col(of.queued_at))
    wanted = () if failed is None else (col(of.failures) > 0 if failed else col(of.failures) == 0,)
    due = (
        select(key.label("key"))
        .where(col(of.delivery).in_(deliveries), col(of.due_at) <= now, *wanted, *_goes_by_protocol(of))
        .order_by(*([col(of.queued_at).desc()] if newest_first else longest_due))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = uow.db.execute(
        update(of)
        .where(key.in_(select(due.c.key)))
        .values(fence=col(of.fence) + 1, worker=worker, lease_until=until, due_at=until)
        .returning(key, col(of.fence)),
        execution_options={"synchronize_session": False},
    ).all()
    return [(str(found), fence) for found, fence in rows]


def _goes_by_protocol(of: Outbox) -> tuple[ColumnElement[bool], ...]:
    """Messages that go as mails or as requests of their own are not POSTed as updates."""
    return (col(CityMessage.channel) == Channel.UPDATE,) if issubclass(of, CityMessage) else ()


def _key(of: Outbox) -> Any:
    return col(of.id) if issubclass(of, CityMessage) else col(of.ticket_id)


def may_still_post(*, claimed: Claim, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Whether the POST may start: the message is still ours, and the lease lasts longer than it can take.

    Asked right before the POST, because a worker may have slept since it claimed.
    """
    return is_still_held(
        OutboxEntry, claimed.ticket_id, claimed.fence, claimed.lease_until, snapshot, clock, delivery_policy
    )


def is_still_held(
    of: Outbox, key: str, fence: int, lease_until: datetime, snapshot: Snapshot, clock: Clock, policy: DeliveryPolicy
) -> bool:
    """Whether a row is still the claim's, and its lease lasts longer than a POST can take."""
    found = snapshot.db.exec(select(of.fence, of.delivery).where(_key(of) == key)).first()
    return found == (fence, Delivery.SENDING) and clock.now() + timedelta(seconds=policy.timeout_s) <= lease_until


def _count_attempts(ticket_id: str, uow: UnitOfWork) -> int:
    return uow.db.exec(
        select(func.count()).select_from(DeliveryAttempt).where(DeliveryAttempt.ticket_id == ticket_id)
    ).one()


def expired(*, worker: str, limit: int, uow: UnitOfWork, clock: Clock) -> Sequence[Taken]:
    """Take messages whose worker has vanished in mid-send. Whether the city has them is not known.

    Their attempts stay open for a late answer, marked as run out.
    """
    now = clock.now()
    taken = take_due({Delivery.SENDING}, limit, worker, now, now, uow)
    for one in taken:
        uow.db.execute(
            update(DeliveryAttempt)
            .where(col(DeliveryAttempt.ticket_id) == one.ticket_id, col(DeliveryAttempt.result) == "")
            .values(result=AttemptResult.LEASE_RAN_OUT.value)
        )
    return taken
