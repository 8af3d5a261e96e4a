"""The mails that bring messages to the city: each is written with the state of its message, in one transaction."""

from __future__ import annotations

from liaison_app.db import Database
from liaison_app.domain.channels import Channel, ChannelPolicy
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import CityLetterWriter
from liaison_app.domain.reply_addresses import ReplyAddresses
from liaison_app.models import Ticket
from liaison_app.services import channel_queue, mail
from liaison_app.services.city_questions import question_of
from liaison_app.services.message_moving import move


def write_next(
    *,
    database: Database,
    clock: Clock,
    city_profile: CityProfile,
    channel_policy: ChannelPolicy,
    reply_addresses: ReplyAddresses,
    city_letter_writer: CityLetterWriter,
) -> bool:
    """Write the mail of the next message that goes by e-mail. True when there was one; one that another worker has in
    hand is none."""
    with database.snapshot() as snapshot:
        if not channel_queue.is_any_due(Channel.EMAIL, snapshot, clock):
            return False
    with database.unit_of_work() as uow:
        message = channel_queue.next_due(Channel.EMAIL, uow, clock)
        if message is None:
            return False
        ticket = uow.db.get_one(Ticket, message.ticket_id)
        reply_to = reply_addresses.for_city(ticket.id)
        letter = city_letter_writer.write(
            question_of(message, ticket, city_profile.time_zone, can_answer=reply_to != "")
        )
        mail.queue(
            key=f"city/{message.id}/{message.fence}",
            recipient=channel_policy.email_for(ticket.service_code),
            letter=letter,
            locale=city_profile.languages[0],
            reply_to=reply_to,
            city_message_id=message.id,
            uow=uow,
            clock=clock,
        )
        move(message, Step(Delivery.SENDING, None), now=clock.now(), uow=uow)
        return True
