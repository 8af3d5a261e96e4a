"""On a ticket's page: a person calls the city and writes down what came of it. It lives on the phone until saved."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.channels import SAID_LENGTH, CallNote
from liaison_app.domain.drafts import OK
from liaison_app.domain.errors import Conflict, LiaisonError
from liaison_app.domain.privacy import find_personal
from liaison_app.i18n import using_locale
from liaison_app.services import city_calls
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.report import PersonalWords, ask_personal

_FIELDS = ("about", "intent", "asked", "outcome", "reached", "said", "next_on")
_MOST = 3 * SAID_LENGTH  # of what is longer than it may be nobody is asked


class Calling(EdgeState, rx.State):
    """The form. `is_other` says that what was kept has been saved before, with other words."""

    is_open: bool = False
    answered: str = ""
    sent_ref: str = ""
    is_other: bool = False
    personal: PersonalWords = PersonalWords()

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
        """Save it."""
        self._begin()
        self.answered, ref = first(fields, "press"), first(fields, "ref")
        note = CallNote(**{name: first(fields, f"call_{name}") for name in _FIELDS})
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(note.words[:_MOST]))
        given = {"ticket_id": ticket_in_address(), "ref": ref, "note": note, "personal_ok": first(fields, OK)}
        await call(city_calls.log_call, actor=self._actor, **given)
        self.sent_ref = ref

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other = {}, "", False

    def _fail(self, error: LiaisonError):
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        return super()._fail(error)
