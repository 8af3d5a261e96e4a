"""What is told of a message where it goes to the city as something else than an update."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from liaison_app.domain.channels import CityQuestion
from liaison_app.models import CityMessage, Ticket
from liaison_app.services.quoting import words_for_city
from liaison_app.services.ticket_projection import day_of


def question_of(message: CityMessage, ticket: Ticket, zone: ZoneInfo, *, can_answer: bool) -> CityQuestion:
    """The message about `ticket`, with the facts of the ticket; nobody's name is among them."""
    return CityQuestion(
        number=ticket.service_request_id or "",
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        requested_on=day_of(ticket.requested_at, zone),
        intent=message.intent,
        text=words_for_city(message),
        ref=message.id,
        can_answer=can_answer,
    )
