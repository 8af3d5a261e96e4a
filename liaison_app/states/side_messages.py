"""On a ticket's page: its liaison and coordinators write to each other. What is typed lives on the phone till saved."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import Conflict, LiaisonError
from liaison_app.services import side_messages
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address


class SideMessages(EdgeState, rx.State):
    """The form. `is_other` says that what was kept has been saved before, with other words."""

    is_open: bool = False
    answered: str = ""
    sent_ref: str = ""
    is_other: bool = False

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self._begin()
        self.is_open = True

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing in this form asks by itself."""

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Save it for the other end of our side."""
        self._begin()
        self.answered, text, ref = (first(fields, name) for name in ("press", "side_message", "ref"))
        given = {"ticket_id": ticket_in_address(), "ref": ref, "text": text, "intent": first(fields, "side_intent")}
        await call(side_messages.write, actor=self._actor, **given)
        self.sent_ref = ref

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other = {}, "", False

    def _fail(self, error: LiaisonError):
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        return super()._fail(error)
