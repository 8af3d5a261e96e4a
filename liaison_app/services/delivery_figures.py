"""The exchange with the city in figures, for machines that watch it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.alerts import Trouble
from liaison_app.domain.delivery import SETTLED, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.mail import MailState
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint, CityMessage, MailMessage, OutboxEntry, WorkerSign
from liaison_app.models.delivery import ATTEMPTS, OUTGOING, OutboxRow
from liaison_app.services.alerting import open_alerts
from liaison_app.services.delivery_troubles import WAITING

MOST_ENDED = 10_000


@dataclass(frozen=True, slots=True)
class Ended:
    """A try that ended. `seconds` from its claim to its record."""

    result: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """`tickets` and `messages` count those that are not settled, by delivery; ages are in seconds, 0 for none.

    `ended` are the tries that ended between the two times asked for.
    """

    tickets: Mapping[Delivery, int]
    messages: Mapping[Delivery, int]
    oldest_waiting_s: float
    is_reachable: bool
    is_paused: bool
    alerts: frozenset[Trouble]
    mails: Mapping[MailState, int]
    last_sign_of_life_s: float
    ended: Sequence[Ended]


def figures(
    *, ended_after: datetime, ended_by: datetime, snapshot: Snapshot, clock: Clock, delivery_policy: DeliveryPolicy
) -> Figures:
    """How things stand, and which tries ended after the first time, not after the second: at most 10,000 a kind."""
    now = clock.now()
    endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction) or CityEndpoint(jurisdiction="")
    by_state = select(col(MailMessage.state), func.count()).group_by(col(MailMessage.state))
    return Figures(
        tickets=_unsettled(OutboxEntry, snapshot),
        messages=_unsettled(CityMessage, snapshot),
        oldest_waiting_s=max(_age(snapshot.db.exec(_oldest(kind)).one(), now) for kind in OUTGOING),
        is_reachable=endpoint.unreachable_since is None,
        is_paused=endpoint.paused_at is not None,
        alerts=frozenset(open_alerts(snapshot=snapshot)),
        mails=dict(snapshot.db.exec(by_state).all()),
        last_sign_of_life_s=_age(snapshot.db.exec(select(func.max(WorkerSign.seen_at))).one(), now),
        ended=_ended(ended_after, ended_by, snapshot),
    )


def _unsettled(kind: type[OutboxRow], snapshot: Snapshot) -> dict[Delivery, int]:
    unsettled = [delivery for delivery in Delivery if delivery not in SETTLED]
    counts = select(kind.delivery, func.count()).where(col(kind.delivery).in_(unsettled))
    found = dict(snapshot.db.exec(counts.group_by(col(kind.delivery))).all())
    return {delivery: found.get(delivery, 0) for delivery in unsettled}


def _oldest(kind: type[OutboxRow]) -> Any:
    return select(func.min(kind.queued_at)).where(col(kind.delivery).in_(WAITING))


def _ended(after: datetime, by: datetime, snapshot: Snapshot) -> list[Ended]:
    return [
        Ended(result, max(0.0, (finished_at - started_at).total_seconds()))
        for kind in ATTEMPTS
        for result, started_at, finished_at in snapshot.db.exec(
            select(kind.result, kind.started_at, kind.finished_at)
            .where(col(kind.finished_at) > after, col(kind.finished_at) <= by)
            .order_by(col(kind.finished_at))
            .limit(MOST_ENDED)
        ).all()
        if finished_at is not None
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
