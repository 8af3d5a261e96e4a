"""Check and send: what goes out, who sees what, what looks too personal; and the one pressing of Send that counts."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import ticket_checking, ticket_filing, ticket_resending
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first, to_its_receipt
from liaison_app.states.report_sent import ReportSent
from liaison_app.wording.report_check import CheckWords, MissingWords, say_check, say_missing, say_sent_before


class ReportCheck(EdgeState, rx.State):
    """The fourth step."""

    is_open: bool = False
    answered: str = ""
    check: CheckWords = CheckWords()
    missing: list[MissingWords] = []
    photos_gone: str = ""
    sent_before: str = ""
    sent_to: str = ""

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. What is missing is named, with the way to it."""
        self._begin()
        draft = TicketDraft.parse(fields)
        await self._read(draft)
        self.is_open = True
        return await to_its_receipt(self._actor, draft, self._locale)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing on this screen asks by itself; the whole is read anew."""
        await self._read(TicketDraft.parse(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Send request."""
        self.answered = first(fields, "press")
        self._begin()
        draft = TicketDraft.parse(fields)
        address = await call(ticket_checking.address_of, draft=draft)
        await call(ticket_checking.confirm, draft=draft, address=address)
        try:
            filed = await call(ticket_filing.file, actor=self._actor, draft=draft, address=address)
        except Conflict as conflict:
            return await self._say_sent_before(draft, conflict)
        (await self.get_state(ReportSent)).phase = "loading"  # never the receipt before, not for a moment
        return rx.redirect(routes.report_sent(filed.id, self._locale), replace=True)

    def _begin(self) -> None:
        self.errors, self.notice, self.sent_before, self.photos_gone = {}, "", "", ""

    async def _say_sent_before(self, draft: TicketDraft, conflict: Conflict):
        """It was changed after it had been sent: nobody but its sender can say what is meant now."""
        before = await call(ticket_resending.sent_before, actor=self._actor, draft=draft)
        if before is None:
            return self._fail(conflict)
        with using_locale(self._locale):
            self.sent_before, self.sent_to = say_sent_before(before.id), routes.ticket(before.id)
        return None

    def _fail(self, error: LiaisonError):
        followed = super()._fail(error)
        if isinstance(error, InputInvalid) and error.errors.get("photo") == "photo_gone":
            self.photos_gone = self.answered
        with using_locale(self._locale):
            self.missing = say_missing(self.errors)
        return followed

    async def _read(self, draft: TicketDraft) -> None:
        address = await call(ticket_checking.address_of, draft=draft)
        review = await call(
            ticket_checking.review, actor=self._actor, draft=draft, locale=self._locale, address=address
        )
        self._say_errors(review.errors)
        with using_locale(self._locale):
            self.check = say_check(review, application().ports["city_profile"].time_zone)
            self.missing = say_missing(self.errors)
