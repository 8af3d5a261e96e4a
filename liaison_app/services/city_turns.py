"""Turns at the city's endpoint: all workers together ask no more often than its profile says.

Each question takes the next turn in a transaction of its own and waits for it outside of any.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from liaison_app.db import Database
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.services import city_contact

MINUTE_S = 60.0
# So many may go together after a pause; over a minute the rate holds.
AT_ONCE = 5


def wait_for_turn(
    *, database: Database, clock: Clock, delivery_policy: DeliveryPolicy, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Return when a question may be asked; at once where the profile names no rate."""
    if delivery_policy.reads_per_minute <= 0:
        return
    apart = timedelta(seconds=MINUTE_S / delivery_policy.reads_per_minute)
    with database.unit_of_work() as uow:
        endpoint = city_contact.endpoint_of(delivery_policy, uow)
        now = clock.now()
        mine = max(endpoint.next_read_at or now, now)
        endpoint.next_read_at = mine + apart
    ahead = (mine - now - (AT_ONCE - 1) * apart).total_seconds()
    if ahead > 0:
        sleep(ahead)
