"""Delivering: claim in one transaction, POST outside of any, record in another.

Dying between any two lines loses nothing: before the claim commits nothing has happened, after it the lease runs out
and the message is looked up, never resent blindly.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import (
    CityBusy,
    CityError,
    CityForbids,
    CityRefused,
    CityUnreachable,
    StorageFull,
)
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.logs import logger
from liaison_app.services.delivery_claiming import Claim, claim, may_claim, may_still_post
from liaison_app.services.delivery_recording import Told, record

log = logger("delivery")
RECORD_PAUSES_S = (0.5, 2.0, 5.0)

_RESULTS: dict[type[CityError], AttemptResult] = {
    CityUnreachable: AttemptResult.UNREACHABLE,
    CityBusy: AttemptResult.BUSY,
    CityRefused: AttemptResult.REFUSED,
    CityForbids: AttemptResult.FORBIDDEN,
}


def deliver(
    *, worker: str, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool:
    """Send the next message, if one is due. True when there was one, so that the caller asks again."""
    with database.snapshot() as snapshot:
        if not may_claim(snapshot=snapshot, clock=clock, delivery_policy=delivery_policy):
            return False
    with database.unit_of_work() as uow:
        claimed = claim(worker=worker, uow=uow, clock=clock, delivery_policy=delivery_policy)
    if claimed is None:
        return False
    told = _post(claimed, database=database, city=city, clock=clock, delivery_policy=delivery_policy)
    write_down(
        lambda uow: record(claimed=claimed, told=told, uow=uow, clock=clock, delivery_policy=delivery_policy),
        database=database,
        about=claimed.ticket_id,
        number=told.posted.service_request_id if told.posted else None,
    )
    return True


def write_down(act: Callable[[UnitOfWork], None], *, database: Database, about: str, number: str | None) -> None:
    """Record what the city said: worth a few more tries; after them the lease runs out and it is looked up."""
    for pause_s in (*RECORD_PAUSES_S, None):
        try:
            with database.unit_of_work() as uow:
                act(uow)
            break
        except (OperationalError, StorageFull):
            log.exception("not_recorded", about=about, number=number)
            if pause_s is None:
                raise
            time.sleep(pause_s)


def told_by(error: Exception, *, about: str) -> Told:
    """What a failed POST says of what arrived. A slip of ours after it went out must not look like "nothing sent"."""
    if not isinstance(error, CityError):
        log.error("post_failed", about=about, exc_info=error)
        return Told(AttemptResult.UNCLEAR, words=type(error).__name__)
    result = _RESULTS.get(type(error), AttemptResult.UNCLEAR)
    retry_after_s = error.retry_after_s if isinstance(error, CityBusy) else None
    return Told(result, words=error.detail, http_status=error.http_status, retry_after_s=retry_after_s)


def _post(
    claimed: Claim, *, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> Told:
    with database.snapshot() as snapshot:
        may_post = may_still_post(claimed=claimed, snapshot=snapshot, clock=clock, delivery_policy=delivery_policy)
    if not may_post:
        return Told(AttemptResult.NOT_SENT)
    try:
        posted = city.post(claimed.request)
    except Exception as error:  # noqa: BLE001 (whatever it is, it says what is known of the POST)
        return told_by(error, about=claimed.ticket_id)
    is_id = posted.service_request_id is not None
    return Told(AttemptResult.ACCEPTED if is_id else AttemptResult.TOKEN, posted)
