"""On a ticket's page: an author changes a message or takes it back, and a coordinator reads what it said before."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import message_changing
from liaison_app.states.edge import call, city_now, event
from liaison_app.states.personal_words import PersonalWords
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import TicketPage
from liaison_app.wording.pairs import city_language, in_language
from liaison_app.wording.threads import ThreadLine
from liaison_app.wording.versions import VersionWords, say_why_not, version_words

#: Where the messages stand.
THREAD = "thread-lines"


class MessageChanging(PersonalWords, rx.State):
    """`about` is the message in hand; `doing` is changing, asking (whether to take it back) or reading (what it said
    before); '' for nothing. `starts` is what the form begins with, `kept_as` under which name the phone keeps it, and
    `forgotten` what it keeps no more."""

    about: str = ""
    doing: str = ""
    is_open: bool = False
    answered: str = ""
    kept_as: str = ""
    forgotten: str = ""
    starts: dict[str, list[str]] = {}
    versions: list[VersionWords] = []

    @event(Audience.LIAISON)
    async def begin(self, message_id: str):
        """Change its words: the form starts with those that stand there."""
        page = (await self.get_state(TicketPage)).page
        line = next((line for line in page.thread.lines if line.id == message_id), ThreadLine())
        self._turn_to(message_id, "changing")
        self.starts, self.kept_as, self.forgotten = {"changed": [line.text]}, line.changes_as, ""
        return rx.set_focus("field-changed")

    @event(Audience.LIAISON)
    async def ask_back(self, message_id: str):
        """Take it back? Asked once."""
        self._turn_to(message_id, "asking")

    @event(Audience.LIAISON)
    async def leave(self):
        """All stays as it is; what was typed is forgotten."""
        self.forgotten = self.kept_as
        return self._end()

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self.is_open = True

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing in this form asks by itself."""

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Save the other words."""
        about = self.about
        self.errors, self.notice, self.answered = {}, "", first(fields, "press")
        text = in_language(first(fields, "changed"), city_language())
        given = {"text": text, "personal_ok": first(fields, "personal_ok")}
        self._look_over(text)
        await call(message_changing.change, actor=self._actor, message_id=about, **given)
        self.forgotten = self.kept_as
        return self._end()

    @event(Audience.LIAISON)
    async def take_back(self):
        """Yes, take it back."""
        await call(message_changing.take_back, actor=self._actor, message_id=self.about)
        return self._end()

    @event(Audience.COORDINATOR)
    async def read_versions(self, message_id: str):
        """What it said before; it is written down who looked."""
        found = await call(message_changing.show_versions, actor=self._actor, message_id=message_id)
        self._turn_to(message_id, "reading")
        with using_locale(self._locale):
            self.versions = version_words(found, *city_now())

    def _end(self):
        """Nothing is under way; the focus goes from what vanishes to the thread."""
        self._turn_to("", "")
        return rx.set_focus(THREAD)

    def _turn_to(self, message_id: str, doing: str) -> None:
        self.about, self.doing, self.errors, self.notice = message_id, doing, {}, ""
        self.is_open, self.personal, self.starts, self.versions = False, [], {}, []

    def _fail(self, error: LiaisonError):
        if not (isinstance(error, InputInvalid) and "personal_ok" in error.errors):
            self.personal = []
        if isinstance(error, InputInvalid) and "message" in error.errors:
            error = InputInvalid({**error.errors, "changed": error.errors["message"]})
        with using_locale(self._locale):
            self.notice = say_why_not(error.reason) if isinstance(error, Conflict) else ""
        return None if self.notice else super()._fail(error)
