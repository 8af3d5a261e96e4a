"""The outbox of notices: written in the transaction that notes their news as told, handed over outside of any.

A notice whose sender dies between handing it over and writing that down goes out twice, under one topic and one tag:
the push service or the browser replaces the first by the second, and may have shown it by then. One that nobody takes
within half a day is given up; the news stands in the app.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.errors import PushNotSent
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.push import Push, Pusher, PushState
from liaison_app.logs import logger
from liaison_app.models import Account, PushDevice, PushMessage
from liaison_app.services.news_around import READERS
from liaison_app.services.push_devices import devices_of, forget

log = logger("push")
BACKOFF_S = (30, 120, 600, 1800, 3600, 7200, 14_400)
MOST_TRIES = len(BACKOFF_S) + 1
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=7)


def send_next(*, database: Database, pusher: Pusher, clock: Clock) -> bool:
    """Hand over the next notice that is due. True when there was one, so that the caller asks again."""
    taken = _take(database, clock)
    if taken is None:
        return False
    message_id, push = taken
    trouble = push if isinstance(push, PushNotSent) else _send(push, pusher)
    with database.unit_of_work() as uow:
        message = uow.db.get(PushMessage, message_id, with_for_update=True)
        if message is not None:  # its browser was turned off meanwhile
            _record(message, trouble, clock.now(), uow)
    log.info("notice", notice=message_id, trouble=trouble.reason if trouble else "")
    return True


def _send(push: Push, pusher: Pusher) -> PushNotSent | None:
    try:
        pusher.send(push)
    except PushNotSent as error:
        return error
    except Exception as error:  # noqa: BLE001 (whatever it is, one browser's notice keeps nobody else's)
        return PushNotSent(f"broken_{type(error).__name__}")
    return None


def _take(database: Database, clock: Clock) -> tuple[int, Push | PushNotSent] | None:
    """The notice that is due longest, for this worker alone until the lease ends; or why it is not to be sent."""
    now = clock.now()
    is_due = (PushMessage.state == PushState.WAITING, col(PushMessage.due_at) <= now)
    with database.snapshot() as snapshot:
        if snapshot.db.exec(select(PushMessage.id).where(*is_due).limit(1)).first() is None:
            return None
    with database.unit_of_work() as uow:
        due = select(PushMessage).where(*is_due).order_by(col(PushMessage.due_at)).limit(1)
        message = uow.db.exec(due.with_for_update(skip_locked=True)).first()
        if message is None or message.id is None:
            return None
        message.due_at, message.tries = now + LEASE, message.tries + 1
        if message.tries > MOST_TRIES:  # whoever sent it died each time before it was written down
            return message.id, PushNotSent("given_up", is_final=True)
        return message.id, _push_of(message, uow, clock) or PushNotSent("nobody_there", is_gone=True)


def _push_of(message: PushMessage, uow: UnitOfWork, clock: Clock) -> Push | None:
    device = uow.db.get(PushDevice, message.device_id)
    account = uow.db.get(Account, device.account_id) if device is not None else None
    if device is None or account is None or not account.is_active or account.role not in READERS:
        return None
    if device.id not in {one.id for one in devices_of(AccountId(account.id), uow, clock)}:
        return None
    return Push(message.key, device.endpoint, device.p256dh, device.auth, message.title, message.said, message.leads_to)


def _record(message: PushMessage, trouble: PushNotSent | None, now: datetime, uow: UnitOfWork) -> None:
    message.trouble = trouble.reason[:64] if trouble else ""
    if trouble is not None and not trouble.is_final and message.tries < MOST_TRIES:
        wait_s = max(BACKOFF_S[message.tries - 1], trouble.retry_after_s or 0)
        message.due_at = now + timedelta(seconds=wait_s)
        return
    message.state = PushState.FAILED if trouble else PushState.SENT
    message.due_at, message.settled_at = None, now
    if trouble is not None and trouble.is_gone:
        uow.db.flush()
        forget(PushDevice.id == message.device_id, uow)
