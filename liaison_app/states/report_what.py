"""What is it? Kinds found by plain words, what the city will not do, open tickets of the same kind close by."""

from dataclasses import replace

import reflex as rx

from liaison_app import routes
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.i18n import using_locale
from liaison_app.states.edge import EdgeState, event
from liaison_app.states.report_draft import first
from liaison_app.states.report_office import CityOffice, Office, Step
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.report import (
    KindGroup,
    KindWords,
    NearWords,
    group_kinds,
    say_all_kinds,
    say_fitting,
    say_kind,
    say_open_near,
)


class WhatStep(EdgeState, mixin=True):
    """The second step, whosever office is behind it."""

    is_open: bool = False
    sign: PlaceSign = PlaceSign()
    answered: str = ""
    best: list[KindWords] = []
    groups: list[KindGroup] = []
    all_kinds: str = ""
    fitting: str = ""
    chosen: KindWords = KindWords()
    is_chosen: bool = False
    found_nothing: bool = False
    near: list[NearWords] = []
    near_count: int = 0
    near_said: str = ""
    co_signed: str = ""
    co_signed_to: str = ""

    @property
    def _office(self) -> Office:
        raise NotImplementedError

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. Without a place, the first step comes first."""
        self.errors, self.notice, self.co_signed = {}, "", ""
        draft, every = self._office.read(fields), await self._office.kinds()
        with using_locale(self._locale):
            self.groups, self.all_kinds = group_kinds(every), say_all_kinds(len(every))
        await self._read(draft)
        self.is_open, self.sign = True, await self._sign(draft)
        if not draft.has_place:
            return self._office.step(Step.WHERE, replace=True)
        return await self._office.sent_before(draft)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Words were typed, or a kind was chosen."""
        self.errors, self.notice, self.co_signed = {}, "", ""
        await self._read(self._office.read(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Go on with the chosen kind."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        await self._read(self._office.read(fields))
        if not self.is_chosen:
            raise InputInvalid({"service": "kind_needed"})
        return self._office.step(Step.DETAILS)

    @event(Audience.LIAISON)
    async def co_sign(self, ticket_id: str):
        """Stand behind an open ticket close by instead of filing another."""
        then = await self._office.stand_behind(ticket_id)
        if then is None:
            self.co_signed, self.co_signed_to = ticket_id, routes.ticket(ticket_id, self._locale)
            self.near = [replace(one, has_co_signed=True) if one.id == ticket_id else one for one in self.near]
        return then

    async def _read(self, draft: TicketDraft) -> None:
        code, locale = draft.service_code, self._locale
        best = await self._office.find_kinds(draft)
        chosen = next((kind for kind in best if kind.code == code), None)
        with using_locale(locale):
            self.best = [say_kind(kind) for kind in best]
            self.fitting = say_fitting(len(best))
            self.chosen = say_kind(chosen) if chosen else KindWords()
        self.is_chosen = chosen is not None
        self.found_nothing = bool(draft.words) and not best
        await self._look_around(draft)

    async def _look_around(self, draft: TicketDraft) -> None:
        self.near, self.near_count, self.near_said = [], 0, ""
        if draft.service_code is None or draft.at is None or not draft.is_on_map:
            return
        self.near = await self._office.near(draft)
        with using_locale(self._locale):
            self.near_said = say_open_near(len(self.near))
        self.near_count = len(self.near)

    async def _sign(self, draft: TicketDraft) -> PlaceSign:
        address = await self._office.address_of(draft)
        return sign_of(address, is_in_words=draft.has_words_for_place) if address else PlaceSign()


class ReportWhat(WhatStep, rx.State):
    """The second step of a report."""

    @property
    def _office(self) -> Office:
        return CityOffice(self._actor, self._locale)
