"""What is wrong with the exchange with the city for longer than it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.alerts import AlertLimits, Trouble, TroubleNow
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint, CityMessage, OutboxEntry
from liaison_app.models.delivery import OUTGOING, OutboxRow
from liaison_app.services.delivery_holding import last_attempt_at
from liaison_app.services.held_since import held_since, message_held_since

WAITING = frozenset({Delivery.QUEUED, Delivery.SENDING})


def troubles_now(
    *, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy, alert_limits: AlertLimits
) -> tuple[TroubleNow, ...]:
    """Every trouble that lasts longer than its limit."""
    now, limits = clock.now(), alert_limits
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    found = list(_of_the_endpoint(endpoint, now, limits))
    nobody = _nobody_sends(endpoint, now, timedelta(seconds=limits.nobody_sends_s), snapshot)
    is_explained = endpoint.unreachable_since is not None or endpoint.paused_at is not None or nobody is not None
    found += [nobody] if nobody is not None else []
    queued = {kind: col(kind.queued_at) for kind in OUTGOING}
    waiting = _long(Trouble.WAITING, WAITING, queued, now, limits.waiting_s, snapshot)
    found += [replace(one, is_explained=is_explained) for one in waiting]
    posted = {kind: func.coalesce(col(kind.posted_at), col(kind.queued_at)) for kind in OUTGOING}
    found += _long(Trouble.UNCLEAR, {Delivery.UNKNOWN}, posted, now, limits.unclear_s, snapshot)
    held: dict[type[OutboxRow], Any] = {OutboxEntry: held_since(), CityMessage: message_held_since()}
    found += _long(Trouble.FOR_PEOPLE, HELD, held, now, limits.people_s, snapshot)
    return tuple(found)


def _of_the_endpoint(endpoint: CityEndpoint, now: datetime, limits: AlertLimits) -> Iterator[TroubleNow]:
    for trouble, since, limit_s in (
        (Trouble.UNREACHABLE, endpoint.unreachable_since, limits.unreachable_s),
        (Trouble.PAUSED, endpoint.paused_at, limits.paused_s),
    ):
        if since is not None and (now - since).total_seconds() > limit_s:
            yield TroubleNow(trouble, since)


def _nobody_sends(endpoint: CityEndpoint, now: datetime, limit: timedelta, snapshot: Snapshot) -> TroubleNow | None:
    """Messages are due, and for longer than `limit` nobody has tried one, although nothing stands against it."""
    if endpoint.paused_at is not None or (endpoint.not_before is not None and now < endpoint.not_before):
        return None
    due = {kind: col(kind.due_at) for kind in OUTGOING}
    oldest, count = _oldest(WAITING, due, now, snapshot)
    if oldest is None:
        return None
    since = max(oldest, last_attempt_at(snapshot))
    return TroubleNow(Trouble.NOBODY_SENDS, since, count) if now - since > limit else None


def _long(
    trouble: Trouble,
    deliveries: Collection[Delivery],
    since: Mapping[type[OutboxRow], Any],
    now: datetime,
    limit_s: float,
    snapshot: Snapshot,
) -> list[TroubleNow]:
    """What stands at one of `deliveries` for longer than the limit; `since` is the SQL that says since when."""
    oldest, count = _oldest(deliveries, since, now - timedelta(seconds=limit_s), snapshot)
    return [] if oldest is None else [TroubleNow(trouble, oldest, count)]


def _oldest(
    deliveries: Collection[Delivery], since: Mapping[type[OutboxRow], Any], until: datetime, snapshot: Snapshot
) -> tuple[datetime | None, int]:
    """Of tickets and messages that stand at one of `deliveries` since `until` or before: since when, and how many."""
    found = [
        snapshot.db.exec(
            select(func.min(moment), func.count())
            .select_from(kind)
            .where(col(kind.delivery).in_(deliveries), moment <= until)
        ).one()
        for kind, moment in since.items()
    ]
    return min((at for at, _ in found if at is not None), default=None), sum(count for _, count in found)
