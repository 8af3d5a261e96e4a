"""Telling people that the exchange with the city is in trouble: once, again every day while it lasts, and its end.

Any number of workers may look; the rows of `alert` are locked while one of them tells, so that only one does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlmodel import col, select

from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Role
from liaison_app.domain.alerts import TOLD_AGAIN_AFTER, AlertLimits, AlertWriter, Trouble, TroubleNow
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ports import Clock
from liaison_app.logs import logger
from liaison_app.models import Account, Alert, CityEndpoint, WorkerSign
from liaison_app.services import mail
from liaison_app.services.delivery_health import TOLD_AFTER
from liaison_app.services.delivery_troubles import troubles_now

log = logger("alert")
SIGNS_KEPT = timedelta(days=1)
WAKEN_FOR = timedelta(minutes=3)  # a turn may come late, and one waking too many costs a reading


def watch_over(
    *,
    database: Database,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    alert_limits: AlertLimits,
    alert_writer: AlertWriter,
) -> bool:
    """Look for trouble and tell what is news. False, always: the next look is at the next turn."""
    with database.snapshot() as snapshot:
        found = troubles_now(snapshot=snapshot, clock=clock, delivery_policy=delivery_policy, alert_limits=alert_limits)
        if not _is_news(found, open_alerts(snapshot=snapshot), clock.now()):
            return False
    with database.unit_of_work() as uow:
        alerts = _locked(uow)
        # Another worker may have told it, or it may be over, since we looked.
        current = troubles_now(snapshot=uow, clock=clock, delivery_policy=delivery_policy, alert_limits=alert_limits)
        by_trouble = {one.trouble: one for one in current}
        for trouble, alert in alerts.items():
            _tell_one(alert, by_trouble.get(trouble), alert_writer, uow, clock)
    return False


def wake_pages(*, database: Database, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Wake the pages that are open when an outage becomes one that liaisons are told of: by time alone, so nothing else
    does. False, always, as `watch_over`."""
    with database.snapshot() as snapshot:
        endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction)
        since = endpoint.unreachable_since if endpoint is not None else None
    if since is not None and TOLD_AFTER <= clock.now() - since < TOLD_AFTER + WAKEN_FOR:
        with database.unit_of_work() as uow:
            uow.announce(rooms.EXCHANGE)
    return False


def open_alerts(*, snapshot: Snapshot) -> dict[Trouble, Alert]:
    """The troubles that people have been told of and that are not over, by kind."""
    rows = snapshot.db.exec(select(Alert).where(col(Alert.began_at).is_not(None))).all()
    return {row.trouble: row for row in rows}


def _is_news(found: tuple[TroubleNow, ...], told: dict[Trouble, Alert], now: datetime) -> bool:
    here = {one.trouble for one in found}
    to_tell = {one.trouble for one in found if not one.is_explained}
    is_new_or_over = not to_tell <= set(told) or not set(told) <= here
    return is_new_or_over or any(_is_due_again(told[trouble], now) for trouble in to_tell & set(told))


def _is_due_again(alert: Alert, now: datetime) -> bool:
    return alert.told_at is None or now - alert.told_at >= TOLD_AGAIN_AFTER


def _locked(uow: UnitOfWork) -> dict[Trouble, Alert]:
    """A row for every kind of trouble, for this transaction alone."""
    for trouble in Trouble:
        # Two workers may come first at once; both databases know this form.
        uow.db.execute(
            text("INSERT INTO alert (trouble, times_told) VALUES (:trouble, 0) ON CONFLICT DO NOTHING"),
            {"trouble": trouble.value},
        )
    rows = uow.db.exec(select(Alert).order_by(col(Alert.trouble)).with_for_update()).all()
    return {row.trouble: row for row in rows}


def _tell_one(alert: Alert, found: TroubleNow | None, writer: AlertWriter, uow: UnitOfWork, clock: Clock) -> None:
    now = clock.now()
    if found is None:
        if alert.began_at is None:
            return
        over = TroubleNow(alert.trouble, alert.began_at)
        log.warning("alert_over", trouble=alert.trouble.value, since=alert.began_at.isoformat())
        _send(over, alert, writer, uow, clock, is_over=True)
        alert.began_at = alert.told_at = None
    elif not found.is_explained and (alert.began_at is None or _is_due_again(alert, now)):
        alert.began_at = alert.began_at or found.since
        alert.told_at, alert.times_told = now, alert.times_told + 1
        log.error("alert", trouble=found.trouble.value, since=found.since.isoformat(), count=found.count)
        _send(found, alert, writer, uow, clock, is_over=False)
    uow.db.add(alert)
    uow.announce(rooms.DESK)


def _send(
    about: TroubleNow, alert: Alert, writer: AlertWriter, uow: UnitOfWork, clock: Clock, *, is_over: bool
) -> None:
    """A mail to every coordinator with an open account, in that person's language."""
    coordinators = uow.db.exec(
        select(Account).where(Account.role == Role.COORDINATOR, col(Account.is_active).is_(True))
    ).all()
    what = "over" if is_over else "now"
    for one in coordinators:
        mail.queue(
            key=f"alert/{about.trouble.value}/{alert.times_told}/{what}/{one.id}",
            recipient=one.email,
            letter=writer.write(about, is_over=is_over, locale=one.locale),
            locale=one.locale,
            uow=uow,
            clock=clock,
        )


def give_sign_of_life(*, worker: str, database: Database, clock: Clock) -> bool:
    """Write down that this worker lives; rows of workers that vanished a day ago go. False, always."""
    now = clock.now()
    with database.unit_of_work() as uow:
        sign = uow.db.get(WorkerSign, worker) or WorkerSign(worker=worker, started_at=now, seen_at=now)
        sign.seen_at, sign.left_at = now, None
        uow.db.add(sign)
        uow.db.execute(delete(WorkerSign).where(col(WorkerSign.seen_at) < now - SIGNS_KEPT))
    return False


def say_goodbye(*, worker: str, uow: UnitOfWork, clock: Clock) -> None:
    """A worker ends in order: it counts for none that lives, but when nobody comes after it people are told."""
    sign = uow.db.get(WorkerSign, worker)
    if sign is not None:
        sign.seen_at = sign.left_at = clock.now()
        uow.db.add(sign)
