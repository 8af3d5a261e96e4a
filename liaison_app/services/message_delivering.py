"""Messages to the city go out as tickets do: claim in one transaction, POST outside of any, record in another.

The rules are the same (`domain/delivery_steps.py`), and so are the claim and its fence. What differs: a message has no
number to wait for, and a key that may file but not write pauses nothing for the tickets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.channels import Channel
from liaison_app.domain.city import Heard, NewMessage
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult, Step, Tried, after_post
from liaison_app.domain.ids import Ref, ServiceRequestId, TicketId
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.logs import logger
from liaison_app.models import CityMessage, DeliveryAttempt, MessageAttempt, Ticket
from liaison_app.services import city_contact
from liaison_app.services.delivering import told_by, write_down
from liaison_app.services.delivery_claiming import is_due, is_still_held, take_rows
from liaison_app.services.delivery_holding import hold_of, is_at_rate
from liaison_app.services.delivery_recording import MAX_WORDS, Told, dice
from liaison_app.services.message_moving import accept, held, move
from liaison_app.services.outgoing_request import described
from liaison_app.services.photos_of_messages import photos_of_message
from liaison_app.services.quoting import words_for_city

log = logger("messages")
AT_ONCE = 20
_UNCLEAR = (AttemptResult.UNCLEAR.value, AttemptResult.LEASE_RAN_OUT.value)


@dataclass(frozen=True, slots=True)
class MessageClaim:
    """A message that a worker holds until `lease_until`, as long as the row's fence is still `fence`."""

    message_id: str
    fence: int
    lease_until: datetime
    attempt_id: int
    message: NewMessage


def deliver_message(
    *,
    worker: str,
    database: Database,
    city: CitySystem,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> bool:
    """Send the next message, if one is due. True when there was one, so that the caller asks again."""
    with database.snapshot() as snapshot:
        if not is_due(deliveries={Delivery.QUEUED}, snapshot=snapshot, clock=clock, of=CityMessage):
            return False
    with database.unit_of_work() as uow:
        claimed = claim(worker=worker, uow=uow, clock=clock, delivery_policy=delivery_policy)
    if claimed is None:
        return False
    told, heard = _post(claimed, database=database, city=city, clock=clock, policy=delivery_policy)
    write_down(
        lambda uow: record(
            claimed=claimed,
            told=told,
            heard=heard,
            uow=uow,
            clock=clock,
            delivery_policy=delivery_policy,
            city_profile=city_profile,
        ),
        database=database,
        about=claimed.message_id,
        number=heard.update_id if heard else None,
    )
    return True


def claim(*, worker: str, uow: UnitOfWork, clock: Clock, delivery_policy: DeliveryPolicy) -> MessageClaim | None:
    """The next message to send, with its attempt written down; None when nothing may be sent now."""
    # One claim at a time, of tickets and messages together, or they would go above the endpoint's rate.
    city_contact.endpoint_of(delivery_policy, uow)
    now = clock.now()
    if (hold := hold_of(now=now, policy=delivery_policy, snapshot=uow)) is not None:
        _hold_back(hold.reason, hold.until or now + timedelta(seconds=delivery_policy.backoff_s[0]), now, uow)
        return None
    if is_at_rate(now=now, policy=delivery_policy, snapshot=uow):
        return None
    lease_until = now + timedelta(seconds=delivery_policy.lease_s)
    for message_id, fence in take_rows(CityMessage, {Delivery.QUEUED}, 1, worker, now, lease_until, uow):
        message = uow.db.get_one(CityMessage, message_id)
        message.delivery, message.posted_at = Delivery.SENDING, now
        count = select(func.count()).select_from(MessageAttempt).where(MessageAttempt.message_id == message_id)
        number = uow.db.exec(count).one() + 1
        attempt = MessageAttempt(message_id=message_id, number=number, fence=fence, worker=worker, started_at=now)
        uow.db.add(attempt)
        uow.db.flush()
        assert attempt.id is not None  # noqa: S101 (flushed)
        return MessageClaim(message_id, fence, lease_until, attempt.id, outgoing_message(message, uow, delivery_policy))
    return None


def _hold_back(reason: AttemptResult, until: datetime, now: datetime, uow: UnitOfWork) -> None:
    """Write down why the due messages wait, and when they are due again."""
    waiting = uow.db.execute(
        update(CityMessage)
        .where(
            col(CityMessage.delivery) == Delivery.QUEUED,
            col(CityMessage.due_at) <= now,
            col(CityMessage.channel) == Channel.UPDATE,
        )
        .values(reason=reason.value, due_at=until)
        .returning(col(CityMessage.ticket_id)),
        execution_options={"synchronize_session": False},
    ).all()
    if waiting:
        uow.announce(rooms.DESK, *(rooms.ticket(TicketId(row.ticket_id)) for row in waiting))


def outgoing_message(message: CityMessage, uow: UnitOfWork, policy: DeliveryPolicy | None = None) -> NewMessage:
    """The message as it goes out, now or again: the same every time, so that it can be recognised. The first photo has
    a field of its own; links to others go in the words only where they do for requests."""
    ticket = uow.db.get_one(Ticket, message.ticket_id)
    media = _media(message, policy, uow)
    more = media[1:] if policy is not None and policy.photos_in_description else ()
    return NewMessage(
        update_id=Ref(message.id),
        service_request_id=ServiceRequestId(ticket.service_request_id or ""),
        text=described(words_for_city(message), message.id, more),
        status=ticket.status,
        at=message.created_at,
        media_url=media[0] if media else "",
    )


def _media(message: CityMessage, policy: DeliveryPolicy | None, uow: UnitOfWork) -> list[str]:
    links = policy.media_links if policy is not None else None
    photos = photos_of_message(message.id, uow) if links is not None else ()
    return [links.address(Ref(message.id), number) for number, _ in enumerate(photos, start=1)] if links else []


def _post(
    claimed: MessageClaim, *, database: Database, city: CitySystem, clock: Clock, policy: DeliveryPolicy
) -> tuple[Told, Heard | None]:
    with database.snapshot() as snapshot:
        may_post = is_still_held(
            CityMessage, claimed.message_id, claimed.fence, claimed.lease_until, snapshot, clock, policy
        )
    if not may_post:
        return Told(AttemptResult.NOT_SENT), None
    try:
        return Told(AttemptResult.ACCEPTED), city.say(claimed.message)
    except Exception as error:  # noqa: BLE001 (whatever it is, it says what is known of the POST)
        return told_by(error, about=claimed.message_id), None


def record(
    *,
    claimed: MessageClaim,
    told: Told,
    heard: Heard | None,
    uow: UnitOfWork,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    city_profile: CityProfile,
) -> None:
    """Write down how a try ended, and what follows from it. An answer counts however late it comes."""
    now, policy = clock.now(), delivery_policy
    city_contact.endpoint_of(policy, uow)  # first, as everywhere: the poll locks messages behind it
    message = held(claimed.message_id, uow)
    attempt = uow.db.get_one(MessageAttempt, claimed.attempt_id)
    attempt.finished_at, attempt.result, attempt.http_status = now, told.result.value, told.http_status
    attempt.detail = (heard.update_id if heard else told.words)[:MAX_WORDS]
    is_mine = message.fence == claimed.fence and message.delivery is Delivery.SENDING
    log.info("message_attempt_ended", message=message.id, result=told.result.value, late=not is_mine)
    if told.result is AttemptResult.BUSY:
        city_contact.note_busy(told.retry_after_s, now=now, policy=policy, uow=uow)
    # A key that may file but not write is no reason to keep tickets back.
    if told.result is not AttemptResult.FORBIDDEN:
        city_contact.note(result=told.result, words=told.words, now=now, policy=policy, uow=uow)
    if heard is not None:
        accept(message, heard.update_id, now=now, zone=city_profile.time_zone, uow=uow)
    elif is_mine:
        tried = replace(tried_of(message, now, uow), others_went=_others_went(attempt, uow))
        step = after_post(told.result, tried, policy, retry_after_s=told.retry_after_s, dice=dice())
        _end(message, step, told.words, now=now, policy=policy, uow=uow)


def _end(
    message: CityMessage, step: Step, words: str, *, now: datetime, policy: DeliveryPolicy, uow: UnitOfWork
) -> None:
    if step.delivery is Delivery.UNKNOWN:
        message.posted_at = now
        if not policy.tells_messages:  # there is nowhere to look it up
            step = Step(Delivery.HUMAN, None, "cannot_tell")
    if step.delivery in {Delivery.REJECTED, Delivery.HUMAN}:
        message.city_words = words[:MAX_WORDS]
    move(message, step, now=now, uow=uow)


def tried_of(message: CityMessage, now: datetime, uow: UnitOfWork) -> Tried:
    """What is known of a message besides the newest event."""
    unclear = uow.db.exec(
        select(func.count())
        .select_from(MessageAttempt)
        .where(MessageAttempt.message_id == message.id, col(MessageAttempt.result).in_(_UNCLEAR))
    ).one()
    since = (now - (message.posted_at or message.queued_at)).total_seconds()
    return Tried(message.failures, message.clean_searches, unclear, since)


def _others_went(attempt: MessageAttempt, uow: UnitOfWork) -> bool:
    """Whether the city took anything since it last refused our key for this message: then it is the message."""
    before: datetime | None = uow.db.exec(
        select(func.max(MessageAttempt.started_at)).where(
            MessageAttempt.message_id == attempt.message_id,
            MessageAttempt.result == AttemptResult.FORBIDDEN.value,
            MessageAttempt.id != attempt.id,
        )
    ).one()
    if before is None:
        return False
    return any(
        uow.db.exec(
            select(kind.id).where(kind.started_at > before, kind.result == AttemptResult.ACCEPTED.value).limit(1)
        ).first()
        is not None
        for kind in (DeliveryAttempt, MessageAttempt)
    )


def give_up_lost_messages(
    *, worker: str, database: Database, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool:  # fmt: skip
    """Messages whose worker vanished in mid-send become unclear, never queued. True when there were any."""
    with database.snapshot() as snapshot:
        if not is_due(deliveries={Delivery.SENDING}, snapshot=snapshot, clock=clock, of=CityMessage):
            return False
    with database.unit_of_work() as uow:
        now = clock.now()
        lost: Sequence[tuple[str, int]] = take_rows(CityMessage, {Delivery.SENDING}, AT_ONCE, worker, now, now, uow)
        for message_id, _ in lost:
            uow.db.execute(
                update(MessageAttempt)
                .where(col(MessageAttempt.message_id) == message_id, col(MessageAttempt.result) == "")
                .values(result=AttemptResult.LEASE_RAN_OUT.value)
            )
            message = held(message_id, uow)
            step = after_post(AttemptResult.LEASE_RAN_OUT, tried_of(message, now, uow), delivery_policy)
            _end(message, step, "", now=now, policy=delivery_policy, uow=uow)
        return bool(lost)
