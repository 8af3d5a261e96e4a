"""The coordinator's delivery desk, live: how the exchange stands, and one section of what waits."""

from dataclasses import dataclass

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.desk_rows import DecisionPage, DeskPage, DeskSection, Exchange
from liaison_app.i18n import t, using_locale
from liaison_app.services import delivery_desk, delivery_resuming, exchange
from liaison_app.states.delivery_decision import DeliveryDecision, find_one, now_of
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.watching import watch
from liaison_app.wording.decisions import DecisionLine, decision_line
from liaison_app.wording.delivery_desk import DeskLine, desk_line
from liaison_app.wording.exchange import (
    ExchangeWords,
    FactLine,
    SectionChip,
    exchange_facts,
    first_section,
    say_exchange,
    say_section,
    say_section_help,
    section_chips,
)

# What a person has to decide, what begins to wait, and every ticket that moves.
ROOMS = (rooms.DESK, rooms.OUTBOX, rooms.CITY_QUEUE)


@dataclass(frozen=True)
class _Found:
    """The exchange, and a page of the section that is shown."""

    exchange: Exchange
    section: DeskSection
    page: DeskPage | DecisionPage


class DeliveryDesk(EdgeState, rx.State):
    """What the desk shows. `phase` is loading or ready."""

    phase: str = "loading"
    state: ExchangeWords = ExchangeWords()
    figures: list[FactLine] = []
    chips: list[SectionChip] = []
    section: str = ""
    heading: str = ""
    help: str = ""
    rows: list[DeskLine] = []
    decided: list[DecisionLine] = []
    next_page: str = ""
    tried: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the desk, and every change of it, for as long as the page is open."""
        async with self:
            self.errors, self.notice, self.tried = {}, "", ""
        return await watch(self, ROOMS, self._reread, again=DeliveryDesk.watch)

    @event(Audience.COORDINATOR)
    async def show_section(self, section: str):
        """Show one section from its beginning."""
        self.section, self.rows, self.decided = section if section in set(DeskSection) else "", [], []
        self.notice, self.tried = "", ""
        self._take(await self._read(self._actor))
        # Not as an event of its own: that would come after a row which is opened at once, and shut it again.
        (await self.get_state(DeliveryDecision))._close()  # noqa: SLF001 (as below)

    @event(Audience.COORDINATOR)
    async def show_more(self):
        """Append the next page, where there is one."""
        if self.next_page:
            section = DeskSection(self.section)
            self._append(await _list(self._actor, section, self.next_page, delivery_desk.PAGE_SIZE))

    @event(Audience.COORDINATOR)
    async def try_now(self):
        """What waits for the city or its key is tried at once."""
        self.notice = ""
        await call(delivery_resuming.try_now, actor=self._actor)
        self._take(await self._read(self._actor))
        with using_locale(self._locale):
            self.tried = t("We try now. What comes of it shows here.")

    async def _reread(self, actor: Actor) -> None:
        async with self:
            open_id, asked = (await self.get_state(DeliveryDecision)).chosen.id, self.section
        found = await self._read(actor)
        one = await find_one(actor, open_id)
        async with self:
            if self.section == asked:
                self._take(found)
            beside = await self.get_state(DeliveryDecision)
            if one is not None and beside.chosen.id == open_id:
                beside._take(one)  # noqa: SLF001 (a public method could be called by anybody)

    async def _read(self, actor: Actor) -> _Found:
        """As much of the section as is shown."""
        state = await call(exchange.show_exchange, actor=actor)
        section = DeskSection(self.section) if self.section else first_section(state)
        shown = max(delivery_desk.PAGE_SIZE, len(self.rows), len(self.decided))
        return _Found(state, section, await _list(actor, section, "", shown))

    def _take(self, found: _Found) -> None:
        with using_locale(self._locale):
            now = now_of()
            self.state, self.figures = say_exchange(found.exchange, now), exchange_facts(found.exchange, now)
            self.chips = section_chips(found.exchange)
            self.heading, self.help = say_section(found.section), say_section_help(found.section)
        self.section, self.rows, self.decided, self.phase = found.section.value, [], [], "ready"
        self._append(found.page)

    def _append(self, page: DeskPage | DecisionPage) -> None:
        with using_locale(self._locale):
            if isinstance(page, DecisionPage):
                self.decided = [*self.decided, *(decision_line(row, now_of()) for row in page.rows)]
            else:
                self.rows = [*self.rows, *(desk_line(row, now_of()) for row in page.rows)]
        is_full = len(self.rows) + len(self.decided) >= delivery_desk.MOST_ROWS
        self.next_page = "" if is_full else page.next_page or ""


async def _list(actor: Actor, section: DeskSection, after: str, limit: int) -> DeskPage | DecisionPage:
    if section is DeskSection.DECIDED:
        return await call(delivery_desk.list_decisions, actor=actor, ticket_id=None, after=after, limit=limit)
    return await call(delivery_desk.list_section, actor=actor, section=section, after=after, limit=limit)
