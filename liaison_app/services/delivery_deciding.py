"""What a person decides about a message that waits for one, and what is done after a restore. Each leaves a trace."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.channels import Channel
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import CityMessage, OutboxEntry, StatusChange, Ticket
from liaison_app.services import city_contact, city_mail, message_moving, outbox
from liaison_app.services.decisions import note_decision, read_note
from liaison_app.services.delivery_recording import accept, held, move
from liaison_app.services.giving_way import filed_elsewhere
from liaison_app.services.merged_reading import part_all
from liaison_app.services.number_giving_back import give_back
from liaison_app.services.ticket_rooms import rooms_of

MAX_NUMBER = 64
# The city may have these, whatever we know: a person who found one there is believed.
_MAY_BE_THERE = HELD | {Delivery.UNKNOWN, Delivery.AWAITING_ID}
_MAY_HAVE_GONE = (Delivery.QUEUED, Delivery.SENDING)


def send_again(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator has made sure that the city does not have it, refused or unclear as it is: it goes out anew.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        Conflict: it does not wait for a person.
    """
    actor.require(Audience.COORDINATOR)
    _, ticket = _held(ticket_id, uow)
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    uow.db.add(
        StatusChange(
            ticket_id=ticket_id, at=clock.now(), kind=ChangeKind.DELIVERY, word=Delivery.QUEUED.value, note="by_hand",
            is_public=False,
        )
    )  # fmt: skip
    note_decision(Decision.SENT_AGAIN, ticket, actor=actor, uow=uow, clock=clock)


def take_number(
    *, actor: Actor, ticket_id: TicketId, number: str, from_other: str = "", uow: UnitOfWork, clock: Clock,
    delivery_policy: DeliveryPolicy,
) -> None:  # fmt: skip
    """A coordinator has found it at the city, under `number`: also where we are still looking it up.

    `from_other` is the number once more where the city's record shows that it is this ticket's, though another has it:
    that one waits for a person then.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        InputInvalid: (field `number`) it is empty, too long, or another ticket's; then `from_other` is asked for too.
        Conflict: it waits to be sent, is being sent, or was taken; or the other ticket has another number by now.
    """
    actor.require(Audience.COORDINATOR)
    city_contact.endpoint_of(delivery_policy, uow)  # first, as everywhere: the poll locks tickets behind it
    entry, ticket = _held(ticket_id, uow)
    if ticket.delivery not in _MAY_BE_THERE:
        raise Conflict("not_waiting_for_a_person")
    told = number.strip()
    if not told or len(told) > MAX_NUMBER:
        raise InputInvalid({"number": "too_long" if told else "needed"})
    now = clock.now()
    if filed_elsewhere([told], ticket, uow):
        if from_other != told:
            raise InputInvalid({"number": "number_taken", "from_other": "from_other"})
        other = give_back(told, ticket, now=now, uow=uow)
        note_decision(Decision.NUMBER_GIVEN_BACK, other, actor=actor, uow=uow, clock=clock, note=told)
    accept(entry, ticket, ServiceRequestId(told), now=now, policy=delivery_policy, uow=uow, reason="by_hand")
    note_decision(Decision.NUMBER_TAKEN, ticket, actor=actor, uow=uow, clock=clock, note=told)
    uow.announce(rooms.DESK)


def withdraw(*, actor: Actor, ticket_id: TicketId, reason: str, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator decides that it is not to be sent. Its liaison is told why; the public sees it no more.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        InputInvalid: (field `reason`) it is empty or too long.
        Conflict: it does not wait for a person.
    """
    actor.require(Audience.COORDINATOR)
    entry, ticket = _held(ticket_id, uow)
    if ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    why, now = read_note("reason", reason), clock.now()
    # Who watches the neighborhood sees it go, so they are told as long as it is public.
    uow.announce(*rooms_of(ticket))
    ticket.visibility = Visibility.PRIVATE
    part_all(ticket, uow)
    move(entry, ticket, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
    ticket.updated_at, entry.settled_at = now, now
    note_decision(Decision.WITHDRAWN, ticket, actor=actor, uow=uow, clock=clock, note=why)


def distrust(*, uow: UnitOfWork, clock: Clock, delivery_policy: DeliveryPolicy) -> int:
    """After the database was restored from a backup: what waits there may have gone out since. Look it all up first.

    Returns how many tickets and messages that are. Messages to a city that tells none are for a person.
    """
    now = clock.now()
    waiting = uow.db.exec(select(OutboxEntry.ticket_id).where(col(OutboxEntry.delivery).in_(_MAY_HAVE_GONE))).all()
    for ticket_id in waiting:
        entry, ticket = held(TicketId(ticket_id), uow)
        entry.posted_at = now
        move(entry, ticket, Step(Delivery.UNKNOWN, 0.0, "restored"), now=now, uow=uow)
    return len(waiting) + _distrust_messages(now, delivery_policy, uow)


def _distrust_messages(now: datetime, policy: DeliveryPolicy, uow: UnitOfWork) -> int:
    waiting = uow.db.exec(select(CityMessage.id).where(col(CityMessage.delivery).in_(_MAY_HAVE_GONE))).all()
    look_up = Step(Delivery.UNKNOWN, 0.0, "restored")
    city_mail.distrust(now=now, uow=uow)
    for message_id in waiting:
        message = message_moving.held(message_id, uow)
        message.posted_at = now
        can_look = policy.tells_messages and message.channel is Channel.UPDATE
        step = look_up if can_look else Step(Delivery.HUMAN, None, "cannot_tell")
        message_moving.move(message, step, now=now, uow=uow)
    return len(waiting)


def _held(ticket_id: TicketId, uow: UnitOfWork) -> tuple[OutboxEntry, Ticket]:
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    return held(ticket_id, uow)
