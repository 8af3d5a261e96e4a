"""On a ticket's page: a person writes to the city. What is typed lives on the phone until it is saved."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.domain.privacy import find_personal, pieces_of
from liaison_app.i18n import using_locale
from liaison_app.services import city_messages, message_deciding
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.report import say_personal


class CityMessages(EdgeState, rx.State):
    """The form. `is_other` says that what was kept has been sent before, with other words."""

    is_open: bool = False
    answered: str = ""
    sent_ref: str = ""
    is_other: bool = False
    personal: list[str] = []
    personal_pieces: str = ""

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
        """Send."""
        self._begin()
        self.answered, text, ref = (first(fields, name) for name in ("press", "message", "ref"))
        self._look_over(text)
        given = {"ticket_id": ticket_in_address(), "ref": ref, "text": text, "intent": first(fields, "intent")}
        personal_ok = first(fields, "personal_ok")
        await call(city_messages.ask_city, actor=self._actor, personal_ok=personal_ok, **given)
        self.sent_ref, self.personal = ref, []

    @event(Audience.LIAISON)
    async def send_again(self, message_id: str):
        """A person has made sure that the city does not have it."""
        self._begin()
        await call(message_deciding.send_again, actor=self._actor, message_id=message_id)

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other, self.personal = {}, "", False, []

    def _look_over(self, text: str) -> None:
        found = find_personal(text.strip()[: city_messages.LONGEST])
        with using_locale(self._locale):
            self.personal, self.personal_pieces = say_personal(found), pieces_of(found)

    def _fail(self, error: LiaisonError):
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        if not (isinstance(error, InputInvalid) and "personal_ok" in error.errors):
            self.personal = []
        return super()._fail(error)
