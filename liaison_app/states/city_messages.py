"""On a ticket's page: a person writes to the city. What is typed lives on the phone until it is saved."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.services import city_messages, message_deciding, message_rerouting
from liaison_app.states.edge import call, event
from liaison_app.states.message_form import MessageForm
from liaison_app.states.personal_words import PersonalWords
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.pairs import city_language, in_language


class CityMessages(MessageForm, PersonalWords, rx.State):
    """The form."""

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Send."""
        self._begin()
        self.answered, text, ref = (first(fields, name) for name in ("press", "message", "ref"))
        self._look_over(text)
        # What we wrote down in two languages arrives in the city's; what somebody typed stays as it is.
        told = in_language(text, city_language())
        given = {"ticket_id": ticket_in_address(), "ref": ref, "text": told, "intent": first(fields, "intent")}
        given |= {"personal_ok": first(fields, "personal_ok"), "asks_public": first(fields, "public_ok")}
        await call(city_messages.ask_city, actor=self._actor, **given, **self._beside(fields))
        self._end(ref)
        self.personal = []

    @event(Audience.LIAISON)
    async def send_again(self, message_id: str):
        """A person has made sure that the city does not have it."""
        self._begin()
        await call(message_deciding.send_again, actor=self._actor, message_id=message_id)

    @event(Audience.LIAISON)
    async def send_by(self, message_id: str, channel: str):
        """It goes to the city in another way."""
        self._begin()
        await call(message_rerouting.send_by, actor=self._actor, message_id=message_id, channel=channel)

    def _begin(self) -> None:
        super()._begin()
        self.personal = []

    def _fail(self, error: LiaisonError):
        if not (isinstance(error, InputInvalid) and "personal_ok" in error.errors):
            self.personal = []
        return super()._fail(error)
