"""A message that did not arrive goes to the city in another way: its author, or a coordinator, decides which."""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.channels import Channel, ChannelPolicy, written_ways
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, Ticket
from liaison_app.services import linked_requests, message_deciding
from liaison_app.services.message_reading import channels_of


def send_by(
    *,
    actor: Actor,
    message_id: str,
    channel: str,
    uow: UnitOfWork,
    clock: Clock,
    delivery_policy: DeliveryPolicy,
    channel_policy: ChannelPolicy,
) -> None:
    """Let a message that waits for a person go out by another channel.

    Raises:
        SignInNeeded, NotAllowed, NotFound, Conflict: as `message_deciding.send_again`.
        Conflict: `request_under_way`, the request that it went as may be with the city.
        InputInvalid: (field `channel`) its request has no such way to the city.
    """
    message_deciding.send_again(actor=actor, message_id=message_id, uow=uow, clock=clock)
    message = uow.db.get(CityMessage, message_id)
    ticket = uow.db.get(Ticket, message.ticket_id) if message is not None else None
    if message is None or ticket is None:
        raise NotFound
    ways = written_ways(channels_of(ticket, delivery_policy, channel_policy))
    wanted = next((one for one in ways if one.value == channel), None)
    if wanted is None:
        raise InputInvalid({"channel": "not_a_choice"})
    linked_requests.let_go(message, now=clock.now(), uow=uow)
    if wanted is Channel.REQUEST:
        linked_requests.take_up(message, uow=uow)
    message.channel = wanted
