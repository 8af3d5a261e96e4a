"""On a ticket's page: whoever may says that it is the same problem as another one, or parts the two again."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.domain.ids import TicketId
from liaison_app.i18n import using_locale
from liaison_app.services import merging
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.merging import say_merge_error


class Merging(EdgeState, rx.State):
    """The form, and the button that parts."""

    @event(Audience.LIAISON)
    async def merge(self, form: Form):
        """The one whose number was typed leads."""
        self.errors, self.notice = {}, ""
        leader, ticket_id = fields_of(form, "leader")["leader"], ticket_in_address() or TicketId("")
        await call(merging.merge, actor=self._actor, ticket_id=ticket_id, leader=leader)

    @event(Audience.LIAISON)
    async def part(self):
        """They are two problems after all."""
        self.errors, self.notice = {}, ""
        await call(merging.part, actor=self._actor, ticket_id=ticket_in_address() or TicketId(""))

    def _fail(self, error: LiaisonError):
        if isinstance(error, InputInvalid):
            with using_locale(self._locale):
                self.errors = {"leader": say_merge_error(error)}
            return None
        return super()._fail(error)
