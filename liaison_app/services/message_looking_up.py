"""Looking up messages whose outcome is unclear, among what the city was told; and knowing our own when the city
repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.channels import Channel
from liaison_app.domain.city import CityUpdate, FoundHeard, NewMessage
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import Search, after_search
from liaison_app.domain.errors import CityError
from liaison_app.domain.marker import MARKER, bare
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.models import CityMessage, MessageAttempt, Ticket
from liaison_app.services import city_contact
from liaison_app.services.city_turns import take_turn
from liaison_app.services.delivery_claiming import is_due, take_rows
from liaison_app.services.delivery_recording import dice
from liaison_app.services.message_delivering import outgoing_message, tried_of
from liaison_app.services.message_moving import accept, held, move
from liaison_app.services.quoting import words_for_city


@dataclass(frozen=True, slots=True)
class _Question:
    """A message that was taken, and when it can have arrived."""

    message_id: str
    fence: int
    message: NewMessage
    since: datetime
    until: datetime


def look_up_message(
    *,
    worker: str,
    database: Database,
    city: CitySystem,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> bool:
    """Search what the city was told for the next message whose outcome is unclear. True when there was one."""
    with database.snapshot() as snapshot:
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot):
            return False
        if not is_due(deliveries={Delivery.UNKNOWN}, snapshot=snapshot, clock=clock, of=CityMessage):
            return False
    if not take_turn(database=database, clock=clock, policy=delivery_policy):
        return False
    with database.unit_of_work() as uow:
        question = _next(worker, clock.now(), delivery_policy, uow)
    if question is None:
        return False
    found, error = None, None
    try:
        found = city.find_heard(question.message, question.since, question.until)
    except CityError as failed:
        error = failed
    with database.unit_of_work() as uow:
        now = clock.now()
        if error is None:
            city_contact.note_reached(now=now, policy=delivery_policy, uow=uow)
        else:
            city_contact.note_error(error, now=now, policy=delivery_policy, uow=uow)
        zone = city_profile.time_zone
        _record(question, found, now=now, zone=zone, policy=delivery_policy, uow=uow)
    return True


def _next(worker: str, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> _Question | None:
    lease_until, skew = now + timedelta(seconds=policy.look_lease_s), timedelta(seconds=policy.clock_skew_s)
    for message_id, fence in take_rows(CityMessage, {Delivery.UNKNOWN}, 1, worker, now, lease_until, uow):
        message = uow.db.get_one(CityMessage, message_id)
        first = select(func.min(MessageAttempt.started_at)).where(MessageAttempt.message_id == message_id)
        started: datetime | None = uow.db.exec(first).one()
        since = (started or message.created_at) - skew
        return _Question(message_id, fence, outgoing_message(message, uow, policy), since, now + skew)
    return None


def _record(
    question: _Question,
    found: FoundHeard | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    policy: DeliveryPolicy,
    uow: UnitOfWork,
) -> None:
    message = held(question.message_id, uow)
    hits = _not_of_others(found.hits, message, uow) if found is not None else []
    if found is not None and hits and (found.by_marker or (len(hits) == 1 and found.by_words and found.is_complete)):
        accept(message, hits[0], now=now, zone=zone, uow=uow)
        return
    if message.fence != question.fence or message.delivery is not Delivery.UNKNOWN:
        return
    search = Search.UNSURE if found is None or not found.is_complete else Search.CLEAN
    search = Search.SEVERAL_MAYBES if hits and search is Search.CLEAN else search
    # Whether silence means anything is another question here than for requests.
    policy = replace(policy, shows_marker=policy.tells_messages)
    move(message, after_search(search, tried_of(message, now, uow), policy, dice=dice()), now=now, uow=uow)


def _not_of_others(hits: Sequence[str], message: CityMessage, uow: UnitOfWork) -> list[str]:
    wanted = select(CityMessage.city_update_id).where(
        col(CityMessage.city_update_id).in_(hits),
        CityMessage.id != message.id,
        CityMessage.channel == Channel.UPDATE,
    )
    taken = set(uow.db.exec(wanted).all())
    return [hit for hit in hits if hit not in taken]


def without_own(
    steps: Sequence[CityUpdate], tickets: Iterable[Ticket], now: datetime, zone: ZoneInfo, uow: UnitOfWork
) -> list[CityUpdate]:
    """The steps that are the city's. A city may repeat what it was told: that is no word of its own, but it settles
    whether a message has arrived."""
    by_number = {ticket.service_request_id: ticket.id for ticket in tickets}
    messages = _that_may_be_told(steps, by_number.values(), uow)
    if not messages:
        return list(steps)
    others = []
    for step in steps:
        here = by_number.get(step.service_request_id)
        mine = next(
            (one for one in messages if _names(step, one) or (one.ticket_id == here and _is_echo(step, one))), None
        )
        if mine is None:
            others.append(step)
        else:
            accept(mine, step.update_id, now=now, zone=zone, uow=uow)
    return others


def _that_may_be_told(steps: Sequence[CityUpdate], ticket_ids: Iterable[str], uow: UnitOfWork) -> list[CityMessage]:
    """Messages of these tickets, and those that a step names: their ticket may have had its number since."""
    markers = (MARKER.search(step.description) for step in steps)
    named = {step.update_id for step in steps} | {marker[1] for marker in markers if marker}
    found: dict[str, CityMessage] = {}
    for column, values in (
        (CityMessage.ticket_id, ticket_ids),
        (CityMessage.id, named),
        (CityMessage.city_update_id, named - {""}),
    ):
        for some in batches(sorted(values)):
            wanted = select(CityMessage).where(col(column).in_(some)).order_by(col(CityMessage.id)).with_for_update()
            found |= {one.id: one for one in uow.db.exec(wanted).all()}
    return list(found.values())


def _names(step: CityUpdate, message: CityMessage) -> bool:
    """Whether it says which message it repeats, by our marker, else by an id."""
    marker = MARKER.search(step.description)
    if marker is not None:
        return marker[1] == message.id
    # One that went as a request of its own has the number of that: it may be some update's id, too.
    theirs = {message.id, message.city_update_id if message.channel is Channel.UPDATE else ""}
    return step.update_id != "" and step.update_id in theirs


def _is_echo(step: CityUpdate, message: CityMessage) -> bool:
    """Whether it repeats a message in its words, and names none."""
    if MARKER.search(step.description) is not None:
        return False
    is_open = message.delivery is not Delivery.ACCEPTED or not message.city_update_id
    is_open = is_open and message.channel is Channel.UPDATE  # nothing else is there to be repeated
    return is_open and message.posted_at is not None and bare(step.description) == bare(words_for_city(message))
