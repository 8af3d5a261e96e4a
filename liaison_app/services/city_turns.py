"""Turns at the city's endpoint: all workers together ask no more often than its profile says.

Who wants to ask takes a turn first, or comes again later: nobody waits for one while holding a lease. A call that asks
more than one question is not broken off; each further one is booked, and puts the next turn off by as much.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from liaison_app.db import Database
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint
from liaison_app.services import city_contact

MINUTE_S = 60.0
# Neither a clock that was set back nor one very long search silences us for longer.
LONGEST_WAIT = timedelta(minutes=15)
_thread = threading.local()


def take_turn(*, database: Database, clock: Clock, policy: DeliveryPolicy) -> bool:
    """Whether a question may be asked now, by this thread. At once where the profile names no rate."""
    if policy.reads_per_minute <= 0:
        return True
    with database.snapshot() as snapshot:  # a look that holds up nobody
        if not _is_free(snapshot.db.get(CityEndpoint, policy.jurisdiction), clock.now()):
            return False
    with database.unit_of_work() as uow:
        endpoint, now = city_contact.endpoint_of(policy, uow), clock.now()
        if not _is_free(endpoint, now):
            return False
        endpoint.next_read_at = now + _apart(policy)
    _thread.turn_of = database
    return True


def book_question(*, database: Database, clock: Clock, delivery_policy: DeliveryPolicy) -> None:
    """Count a question that is about to be asked. The first one of a turn was counted with it."""
    if delivery_policy.reads_per_minute <= 0:
        return
    if getattr(_thread, "turn_of", None) is database:
        _thread.turn_of = None
        return
    with database.unit_of_work() as uow:
        endpoint, now = city_contact.endpoint_of(delivery_policy, uow), clock.now()
        booked_until = now if _is_free(endpoint, now) else endpoint.next_read_at or now
        endpoint.next_read_at = min(booked_until + _apart(delivery_policy), now + LONGEST_WAIT)


def _is_free(endpoint: CityEndpoint | None, now: datetime) -> bool:
    if endpoint is None or endpoint.next_read_at is None:
        return True
    return not now < endpoint.next_read_at <= now + LONGEST_WAIT


def _apart(policy: DeliveryPolicy) -> timedelta:
    return timedelta(seconds=MINUTE_S / policy.reads_per_minute)
