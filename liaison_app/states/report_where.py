"""Where is it? The pin's name, found places, the neighborhoods to choose from."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import PlaceHow, TicketDraft
from liaison_app.i18n import using_locale
from liaison_app.services import places
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.report_office import CityOffice, Office, Step
from liaison_app.wording.places import PlaceSign
from liaison_app.wording.report import ChoiceWords, FoundWords, say_found, sign_for_pin

CITY_ZOOM = 12
NEIGHBORHOOD_ZOOM = 16


class WhereStep(EdgeState, mixin=True):
    """The first step, whosever office is behind it."""

    is_open: bool = False
    answered: str = ""
    start_lat: float = 0.0
    start_lon: float = 0.0
    start_zoom: int = CITY_ZOOM
    is_in_words: bool = False
    takes_words: bool = True
    has_pin: bool = False
    is_outside: bool = False
    sign: PlaceSign = PlaceSign()
    found: list[FoundWords] = []
    found_nothing: bool = False
    near: list[ChoiceWords] = []
    everywhere: list[ChoiceWords] = []

    @property
    def _office(self) -> Office:
        raise NotImplementedError

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self.errors, self.notice = {}, ""
        start = await call(places.start_of, actor=self._actor)
        self.start_lat, self.start_lon = start.at.lat, start.at.lon
        self.start_zoom = NEIGHBORHOOD_ZOOM if start.is_own else CITY_ZOOM
        self.takes_words = application().ports["filing_limits"].takes_words_for_place
        every = await call(places.neighborhoods)
        self.everywhere = [ChoiceWords(one.id, one.name) for one in every]
        draft = self._office.read(fields)
        await self._read(draft)
        self.is_open = True
        return await self._office.sent_before(draft)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """The pin moved, an address was searched, or the way of telling the place was changed."""
        self.errors, self.notice = {}, ""
        if first(fields, "ask") == "find":
            await self._find(first(fields, "search"))
            return
        self.found, self.found_nothing = [], False
        await self._read(self._office.read(fields))

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """This is the place."""
        self.answered = first(fields, "press")
        self.errors, self.notice = {}, ""
        await call(places.check, draft=self._office.read(fields))
        return self._office.step(Step.WHAT)

    async def _find(self, text: str) -> None:
        self.found, self.found_nothing = [], False
        found = await self._office.find_places(text)
        with using_locale(self._locale):
            self.found = say_found(found)
        self.found_nothing = not found

    async def _read(self, draft: TicketDraft) -> None:
        self.is_in_words = draft.how is PlaceHow.WORDS
        self.has_pin = draft.at is not None
        self.sign, self.near, self.is_outside = PlaceSign(), [], False
        if draft.at is None:
            return
        self.is_outside = not await call(places.is_in_city, at=draft.at)
        near = await call(places.neighborhoods_near, at=draft.at)
        self.near = [] if self.is_outside else [ChoiceWords(one.id, one.name) for one in near]
        name = await self._office.name_of(draft.at)
        with using_locale(self._locale):
            self.sign = sign_for_pin("" if self.is_in_words else places.typed_address(draft, name), name)


class ReportWhere(WhereStep, rx.State):
    """The first step of a report."""

    @property
    def _office(self) -> Office:
        return CityOffice(self._actor, self._locale)
