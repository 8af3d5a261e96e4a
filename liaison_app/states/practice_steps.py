"""The four steps of a report with the practice office behind them, and the way of sending nothing."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.i18n import using_locale
from liaison_app.services import practice_doing
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.states.practice_office import PracticeOffice
from liaison_app.states.practice_result import PracticeResult
from liaison_app.states.report_check import CheckStep
from liaison_app.states.report_details import DetailsStep
from liaison_app.states.report_office import Office
from liaison_app.states.report_what import WhatStep
from liaison_app.states.report_where import WhereStep
from liaison_app.wording.practice import OfferedPhoto, say_photo


class PracticeWhere(WhereStep, rx.State):
    """The first step."""

    @property
    def _office(self) -> Office:
        return PracticeOffice(self._actor, self._locale)


class PracticeWhat(WhatStep, rx.State):
    """The second step."""

    @property
    def _office(self) -> Office:
        return PracticeOffice(self._actor, self._locale)


class PracticeDetails(DetailsStep, rx.State):
    """The third step."""

    @property
    def _office(self) -> Office:
        return PracticeOffice(self._actor, self._locale)


class PracticeCheck(CheckStep, rx.State):
    """The fourth step: Send grades. `photos` are those that were chosen."""

    photos: list[OfferedPhoto] = []

    @property
    def _office(self) -> Office:
        return PracticeOffice(self._actor, self._locale)

    async def _hand_in(self, draft: TicketDraft, address: str):
        office = self._office
        await call(practice_doing.hand_in, actor=self._actor, scene_id=office.scene_id, draft=draft)
        await _await_result(self)
        return office.result()

    async def _read(self, draft: TicketDraft) -> None:
        await super()._read(draft)
        chosen = [self._office.scene.photo(key) for key in draft.photo_keys]
        with using_locale(self._locale):
            self.photos = [say_photo(photo) for photo in chosen if photo is not None]


class PracticeInstead(EdgeState, rx.State):
    """Sending nothing, and saying whom one would turn to."""

    @event(Audience.LIAISON)
    async def begin(self):
        """The page is opened."""
        self.errors, self.notice = {}, ""

    @event(Audience.LIAISON)
    async def choose(self, form: Form):
        """Nobody is reported to; that is graded."""
        self.errors, self.notice = {}, ""
        office = PracticeOffice(self._actor, self._locale)
        instead = fields_of(form, "instead")["instead"]
        await call(practice_doing.leave_it, actor=self._actor, scene_id=office.scene_id, instead=instead)
        await _await_result(self)
        return office.result()


async def _await_result(state: rx.State) -> None:
    """The page that comes shows nothing of the try before, and what the phone kept is wanted no more."""
    result = await state.get_state(PracticeResult)
    result.phase, result.is_fresh = "loading", True
