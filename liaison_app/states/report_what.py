"""What is it? Kinds found by plain words, what the city will not do, open tickets of the same kind close by."""

import reflex as rx

from liaison_app import routes
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import TicketId
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, co_signing, nearby, places
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first, to_its_receipt
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.report import (
    KindGroup,
    KindWords,
    NearWords,
    group_kinds,
    say_all_kinds,
    say_fitting,
    say_kind,
    say_near,
    say_open_near,
)


class ReportWhat(EdgeState, rx.State):
    """The second step."""

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

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept. Without a place, the first step comes first."""
        self.errors, self.notice, self.co_signed = {}, "", ""
        draft = TicketDraft.parse(fields)
        every = await call(catalogue.kinds, locale=self._locale)
        with using_locale(self._locale):
            self.groups, self.all_kinds = group_kinds(every), say_all_kinds(len(every))
        await self._read(draft)
        self.is_open, self.sign = True, await _sign(draft)
        if not draft.has_place:
            return rx.redirect(routes.localized(routes.REPORT, self._locale), replace=True)
        return await to_its_receipt(self._actor, draft, self._locale)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Words were typed, or a kind was chosen."""
        self.errors, self.notice, self.co_signed = {}, "", ""
        await self._read(TicketDraft.parse(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Go on with the chosen kind."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        draft = TicketDraft.parse(fields)
        await self._read(draft)
        if not self.is_chosen:
            raise InputInvalid({"service": "kind_needed"})
        return rx.redirect(routes.localized(routes.REPORT_DETAILS, self._locale))

    @event(Audience.LIAISON)
    async def co_sign(self, ticket_id: str):
        """Stand behind an open ticket close by instead of filing another."""
        await call(co_signing.co_sign, actor=self._actor, ticket_id=TicketId(ticket_id))
        self.co_signed, self.co_signed_to = ticket_id, routes.ticket(ticket_id, self._locale)

    async def _read(self, draft: TicketDraft) -> None:
        code, locale = draft.service_code, self._locale
        best = await call(catalogue.find_kinds, text=draft.words, locale=locale, chosen=code)
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
        around = await call(nearby.nearby, actor=self._actor, at=draft.at, service_code=draft.service_code)
        with using_locale(self._locale):
            self.near = say_near(around.rows, around.today)
            self.near_said = say_open_near(len(self.near))
        self.near_count = len(self.near)


async def _sign(draft: TicketDraft) -> PlaceSign:
    address = await call(places.address_of, draft=draft)
    return sign_of(address, is_in_words=draft.has_words_for_place) if address else PlaceSign()
