"""What is wrong with the exchange with the city for longer than it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
from liaison_app.models import CityEndpoint, DeliveryAttempt, OutboxEntry
from liaison_app.services.held_since import held_since

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
    waiting = _long(Trouble.WAITING, WAITING, col(OutboxEntry.queued_at), now, limits.waiting_s, snapshot)
    found += [replace(one, is_explained=is_explained) for one in waiting]
    since_post = func.coalesce(col(OutboxEntry.posted_at), col(OutboxEntry.queued_at))
    found += _long(Trouble.UNCLEAR, {Delivery.UNKNOWN}, since_post, now, limits.unclear_s, snapshot)
    found += _long(Trouble.FOR_PEOPLE, HELD, held_since(), now, limits.people_s, snapshot)
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
    due = snapshot.db.exec(
        select(func.min(OutboxEntry.due_at), func.count()).where(
            col(OutboxEntry.delivery).in_(WAITING), col(OutboxEntry.due_at) <= now
        )
    ).one()
    if due[0] is None:
        return None
    newest = select(DeliveryAttempt.started_at).order_by(col(DeliveryAttempt.id).desc()).limit(1)
    since = max(moment for moment in (due[0], snapshot.db.exec(newest).first()) if moment is not None)
    return TroubleNow(Trouble.NOBODY_SENDS, since, due[1]) if now - since > limit else None


def _long(
    trouble: Trouble,
    deliveries: Collection[Delivery],
    since: Any,
    now: datetime,
    limit_s: float,
    snapshot: Snapshot,
) -> list[TroubleNow]:
    """Messages in one of `deliveries` for longer than the limit; `since` is the SQL that says since when."""
    before = now - timedelta(seconds=limit_s)
    oldest, count = snapshot.db.exec(
        select(func.min(since), func.count())
        .select_from(OutboxEntry)
        .where(col(OutboxEntry.delivery).in_(deliveries), since < before)
    ).one()
    return [] if oldest is None else [TroubleNow(trouble, oldest, count)]
