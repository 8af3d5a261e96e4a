"""Linked requests: a message that goes to the city as a new request which names the one that it is about.

The request is a ticket, so that it goes by the outbox with all its guarantees and its number, its answers and its
trouble come the way of every ticket. It is no problem of its own: private, nobody's, and read in the thread of the
ticket that it names. The message follows it.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.channels import Channel
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import CityLetterWriter
from liaison_app.domain.tickets import ChangeKind, TicketOrigin, Visibility
from liaison_app.models import CityMessage, LinkedRequest, StatusChange, Ticket, TicketAnswer
from liaison_app.services import audit, channel_queue, delivery_recording, outbox
from liaison_app.services.city_questions import question_of
from liaison_app.services.message_moving import accept, held, move
from liaison_app.services.ticket_storing import free_number

_COPIED = (
    "service_code", "service_name", "lat", "lon", "address", "public_lat", "public_lon", "public_address", "cell",
    "is_in_words", "neighborhood_id",
)  # fmt: skip


def write_next(
    *, database: Database, clock: Clock, city_profile: CityProfile, city_letter_writer: CityLetterWriter
) -> bool:
    """File the request of the next message that goes as one. True when there was one."""
    with database.snapshot() as snapshot:
        if not channel_queue.is_any_due(Channel.REQUEST, snapshot, clock):
            return False
    with database.unit_of_work() as uow:
        message = channel_queue.next_due(Channel.REQUEST, uow, clock)
        if message is None:
            return False
        link = _link_of(message.id, uow)
        if link is None:
            _file(message, city_profile.time_zone, city_letter_writer, uow, clock)
        else:
            _again(message, link, city_profile.time_zone, city_letter_writer, uow, clock)
        move(message, Step(Delivery.SENDING, None), now=clock.now(), uow=uow)
        return True


def _link_of(message_id: str, uow: UnitOfWork) -> LinkedRequest | None:
    return uow.db.exec(select(LinkedRequest).where(LinkedRequest.message_id == message_id)).first()


def _file(message: CityMessage, zone: ZoneInfo, writer: CityLetterWriter, uow: UnitOfWork, clock: Clock) -> None:
    original, now = uow.db.get_one(Ticket, message.ticket_id), clock.now()
    ticket = Ticket(
        id=free_number(uow),
        ref=message.id,  # what is known of one pressing of Send by one marker is known of both
        origin=TicketOrigin.LIAISON,
        description=writer.write_request(question_of(message, original, zone, can_answer=True)),
        visibility=Visibility.PRIVATE,
        requested_at=now,
        updated_at=now,
        **{name: getattr(original, name) for name in _COPIED},
    )
    outbox.queue(ticket=ticket, uow=uow, clock=clock)
    uow.db.add(StatusChange(ticket_id=ticket.id, at=now, kind=ChangeKind.FILED, is_public=False))
    answers = uow.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == original.id)).all()
    for one in answers:
        copy = TicketAnswer(ticket_id=ticket.id, code=one.code, question=one.question, shown=one.shown)
        copy.values = list(one.values)
        uow.db.add(copy)
    uow.db.add(LinkedRequest(ticket_id=ticket.id, message_id=message.id, original_id=original.id))
    audit.note(actor=SYSTEM, action="linked_request", subject=ticket.id, uow=uow, clock=clock)


def _again(
    message: CityMessage, link: LinkedRequest, zone: ZoneInfo, writer: CityLetterWriter, uow: UnitOfWork, clock: Clock
) -> None:
    """A person let the message out anew: its request goes again under the same marker, in its words as they are now."""
    _, ticket = delivery_recording.held(TicketId(link.ticket_id), uow)
    if ticket.delivery in HELD:
        original = uow.db.get_one(Ticket, link.original_id)
        ticket.description = writer.write_request(question_of(message, original, zone, can_answer=True))
        outbox.queue_again(ticket=ticket, uow=uow, clock=clock)


def follow_next(*, database: Database, clock: Clock, city_profile: CityProfile) -> bool:
    """Let the next message go where its request went. True when there was one that nobody else has."""
    stands = or_(
        col(Ticket.delivery).in_({Delivery.ACCEPTED, Delivery.WITHDRAWN}),
        col(Ticket.delivery).in_(HELD) & (col(CityMessage.delivery) == Delivery.SENDING),
    )
    # From the few messages that are under way, not from all requests there ever were.
    wanted = (
        select(CityMessage, LinkedRequest)
        .join(LinkedRequest, col(LinkedRequest.message_id) == col(CityMessage.id))
        .join(Ticket, col(Ticket.id) == col(LinkedRequest.ticket_id))
        .where(
            CityMessage.channel == Channel.REQUEST,
            col(CityMessage.delivery).in_({Delivery.SENDING, *HELD}),
            stands,
        )
        .limit(1)
    )
    with database.snapshot() as snapshot:
        if snapshot.db.exec(wanted).first() is None:
            return False
    with database.unit_of_work() as uow:
        found = uow.db.exec(wanted.with_for_update(skip_locked=True, of=CityMessage)).first()
        if found is None:
            return False
        _follow(found[1], clock.now(), city_profile.time_zone, uow)
        return True


def _follow(link: LinkedRequest, now: datetime, zone: ZoneInfo, uow: UnitOfWork) -> None:
    message = held(link.message_id, uow)  # first, as everywhere, so that no two wait for each other
    entry, ticket = delivery_recording.held(TicketId(link.ticket_id), uow)
    if ticket.delivery is Delivery.ACCEPTED:
        message.posted_at = entry.posted_at or now
        accept(message, ticket.service_request_id or "", now=now, zone=zone, uow=uow)
        return
    message.city_words, message.posted_at = entry.city_words, entry.posted_at
    if message.delivery is Delivery.SENDING:
        there = Delivery.HUMAN if ticket.delivery is Delivery.WITHDRAWN else ticket.delivery
        move(message, Step(there, None, entry.reason), now=now, uow=uow)
    if ticket.delivery is Delivery.WITHDRAWN:
        move(message, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
        message.settled_at, message.answer_by = now, None


def let_go(message: CityMessage, *, now: datetime, uow: UnitOfWork) -> None:
    """The message goes in another way, or nowhere: its request, which waits for a person, is not to be sent any more.

    Raises:
        Conflict: `request_under_way`, its request may be with the city, or is about to be.
    """
    link = _link_of(message.id, uow) if message.channel is Channel.REQUEST else None
    if link is None:
        return
    entry, ticket = delivery_recording.held(TicketId(link.ticket_id), uow)
    if ticket.delivery in HELD:
        delivery_recording.move(entry, ticket, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
        entry.settled_at = now
    elif ticket.delivery is not Delivery.WITHDRAWN:
        raise Conflict("request_under_way")


def take_back(message: CityMessage, *, now: datetime, uow: UnitOfWork) -> None:
    """Its author takes the message back: its request goes nowhere, and keeps none of its words.

    Raises:
        Conflict: `already_left`, a coordinator has sent the request again meanwhile.
    """
    link = _link_of(message.id, uow)
    if link is None:
        return
    _, ticket = delivery_recording.held(TicketId(link.ticket_id), uow)
    if ticket.delivery not in HELD and ticket.delivery is not Delivery.WITHDRAWN:
        raise Conflict("already_left")
    let_go(message, now=now, uow=uow)
    ticket.description = ""


def take_up(message: CityMessage, *, uow: UnitOfWork) -> None:
    """The message goes as a request again after it was to go in another way: the request that it had waits anew, and
    is written and sent as one that was refused. Never a second one: the city knows it by its marker."""
    link = _link_of(message.id, uow)
    if link is None:
        return
    entry, ticket = delivery_recording.held(TicketId(link.ticket_id), uow)
    if ticket.delivery is Delivery.WITHDRAWN:
        ticket.delivery = entry.delivery = Delivery.HUMAN
        entry.fence += 1
        entry.settled_at = None
