"""Where a message to the city stands, and who hears that it moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery, may_move
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.ids import TicketId
from liaison_app.logs import logger
from liaison_app.models import CityMessage
from liaison_app.services.thread_answers import due_on

log = logger("messages")


def held(message_id: str, uow: UnitOfWork) -> CityMessage:
    """The message as it is now and for us alone until the commit."""
    wanted = select(CityMessage).where(CityMessage.id == message_id).with_for_update()
    return uow.db.exec(wanted.execution_options(populate_existing=True)).one()


def accept(message: CityMessage, update_id: str, *, now: datetime, zone: ZoneInfo, uow: UnitOfWork) -> None:
    """The city has it, as `update_id`; from now on an answer is awaited."""
    if message.delivery is Delivery.ACCEPTED:
        if message.city_update_id and update_id not in {"", message.city_update_id}:
            log.warning("said_twice", message=message.id, update_id=update_id)
        message.city_update_id = message.city_update_id or update_id[:128]
        return
    message.city_update_id, message.settled_at = update_id[:128], now
    message.answer_by = due_on(message.answer_days, now, zone)
    move(message, Step(Delivery.ACCEPTED, None), now=now, uow=uow)
    uow.announce(rooms.CITY_QUEUE)


def take_over(message: CityMessage, channel: Channel, *, now: datetime, zone: ZoneInfo, uow: UnitOfWork) -> None:
    """A person brought it to the city in another way: the city has it, as of now."""
    message.channel, message.posted_at, message.city_words = channel, now, ""
    accept(message, "", now=now, zone=zone, uow=uow)


def move(message: CityMessage, step: Step, *, now: datetime, uow: UnitOfWork) -> None:
    """Bring a message where `step` says, and let go of it."""
    before = message.delivery
    if before is not step.delivery and not may_move(before, step.delivery):
        log.error("illegal_move", message=message.id, now=before.value, then=step.delivery.value)
        return
    message.delivery = step.delivery
    message.fence += 1
    message.lease_until, message.worker = None, ""
    message.due_at = None if step.wait_s is None else now + timedelta(seconds=step.wait_s)
    message.reason, message.failures, message.clean_searches = step.reason, step.failures, step.clean_searches
    uow.db.add(message)
    uow.announce(rooms.ticket(TicketId(message.ticket_id)), rooms.DESK)


def let_out_again(message: CityMessage, *, now: datetime, uow: UnitOfWork) -> None:
    """A person decided that it goes out once more, with the same id."""
    message.delivery, message.queued_at, message.due_at = Delivery.QUEUED, now, now
    message.fence += 1  # whoever still holds it may not record any more
    message.failures = message.clean_searches = 0
    message.reason = message.city_words = message.answered_how = message.withdrawn_because = ""
    message.answer_by = message.answered_at = message.answer_seen_at = None
    message.raised_at = message.contact_at = None
    uow.announce(rooms.OUTBOX, rooms.DESK, rooms.ticket(TicketId(message.ticket_id)))
