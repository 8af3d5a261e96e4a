"""Show it: the service's questions, photos, words for the crew, and whom it was heard from."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.i18n import using_locale
from liaison_app.states.edge import EdgeState, event
from liaison_app.states.report_draft import first
from liaison_app.states.report_office import CityOffice, Office, Step
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.report import KindWords, QuestionWords, say_kind, say_question


class DetailsStep(EdgeState, mixin=True):
    """The third step, whosever office is behind it."""

    is_open: bool = False
    answered: str = ""
    sign: PlaceSign = PlaceSign()
    kind: KindWords = KindWords()
    questions: list[QuestionWords] = []

    @property
    def _office(self) -> Office:
        raise NotImplementedError

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. Without a kind, the second step comes first."""
        self.errors, self.notice = {}, ""
        draft = self._office.read(fields)
        await self._read(draft)
        self.is_open = True
        if not self.kind.code:
            return self._office.step(Step.WHAT, replace=True)
        return await self._office.sent_before(draft)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """An answer was chosen on which another question may hang."""
        await self._read(self._office.read(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Go on to the check, if nothing is missing."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        draft = self._office.read(fields)
        wrong = await self._office.wrong_details(draft)
        self._say_errors(wrong)
        await self._read(draft)
        return None if wrong else self._office.step(Step.CHECK)

    async def _read(self, draft: TicketDraft) -> None:
        locale = self._locale
        kind = draft.service_code and await self._office.kind(draft.service_code)
        asked = await self._office.questions(draft)
        address = await self._office.address_of(draft)
        with using_locale(locale):
            self.kind = say_kind(kind) if kind else KindWords()
            self.questions = [say_question(question, self.errors) for question in asked]
            self.sign = sign_of(address, is_in_words=draft.has_words_for_place)


class ReportDetails(DetailsStep, rx.State):
    """The third step of a report."""

    @property
    def _office(self) -> Office:
        return CityOffice(self._actor, self._locale)
