"""Show it: the service's questions, photos, words for the crew, and whom it was heard from."""

import reflex as rx

from liaison_app import routes
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, ticket_checking
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first, to_its_receipt
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.report import KindWords, QuestionWords, say_kind, say_question


class ReportDetails(EdgeState, rx.State):
    """The third step."""

    is_open: bool = False
    answered: str = ""
    sign: PlaceSign = PlaceSign()
    kind: KindWords = KindWords()
    questions: list[QuestionWords] = []

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. Without a kind, the second step comes first."""
        self.errors, self.notice = {}, ""
        draft = TicketDraft.parse(fields)
        await self._read(draft)
        self.is_open = True
        if not self.kind.code:
            return rx.redirect(routes.localized(routes.REPORT_WHAT, self._locale), replace=True)
        return await to_its_receipt(self._actor, draft, self._locale)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """An answer was chosen on which another question may hang."""
        await self._read(TicketDraft.parse(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Go on to the check, if nothing is missing."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        draft = TicketDraft.parse(fields)
        wrong = await call(ticket_checking.details, draft=draft)
        self._say_errors(wrong)
        await self._read(draft)
        if not wrong:
            return rx.redirect(routes.localized(routes.REPORT_CHECK, self._locale))
        return None

    async def _read(self, draft: TicketDraft) -> None:
        locale = self._locale
        kind = draft.service_code and await call(catalogue.kind, code=draft.service_code, locale=locale)
        asked = await call(catalogue.questions, draft=draft)
        address = await call(ticket_checking.address_of, draft=draft)
        with using_locale(locale):
            self.kind = say_kind(kind) if kind else KindWords()
            self.questions = [say_question(question, self.errors) for question in asked]
            self.sign = sign_of(address, is_in_words=draft.has_words_for_place)
