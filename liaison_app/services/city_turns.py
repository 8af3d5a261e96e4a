"""Turns at the city's endpoint: all workers together ask no more often than its profile says.

Who wants to ask takes a turn first, or comes again later: nobody waits for the first one while holding a lease. A call
that asks more than one question waits for a turn before each further one. Only a person's question does not wait: it is
booked, and puts the next turn off by as much.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from liaison_app.db import Database
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import CityUnreadable
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
    _thread.turn_of = _thread.works_for = database
    return True


def book_question(
    *, database: Database, clock: Clock, delivery_policy: DeliveryPolicy, pause: Callable[[float], bool]
) -> None:  # fmt: skip
    """Count a question that is about to be asked. The first one of a turn was counted with it; before each further one
    of a worker's, wait for a turn. `pause` waits so many seconds, or less: True where all is to end.

    Raises: CityUnreadable where it is not asked, because all is to end.
    """
    if delivery_policy.reads_per_minute <= 0:
        return
    if getattr(_thread, "turn_of", None) is database:
        _thread.turn_of = None
        return
    is_patient = getattr(_thread, "works_for", None) is database
    while wait_s := _book(database, clock, delivery_policy, is_patient=is_patient):
        if pause(wait_s):
            raise CityUnreadable("not asked: the program ends")


def _book(database: Database, clock: Clock, policy: DeliveryPolicy, *, is_patient: bool) -> float:
    """Book a question now, or say how long there is to wait for a turn."""
    with database.unit_of_work() as uow:
        endpoint, now = city_contact.endpoint_of(policy, uow), clock.now()
        free_at = now if _is_free(endpoint, now) else endpoint.next_read_at or now
        if is_patient and free_at > now:
            return (free_at - now).total_seconds()
        endpoint.next_read_at = min(free_at + _apart(policy), now + LONGEST_WAIT)
        return 0.0


def _is_free(endpoint: CityEndpoint | None, now: datetime) -> bool:
    if endpoint is None or endpoint.next_read_at is None:
        return True
    return not now < endpoint.next_read_at <= now + LONGEST_WAIT


def _apart(policy: DeliveryPolicy) -> timedelta:
    return timedelta(seconds=MINUTE_S / policy.reads_per_minute)
