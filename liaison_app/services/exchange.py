"""How the exchange with the city stands as a whole, for the delivery desk."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.alerts import AlertLimits
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.desk_rows import DELIVERIES, DeskSection, Exchange
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint, Ticket, WorkerSign
from liaison_app.models.delivery import ATTEMPTS
from liaison_app.services.delivery_desk import duplicates
from liaison_app.services.delivery_health import count_unsettled, delivery_health
from liaison_app.services.delivery_troubles import no_news_since

HOUR = timedelta(hours=1)
MOST_WORDS = 10
ALIVE = timedelta(minutes=2)  # workers give a sign of life every half minute
_TAKEN = (AttemptResult.ACCEPTED.value, AttemptResult.TOKEN.value)


def show_exchange(
    *, actor: Actor, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy, alert_limits: AlertLimits
) -> Exchange:  # fmt: skip
    """The state of the exchange now, and how much each section of the desk holds.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now = clock.now()
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    counts = count_unsettled(snapshot)
    health = delivery_health(snapshot=snapshot, clock=clock, delivery_policy=delivery_policy, counts=counts)
    signs = snapshot.db.exec(select(WorkerSign.seen_at, WorkerSign.left_at)).all()
    last, per_hour, twice = _accepted(now, snapshot)
    return Exchange(
        unreachable_since=endpoint.unreachable_since,
        paused_at=endpoint.paused_at,
        pause_reason=endpoint.pause_reason,
        asked_until=endpoint.not_before if endpoint.not_before is not None and now < endpoint.not_before else None,
        last_accepted_at=last,
        per_hour=per_hour,
        rate=delivery_policy.posts_per_minute,
        waiting_since=health.waiting_since,
        sender_seen_at=max((seen_at for seen_at, _ in signs), default=None),
        senders=sum(left_at is None and now - seen_at <= ALIVE for seen_at, left_at in signs),
        is_stalled=health.is_stalled,
        counts=_by_section(counts) | {DeskSection.DUPLICATES: twice},
        not_understood=_not_understood(snapshot),
        news_at=endpoint.news_at,
        no_news_since=no_news_since(endpoint, now, delivery_policy, alert_limits, snapshot),
    )


def _accepted(now: datetime, snapshot: Snapshot) -> tuple[datetime | None, int, int]:
    """When the city last took one, how many it took within the last hour, and how many it has twice; one statement."""
    newest, counted = [], []
    for kind in ATTEMPTS:
        taken, finished = col(kind.result).in_(_TAKEN), col(kind.finished_at)
        of_kind = select(finished).where(taken, finished.is_not(None)).order_by(finished.desc()).limit(1)
        newest.append(of_kind.scalar_subquery())
        within = select(func.count()).select_from(kind).where(taken, finished > now - HOUR)
        counted.append(within.scalar_subquery())
    found = snapshot.db.execute(sql_select(*newest, *counted, duplicates())).one()
    last, per_hour = found[: len(newest)], found[len(newest) : -1]
    return max((moment for moment in last if moment is not None), default=None), sum(per_hour), found[-1]


def _not_understood(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """The city's status words that nobody has put into the table yet, the most frequent first."""
    count = func.count().label("count")
    rows = snapshot.db.exec(
        select(Ticket.status_word, count)
        .where(Ticket.status_word != "")
        .group_by(Ticket.status_word)
        .order_by(count.desc(), col(Ticket.status_word))
        .limit(MOST_WORDS)
    ).all()
    return tuple((word, number) for word, number in rows)


def _by_section(counts: Counter[Delivery]) -> dict[DeskSection, int]:
    return {section: sum(counts[delivery] for delivery in deliveries) for section, deliveries in DELIVERIES.items()}
