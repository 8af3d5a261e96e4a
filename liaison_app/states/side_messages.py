"""On a ticket's page: its liaison and coordinators write to each other. What is typed stays on the phone till saved."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import OK
from liaison_app.domain.privacy import find_personal
from liaison_app.i18n import using_locale
from liaison_app.services import side_messages
from liaison_app.states.edge import call, event
from liaison_app.states.message_form import MessageForm
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.report import PersonalWords, ask_personal


class SideMessages(MessageForm, rx.State):
    """The form."""

    personal: PersonalWords = PersonalWords()

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Save it for the other end of our side."""
        self._begin()
        self.answered, text, ref = (first(fields, name) for name in ("press", "side_message", "ref"))
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(text.strip()[: side_messages.LONGEST]))
        given = {"ticket_id": ticket_in_address(), "ref": ref, "text": text, "intent": first(fields, "side_intent")}
        given |= {"personal_ok": first(fields, OK), **self._beside(fields)}
        await call(side_messages.write, actor=self._actor, **given)
        self._end(ref)
