"""The city's desk: its queue, one request of it, and the answers a person gives."""

from collections.abc import Callable
from datetime import date
from typing import Any

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import CityError
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports_city import DeskPage, DeskRequest
from liaison_app.i18n import t
from liaison_app.services import city_desk, side_messages
from liaison_app.services.catalogue import questions_of
from liaison_app.states.edge import EdgeState, call, call_aside, event
from liaison_app.states.watching import watch
from liaison_app.wording.city_desk import DeskWords, desk_words, queue_cards, say_queue
from liaison_app.wording.tickets import CardWords

SHOWN = {"open": True, "closed": False, "all": None}


class CityQueue(EdgeState, rx.State):
    """What the desk shows. `phase` is loading, ready, none (this city has no desk here) or down."""

    phase: str = "loading"
    rows: list[CardWords] = []
    total: str = ""
    shown: str = "open"
    query: str = ""
    page: int = 1
    page_words: str = ""
    has_more: bool = False
    request: DeskWords = DeskWords()
    city_lang: str = ""
    told: str = ""

    @event(Audience.CITY, background=True)
    async def watch(self):
        """Show the queue, and what moves in it, for as long as the page is open."""
        return await watch(self, [rooms.CITY_QUEUE], self._reread, again=CityQueue.watch)

    @event(Audience.CITY)
    async def load(self):
        """The queue as it is now."""
        self.notice, self.told = "", ""
        await self._list()

    @event(Audience.CITY)
    async def show_only(self, shown: str):
        self.shown, self.page = shown if shown in SHOWN else "open", 1
        await self._list()

    @event(Audience.CITY)
    async def search(self, form: dict[str, str]):
        self.query, self.page = form.get("query", "").strip()[:80], 1
        await self._list()

    @event(Audience.CITY)
    async def turn(self, by: int):
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._list()

    @event(Audience.CITY)
    async def choose(self, number: str):
        """Open one request, or none for ''."""
        self.errors, self.notice, self.told, self.request = {}, "", "", DeskWords()
        if number:
            found = await call(city_desk.show_request, actor=self._actor, number=ServiceRequestId(number[:64]))
            await self._open(found)

    @event(Audience.CITY)
    async def acknowledge(self, form: dict[str, str]):
        await self._answer(city_desk.acknowledge, note=form.get("note", ""))

    @event(Audience.CITY)
    async def schedule(self, form: dict[str, str]):
        await self._answer(city_desk.schedule, on=form.get("on", ""), note="")

    @event(Audience.CITY)
    async def ask_back(self, form: dict[str, str]):
        await self._answer(city_desk.ask_back, question=form.get("question", ""))

    @event(Audience.CITY)
    async def answer(self, form: dict[str, str]):
        await self._answer(city_desk.answer, words=form.get("answer", ""))

    @event(Audience.CITY)
    async def close(self, form: dict[str, str]):
        was_fixed = form.get("was_fixed") != "no"
        await self._answer(city_desk.close, note=form.get("closing_note", ""), was_fixed=was_fixed)

    async def _answer(self, service: Callable[..., Any], **given: Any) -> None:
        self.errors, self.notice, self.told = {}, "", ""
        number = ServiceRequestId(self.request.number)
        found = await call(service, actor=self._actor, number=number, **given)
        await self._open(found)
        self.told = self.request.steps[0].what if self.request.steps else ""
        await self._list()

    async def _open(self, found: DeskRequest) -> None:
        await call_aside(side_messages.note_read_by_city, actor=self._actor, number=found.service_request_id)
        asked = await call(questions_of, code=found.service_code)
        self.request = desk_words(found, self._today(), self._zone(), asked)
        self.city_lang = application().ports["city_profile"].language_beside(self._locale)

    async def _find(self, actor: Actor) -> DeskPage | None:
        wanted = {"is_open": SHOWN[self.shown], "words": self.query, "page": self.page}
        return await call(city_desk.list_queue, actor=actor, **wanted)

    async def _list(self) -> None:
        try:
            self._take(await self._find(self._actor))
        except CityError:
            self.rows, self.phase = [], "down"

    async def _reread(self, actor: Actor) -> None:
        async with self:
            asked = (self.shown, self.query, self.page)
        try:
            found = await self._find(actor)
        except CityError:
            async with self:
                self.rows, self.phase = [], "down"
            return
        async with self:
            if (self.shown, self.query, self.page) == asked:
                self._take(found)

    def _take(self, found: DeskPage | None) -> None:
        if found is None:
            self.phase = "none"
            return
        self.rows, self.total = queue_cards(found, self._today(), self._zone()), say_queue(found)
        self.page_words = t("Page {page}", page=found.page)
        self.has_more, self.phase = found.total > found.page * found.page_size, "ready"

    def _zone(self):
        return application().ports["city_profile"].time_zone

    def _today(self) -> date:
        return application().ports["clock"].now().astimezone(self._zone()).date()
