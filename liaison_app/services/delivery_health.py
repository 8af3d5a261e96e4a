"""How the exchange with the city stands, for the banner and the coordinator's desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, union_all
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.delivery import SETTLED, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint
from liaison_app.models.delivery import OUTGOING
from liaison_app.services.city_answering import is_unwell
from liaison_app.services.delivery_holding import last_attempt_at

TOLD_AFTER = timedelta(hours=1)
STALLED_AFTER = timedelta(minutes=5)
_WAITING = (Delivery.QUEUED, Delivery.SENDING)
_UNSETTLED = tuple(delivery for delivery in Delivery if delivery not in SETTLED)


@dataclass(frozen=True, slots=True)
class DeliveryHealth:
    """`unreachable_since` is set only once it has lasted for an hour: shorter ones mend themselves.

    `waiting` counts tickets and messages not yet sent, `unclear` those that are looked up, `for_people` those that a
    person must decide. `is_stalled` says that none of the due messages is being sent although nothing is known to be
    wrong; a long queue that moves is none.
    """

    unreachable_since: datetime | None
    paused_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    unclear: int
    for_people: int
    is_stalled: bool


def delivery_health(
    *, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy, counts: Counter[Delivery] | None = None
) -> DeliveryHealth:
    """How delivery stands now, by `counts` where they are counted already. Cheap enough for every page."""
    now = clock.now()
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    counts = count_unsettled(snapshot) if counts is None else counts
    waiting = sum(counts[delivery] for delivery in _WAITING)
    oldest, longest_due = _oldest(snapshot) if waiting else (None, None)
    since = endpoint.unreachable_since
    is_sending = now - last_attempt_at(snapshot) <= STALLED_AFTER if longest_due is not None else False
    is_late = longest_due is not None and now - longest_due > STALLED_AFTER and not is_sending
    return DeliveryHealth(
        unreachable_since=since if since is not None and now - since >= TOLD_AFTER else None,
        paused_at=endpoint.paused_at,
        waiting=waiting,
        waiting_since=oldest,
        unclear=counts[Delivery.UNKNOWN],
        for_people=counts[Delivery.HUMAN],
        is_stalled=is_late and endpoint.paused_at is None and not is_unwell(endpoint, delivery_policy),
    )


def count_unsettled(snapshot: Snapshot) -> Counter[Delivery]:
    """How many tickets and messages are not settled, by where they stand."""
    return count_of(_UNSETTLED, snapshot)


def count_of(deliveries: Sequence[Delivery], snapshot: Snapshot) -> Counter[Delivery]:
    """How many tickets and messages stand at each of these; one statement."""
    by_delivery = [
        select(kind.delivery, func.count()).where(col(kind.delivery).in_(deliveries)).group_by(col(kind.delivery))
        for kind in OUTGOING
    ]
    counts: Counter[Delivery] = Counter()
    for delivery, count in snapshot.db.execute(union_all(*by_delivery)).all():
        counts[Delivery(delivery)] += count
    return counts


def _oldest(snapshot: Snapshot) -> tuple[datetime | None, datetime | None]:
    """Since when the oldest of what waits was queued, and since when one is due."""
    oldest = [
        select(func.min(kind.queued_at), func.min(kind.due_at)).where(col(kind.delivery).in_(_WAITING))
        for kind in OUTGOING
    ]
    found = snapshot.db.execute(union_all(*oldest)).all()
    queued, due = ([moment for moment in moments if moment is not None] for moments in zip(*found, strict=True))
    return min(queued, default=None), min(due, default=None)
