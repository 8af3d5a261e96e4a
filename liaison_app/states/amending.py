"""On a ticket that the city refused: what its liaison changes, kept on the phone until it is sent."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.ids import TicketId
from liaison_app.services import ticket_amending
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address


class Amending(EdgeState, rx.State):
    """The form; the ticket itself is read anew by its page, which hears of the change."""

    is_open: bool = False
    answered: str = ""

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept; the server needs none of it before it is sent."""
        self.errors, self.notice, self.is_open = {}, "", True

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """The liaison changes what the city refused, and it goes out again."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        ticket_id = TicketId(ticket_in_address() or "")
        words = first(fields, "description")
        await call(ticket_amending.amend, actor=self._actor, ticket_id=ticket_id, description=words)
