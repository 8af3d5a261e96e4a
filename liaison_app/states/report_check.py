"""Check and send: what goes out, who sees what, what looks too personal; and the one pressing of Send that counts."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import ticket_filing, ticket_resending
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.report_office import CityOffice, Office
from liaison_app.states.report_sent import ReportSent
from liaison_app.wording.report_check import CheckWords, MissingWords, say_check, say_missing, say_sent_before


class CheckStep(EdgeState, mixin=True):
    """The fourth step, whosever office is behind it."""

    is_open: bool = False
    answered: str = ""
    check: CheckWords = CheckWords()
    missing: list[MissingWords] = []
    photos_gone: str = ""
    sent_before: str = ""
    sent_to: str = ""

    @property
    def _office(self) -> Office:
        raise NotImplementedError

    async def _hand_in(self, draft: TicketDraft, address: str):
        raise NotImplementedError

    def _say_missing(self) -> list[MissingWords]:
        return say_missing(self.errors, self._office.to)

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. What is missing is named, with the way to it."""
        self._begin()
        draft = self._office.read(fields)
        await self._read(draft)
        self.is_open = True
        return await self._office.sent_before(draft)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing on this screen asks by itself; the whole is read anew."""
        await self._read(self._office.read(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Send request."""
        self.answered = first(fields, "press")
        self._begin()
        draft = self._office.read(fields)
        address = await self._office.address_of(draft)
        await self._office.confirm(draft, address)
        return await self._hand_in(draft, address)

    def _begin(self) -> None:
        self.errors, self.notice, self.sent_before, self.photos_gone = {}, "", "", ""

    def _fail(self, error: LiaisonError):
        followed = super()._fail(error)
        if isinstance(error, InputInvalid) and error.errors.get("photo") == "photo_gone":
            self.photos_gone = self.answered
        with using_locale(self._locale):
            self.missing = self._say_missing()
        return followed

    async def _read(self, draft: TicketDraft) -> None:
        review = await self._office.review(draft, await self._office.address_of(draft))
        self._say_errors(review.errors)
        with using_locale(self._locale):
            self.check = say_check(review, application().ports["city_profile"].time_zone)
            self.missing = self._say_missing()


class ReportCheck(CheckStep, rx.State):
    """The fourth step of a report."""

    @property
    def _office(self) -> Office:
        return CityOffice(self._actor, self._locale)

    async def _hand_in(self, draft: TicketDraft, address: str):
        try:
            filed = await call(ticket_filing.file, actor=self._actor, draft=draft, address=address)
        except Conflict as conflict:
            return await self._say_sent_before(draft, conflict)
        (await self.get_state(ReportSent)).phase = "loading"  # never the receipt before, not for a moment
        return rx.redirect(routes.report_sent(filed.id, self._locale), replace=True)

    async def _say_sent_before(self, draft: TicketDraft, conflict: Conflict):
        """It was changed after it had been sent: nobody but its sender can say what is meant now."""
        before = await call(ticket_resending.sent_before, actor=self._actor, draft=draft)
        if before is None:
            return self._fail(conflict)
        with using_locale(self._locale):
            self.sent_before, self.sent_to = say_sent_before(before.id), routes.ticket(before.id)
        return None
