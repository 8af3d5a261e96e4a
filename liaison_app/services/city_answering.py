"""Whether the city answers at all. A gateway that answers 502 for hours would make every message unclear, one by one.

After some outcomes in a row that told nothing, POSTs wait. A question finds out, with growing waits; once one is
answered, one POST at a time is tried, with growing waits too, until the city answers one clearly.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy, step_of
from liaison_app.domain.errors import CityBusy, CityError, CitySilent, CityUnreadable
from liaison_app.models import CityEndpoint
from liaison_app.models.delivery import OUTGOING

_WAITING = (Delivery.QUEUED, Delivery.SENDING)


def is_unwell(endpoint: CityEndpoint, policy: DeliveryPolicy) -> bool:
    """Whether so much in a row told nothing that no more is sent as usual."""
    return max(endpoint.unclear, endpoint.unclear_posts) >= policy.unwell_after


def may_post(endpoint: CityEndpoint, now: datetime, policy: DeliveryPolicy, snapshot: Snapshot) -> bool:
    """Whether a message may go out: to a city that is not well, one at a time, and after a question was answered."""
    if not is_unwell(endpoint, policy):
        return True
    has_waited = _has_waited(endpoint, endpoint.unclear_posts, now, policy)
    return endpoint.unclear == 0 and has_waited and not _stands(snapshot, Delivery.SENDING)


def is_to_be_asked(endpoint: CityEndpoint, now: datetime, policy: DeliveryPolicy) -> bool:
    """Whether it is time for a question that finds out whether the city answers again."""
    is_silent = is_unwell(endpoint, policy) and endpoint.unclear > 0
    return is_silent and _has_waited(endpoint, endpoint.unclear, now, policy)


def tells_nothing(error: CityError) -> bool:
    """Whether a question got no answer of the city's own: none at all, or one of whatever stands in between."""
    if isinstance(error, CityBusy):
        return error.http_status == 503 and error.retry_after_s is None
    is_fault = isinstance(error, CityUnreadable) and (error.http_status or 0) >= 500
    return is_fault or isinstance(error, CitySilent)


def note_nothing_told(endpoint: CityEndpoint, *, is_post: bool, now: datetime, policy: DeliveryPolicy) -> None:
    """One more outcome told nothing. Many of them are an outage, which began with the first."""
    endpoint.unclear += 1
    endpoint.unclear_posts += is_post
    endpoint.unclear_at, endpoint.unclear_since = now, endpoint.unclear_since or now
    if is_unwell(endpoint, policy):
        endpoint.unreachable_since = endpoint.unreachable_since or endpoint.unclear_since


def note_answered(endpoint: CityEndpoint, *, is_post: bool) -> None:
    """The city answered. That it answers questions says nothing of whether it takes requests."""
    endpoint.unclear = 0
    if is_post:
        endpoint.unclear_posts = 0
    if endpoint.unclear_posts == 0:
        endpoint.unclear_since = endpoint.unclear_at = None


def is_over(endpoint: CityEndpoint, policy: DeliveryPolicy, snapshot: Snapshot) -> bool:
    """Whether an outage has ended: all is well, or nothing waits for it to be."""
    return not is_unwell(endpoint, policy) or not any(_stands(snapshot, one) for one in _WAITING)


def try_at_once(endpoint: CityEndpoint, policy: DeliveryPolicy) -> None:
    """A person wants one to be tried now."""
    if is_unwell(endpoint, policy):
        endpoint.unclear, endpoint.unclear_at = 0, None
        endpoint.unclear_posts = max(endpoint.unclear_posts, policy.unwell_after)


def _has_waited(endpoint: CityEndpoint, count: int, now: datetime, policy: DeliveryPolicy) -> bool:
    wait = timedelta(seconds=step_of(policy.backoff_s, count - policy.unwell_after + 1))
    return endpoint.unclear_at is None or not endpoint.unclear_at <= now < endpoint.unclear_at + wait


def _stands(snapshot: Snapshot, delivery: Delivery) -> bool:
    return any(
        snapshot.db.exec(select(kind.delivery).where(col(kind.delivery) == delivery).limit(1)).first() is not None
        for kind in OUTGOING
    )
