"""What is wrong with the exchange with the city for longer than it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.alerts import AlertLimits, Trouble, TroubleNow
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint, CityMessage, OutboxEntry, StatusChange, WorkerSign
from liaison_app.models.delivery import OUTGOING, OutboxRow
from liaison_app.services.city_answering import is_unwell
from liaison_app.services.delivery_holding import last_attempt_at
from liaison_app.services.delivery_joining import is_open_duplicate
from liaison_app.services.held_since import held_since, message_held_since

WAITING = frozenset({Delivery.QUEUED, Delivery.SENDING})
FAILED_OFTEN = 3


def troubles_now(
    *, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy, alert_limits: AlertLimits
) -> tuple[TroubleNow, ...]:
    """Every trouble that lasts longer than its limit."""
    now, limits = clock.now(), alert_limits
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    found = list(_of_the_endpoint(endpoint, now, limits))
    nobody = _nobody_works(now, limits, snapshot) or _nobody_sends(endpoint, now, delivery_policy, limits, snapshot)
    is_explained = endpoint.unreachable_since is not None or endpoint.paused_at is not None or nobody is not None
    found += [nobody] if nobody is not None else []
    unread = no_news_since(endpoint, now, delivery_policy, limits, snapshot)
    is_away = is_explained or _is_asked_to_wait(endpoint, now)
    found += [TroubleNow(Trouble.NO_NEWS, unread, is_explained=is_away)] if unread is not None else []
    queued = {kind: col(kind.queued_at) for kind in OUTGOING}
    waiting = _long(Trouble.WAITING, WAITING, queued, now, limits.waiting_s, snapshot)
    found += [replace(one, is_explained=is_explained) for one in waiting]
    posted = {kind: func.coalesce(col(kind.posted_at), col(kind.queued_at)) for kind in OUTGOING}
    found += _long(Trouble.UNCLEAR, {Delivery.UNKNOWN}, posted, now, limits.unclear_s, snapshot)
    held: dict[type[OutboxRow], Any] = {OutboxEntry: held_since(), CityMessage: message_held_since()}
    found += _long(Trouble.FOR_PEOPLE, HELD, held, now, limits.people_s, snapshot)
    found += _filed_twice(now - timedelta(seconds=limits.people_s), snapshot)
    return tuple(found)


def _of_the_endpoint(endpoint: CityEndpoint, now: datetime, limits: AlertLimits) -> Iterator[TroubleNow]:
    for trouble, since, limit_s in (
        (Trouble.UNREACHABLE, endpoint.unreachable_since, limits.unreachable_s),
        (Trouble.PAUSED, endpoint.paused_at, limits.paused_s),
    ):
        if since is not None and (now - since).total_seconds() > limit_s:
            yield TroubleNow(trouble, since)


def _nobody_works(now: datetime, limits: AlertLimits, snapshot: Snapshot) -> TroubleNow | None:
    """For longer than the limit no worker has given a sign of life, whether there is something to send or not."""
    seen_at: datetime | None = snapshot.db.exec(select(func.max(WorkerSign.seen_at))).one()
    if seen_at is None or (now - seen_at).total_seconds() <= limits.nobody_sends_s:
        return None
    return TroubleNow(Trouble.NOBODY_SENDS, seen_at)


def _nobody_sends(
    endpoint: CityEndpoint, now: datetime, policy: DeliveryPolicy, limits: AlertLimits, snapshot: Snapshot
) -> TroubleNow | None:
    """Messages are due, and for longer than the limit nobody has tried one, although nothing stands against it."""
    if endpoint.paused_at is not None or is_unwell(endpoint, policy) or _is_asked_to_wait(endpoint, now):
        return None
    due = {kind: col(kind.due_at) for kind in OUTGOING}
    oldest, count = _oldest(WAITING, due, now, snapshot)
    if oldest is None:
        return None
    since = max(oldest, last_attempt_at(snapshot))
    is_long = (now - since).total_seconds() > limits.nobody_sends_s
    return TroubleNow(Trouble.NOBODY_SENDS, since, count) if is_long else None


def _is_asked_to_wait(endpoint: CityEndpoint, now: datetime) -> bool:
    return endpoint.not_before is not None and now < endpoint.not_before


def no_news_since(
    endpoint: CityEndpoint, now: datetime, policy: DeliveryPolicy, limits: AlertLimits, snapshot: Snapshot
) -> datetime | None:
    """Since when the city's news could not be read, where that is longer than the limit.

    A city that is asked for single records alone may have none to be read for hours: there it takes one that is long
    overdue, or has failed several times.
    """
    limit = timedelta(seconds=limits.no_news_s)
    if endpoint.news_at is None or now - endpoint.news_at <= limit:
        return None
    if policy.has_updates or policy.has_updated_after or policy.mirrors:
        return endpoint.news_at
    is_missed = or_(
        col(OutboxEntry.due_at) <= now - limit,
        and_(col(OutboxEntry.due_at).is_not(None), col(OutboxEntry.failures) >= FAILED_OFTEN),
    )
    missed = select(OutboxEntry.ticket_id).where(OutboxEntry.delivery == Delivery.ACCEPTED, is_missed).limit(1)
    return endpoint.news_at if snapshot.db.exec(missed).first() is not None else None


def _filed_twice(until: datetime, snapshot: Snapshot) -> list[TroubleNow]:
    """Tickets whose second number was learnt by `until` and waits for a person ever since."""
    known_at = col(StatusChange.at)
    oldest, count = snapshot.db.exec(
        select(func.min(known_at), func.count(func.distinct(StatusChange.ticket_id))).where(
            is_open_duplicate(), known_at <= until
        )
    ).one()
    return [TroubleNow(Trouble.FILED_TWICE, oldest, count)] if count else []


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
