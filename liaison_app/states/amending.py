"""On a ticket that the city refused: what its liaison changes, kept on the phone until it is sent."""

from dataclasses import replace

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import TicketId
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, places, ticket_amending, ticket_checking
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.report import PersonalWords, QuestionWords, ask_personal, say_question


class Amending(EdgeState, rx.State):
    """The form; the ticket itself is read anew by its page, which hears of the change.

    `starts` is what the ticket `of` says now, by the names of the fields; what the phone kept goes before it. A place
    that was told in words may stay so (`may_be_in_words`) or get a pin; its map begins at `start_lat`, `start_lon`.
    """

    is_open: bool = False
    answered: str = ""
    of: str = ""
    starts: dict[str, list[str]] = {}
    questions: list[QuestionWords] = []
    address: str = ""
    is_in_words: bool = False
    may_be_in_words: bool = False
    start_lat: float = 0.0
    start_lon: float = 0.0
    personal: PersonalWords = PersonalWords()

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self.errors, self.notice = {}, ""
        self.starts = await call(ticket_amending.start, actor=self._actor, ticket_id=_ticket_id())
        start = await call(places.start_of, actor=self._actor)
        self.start_lat, self.start_lon = start.at.lat, start.at.lon
        await self._read(self._draft(fields))
        self.of, self.is_open = _ticket_id(), True

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """The pin was moved, or an answer was chosen on which another question may hang."""
        await self._read(self._draft(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """The liaison changes what the city refused, and it goes out again."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        draft = self._draft(fields)
        address = await call(ticket_checking.address_of, draft=draft)
        await self._look_over(draft, address)
        await call(ticket_amending.amend, actor=self._actor, ticket_id=_ticket_id(), draft=draft, address=address)
        self.of, self.starts = "", {}  # refused once more, it says something else

    def _draft(self, fields: dict[str, list[str]]) -> TicketDraft:
        return TicketDraft.parse(self.starts | fields | {"service": self.starts.get("service", [])})

    async def _look_over(self, draft: TicketDraft, address: str) -> None:
        found = await call(ticket_checking.personal, draft=draft, address=address)
        with using_locale(self._locale):
            self.personal = ask_personal(found)

    async def _read(self, draft: TicketDraft) -> None:
        takes_words = application().ports["filing_limits"].takes_words_for_place
        self.may_be_in_words = takes_words and "place_words" in self.starts
        self.is_in_words = draft.has_words_for_place
        asked = await call(catalogue.questions, draft=draft)
        self.address = await call(ticket_checking.address_of, draft=draft)
        with using_locale(self._locale):
            self.questions = [say_question(question, self.errors) for question in asked]

    def _fail(self, error: LiaisonError):
        followed = super()._fail(error)
        self.questions = [replace(one, error=self.errors.get(one.name, "")) for one in self.questions]
        return followed


def _ticket_id() -> TicketId:
    return TicketId(ticket_in_address() or "")
