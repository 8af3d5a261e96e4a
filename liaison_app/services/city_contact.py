"""What is known of the exchange with the city's system as a whole: unreachable since when, paused, asked until when."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import CityBusy, CityError, CityUnreachable
from liaison_app.logs import logger
from liaison_app.models import CityEndpoint
from liaison_app.services import city_answering, delivery_holding

log = logger("city")
OVERLAP = timedelta(minutes=15)
MAX_REASON = 400


def endpoint_of(policy: DeliveryPolicy, uow: UnitOfWork) -> CityEndpoint:
    """The endpoint's row, for us alone until the commit; made where there is none."""
    wanted = select(CityEndpoint).where(CityEndpoint.jurisdiction == policy.jurisdiction).with_for_update()
    found = uow.db.exec(wanted).first()
    if found is None:
        with suppress(IntegrityError), uow.db.begin_nested():  # another worker may be making it at this moment
            uow.db.add(CityEndpoint(jurisdiction=policy.jurisdiction))
            uow.db.flush()
        found = uow.db.exec(wanted).one()
    return found


def note(*, result: AttemptResult, words: str, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """What the end of a try tells about the endpoint itself."""
    if result is AttemptResult.UNREACHABLE:
        note_unreachable(now=now, policy=policy, uow=uow)
    elif result is AttemptResult.UNCLEAR:
        _note_nothing_told(is_post=True, now=now, policy=policy, uow=uow)
    elif result is AttemptResult.FORBIDDEN:
        endpoint = endpoint_of(policy, uow)
        city_answering.note_answered(endpoint, is_post=True)
        # Since when it pauses is told to people: a try that finds it paused still does not begin it anew.
        endpoint.paused_at, endpoint.pause_reason = endpoint.paused_at or now, words[:MAX_REASON]
        log.error("key_not_accepted", jurisdiction=policy.jurisdiction)
        uow.announce(rooms.DESK, rooms.EXCHANGE)
    elif result in {AttemptResult.ACCEPTED, AttemptResult.TOKEN, AttemptResult.REFUSED}:
        city_answering.note_answered(endpoint_of(policy, uow), is_post=True)
        note_reached(now=now, policy=policy, uow=uow)
        _note_taken(now=now, policy=policy, uow=uow)


def _note_nothing_told(*, is_post: bool, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    endpoint = endpoint_of(policy, uow)
    was_reached = endpoint.unreachable_since is None
    city_answering.note_nothing_told(endpoint, is_post=is_post, now=now, policy=policy)
    if was_reached and endpoint.unreachable_since is not None:
        log.warning("city_tells_nothing", jurisdiction=policy.jurisdiction, in_a_row=endpoint.unclear)
        uow.announce(rooms.DESK, rooms.EXCHANGE)


def note_unreachable(*, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """No connection was made."""
    endpoint = endpoint_of(policy, uow)
    if endpoint.unreachable_since is None:
        endpoint.unreachable_since = now
        log.warning("city_unreachable", jurisdiction=policy.jurisdiction)
        uow.announce(rooms.DESK, rooms.EXCHANGE)


def note_busy(retry_after_s: float | None, *, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """The city asks us to wait: nobody sends or asks before then, at most a day; a minute if it names none."""
    wait_s = min(policy.backoff_s[0] if retry_after_s is None else retry_after_s, policy.longest_wait_s)
    endpoint = endpoint_of(policy, uow)
    endpoint.not_before = max(endpoint.not_before or now, now + timedelta(seconds=wait_s))
    log.warning("city_busy", jurisdiction=policy.jurisdiction, wait_s=wait_s)


def is_waiting(*, now: datetime, policy: DeliveryPolicy, snapshot: Snapshot) -> bool:
    """Whether the city asked us to wait and that is not over."""
    endpoint = snapshot.db.get(CityEndpoint, policy.jurisdiction)
    return endpoint is not None and endpoint.not_before is not None and now < endpoint.not_before


def note_error(error: CityError, *, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """What a question that failed tells about the endpoint itself."""
    if isinstance(error, CityUnreachable):
        note_unreachable(now=now, policy=policy, uow=uow)
    elif isinstance(error, CityBusy):
        note_busy(error.retry_after_s, now=now, policy=policy, uow=uow)
    if city_answering.tells_nothing(error):
        _note_nothing_told(is_post=False, now=now, policy=policy, uow=uow)


def note_reached(*, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """The city answers. What waited only for that is due now, and goes out at the rate that the city can take."""
    endpoint = endpoint_of(policy, uow)
    city_answering.note_answered(endpoint, is_post=False)
    if endpoint.unreachable_since is None or not city_answering.is_over(endpoint, policy, uow):
        return
    away_s = (now - endpoint.unreachable_since).total_seconds()
    log.info("city_reached", jurisdiction=policy.jurisdiction, away_s=away_s)
    endpoint.unreachable_since = None
    delivery_holding.let_go(reasons={AttemptResult.UNREACHABLE}, now=now, uow=uow)
    uow.announce(rooms.DESK, rooms.OUTBOX, rooms.EXCHANGE)


def _note_taken(*, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """The city takes requests with our key: what waited for that goes out, at the rate that the city can take."""
    endpoint = endpoint_of(policy, uow)
    if endpoint.paused_at is not None:
        uow.announce(rooms.DESK, rooms.EXCHANGE)
    endpoint.paused_at, endpoint.pause_reason = None, ""
    if endpoint.not_before is None or endpoint.not_before <= now:
        delivery_holding.let_go(reasons={AttemptResult.BUSY, AttemptResult.FORBIDDEN}, now=now, uow=uow)


def note_news(*, were_read: bool, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """The city's news were asked for. Since when they could not be read counts from the first try."""
    endpoint = endpoint_of(policy, uow)
    endpoint.news_at = now if were_read else endpoint.news_at or now


def look_back_to(then: datetime, *, policy: DeliveryPolicy, uow: UnitOfWork) -> None:
    """Let the next poll begin at `then` at the latest: a number learned late has a past that was passed over."""
    endpoint = endpoint_of(policy, uow)
    if endpoint.polled_until is not None and endpoint.polled_until - OVERLAP > then:
        endpoint.polled_until = then
