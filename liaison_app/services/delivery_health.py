"""How the exchange with the city stands, for the banner and the coordinator's desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.delivery import SETTLED, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint, DeliveryAttempt, OutboxEntry

TOLD_AFTER = timedelta(hours=1)
STALLED_AFTER = timedelta(minutes=5)
_WAITING = (Delivery.QUEUED, Delivery.SENDING)


@dataclass(frozen=True, slots=True)
class DeliveryHealth:
    """`unreachable_since` is set only once it has lasted for an hour: shorter ones mend themselves.

    `waiting` counts messages not yet sent, `unclear` those that are looked up, `for_people` those that a person must
    decide. `is_stalled` says that none of the due messages is being sent although nothing is known to be
    wrong; a long queue that moves is none.
    """

    unreachable_since: datetime | None
    paused_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    unclear: int
    for_people: int
    is_stalled: bool


def delivery_health(*, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy) -> DeliveryHealth:
    """How delivery stands now. Cheap enough for every page."""
    now = clock.now()
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    open_ = [delivery for delivery in Delivery if delivery not in SETTLED]
    counts = dict(
        snapshot.db.exec(
            select(OutboxEntry.delivery, func.count())
            .where(col(OutboxEntry.delivery).in_(open_))
            .group_by(col(OutboxEntry.delivery))
        ).all()
    )
    waiting = sum(counts.get(delivery, 0) for delivery in _WAITING)
    oldest, longest_due = (
        snapshot.db.exec(
            select(func.min(OutboxEntry.queued_at), func.min(OutboxEntry.due_at)).where(
                col(OutboxEntry.delivery).in_(_WAITING)
            )
        ).one()
        if waiting
        else (None, None)
    )
    since = endpoint.unreachable_since
    is_late = longest_due is not None and now - longest_due > STALLED_AFTER and not _is_sending(now, snapshot)
    return DeliveryHealth(
        unreachable_since=since if since is not None and now - since >= TOLD_AFTER else None,
        paused_at=endpoint.paused_at,
        waiting=waiting,
        waiting_since=oldest,
        unclear=counts.get(Delivery.UNKNOWN, 0),
        for_people=counts.get(Delivery.HUMAN, 0),
        is_stalled=is_late and endpoint.paused_at is None,
    )


def _is_sending(now: datetime, snapshot: Snapshot) -> bool:
    newest = select(DeliveryAttempt.started_at).order_by(col(DeliveryAttempt.id).desc()).limit(1)
    started_at = snapshot.db.exec(newest).first()
    return started_at is not None and now - started_at <= STALLED_AFTER
