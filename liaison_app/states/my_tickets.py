"""A liaison's own list: late ones first, by section, with filters and a search; it follows what happens by itself."""

from functools import partial

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ticket_rows import OwnTickets
from liaison_app.domain.tickets import Standing
from liaison_app.services import following, looks_due, ticket_lists
from liaison_app.states.city_health import show_city_health
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.watching import watch
from liaison_app.wording.looks import cards_to_see
from liaison_app.wording.ticket_lists import (
    ChipWords,
    SectionWords,
    YearWords,
    chip_words,
    join_sections,
    own_sections,
    year_words,
)
from liaison_app.wording.tickets import CardWords, card_words


class MyTickets(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or failed; `chosen` a standing or ''; `owner` whose page it is."""

    phase: str = "loading"
    owner: str = ""
    sections: list[SectionWords] = []
    followed: list[CardWords] = []
    to_see: list[CardWords] = []
    has_more_to_see: bool = False
    chips: list[ChipWords] = []
    year: YearWords = YearWords()
    chosen: str = ""
    query: str = ""
    has_any: bool = False
    next_page: str = ""
    _heard: list[str] = []  # the rooms of the tickets that are followed or to be seen

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        heard = [*self._heard]
        return await watch(self, [rooms.EXCHANGE, *heard], partial(self._reread, heard), again=MyTickets.watch)

    @event(Audience.LIAISON)
    async def choose(self, standing: str):
        """Show one section alone; everything, without a search, for ''."""
        self.chosen = standing if standing in set(Standing) else ""
        self.query = self.query if self.chosen else ""
        self._take(await self._read(self._actor, "", ticket_lists.PAGE_SIZE))

    @event(Audience.LIAISON)
    async def search(self, form: dict[str, str]):
        """Show what fits a number or a part of the place; '' shows all."""
        self.query = form.get("query", "").strip()[: ticket_lists.LONGEST_QUERY]
        self.chosen = ""
        self._take(await self._read(self._actor, "", ticket_lists.PAGE_SIZE))

    @event(Audience.LIAISON)
    async def show_more(self):
        """Append the next page, where there is one."""
        if not self.next_page:
            return
        found = await self._read(self._actor, self.next_page, ticket_lists.PAGE_SIZE)
        self.sections = join_sections(self.sections, own_sections(found, is_search=bool(self.query)))
        self.next_page = found.next_page if found.next_page and self._count() < ticket_lists.MOST_ROWS else ""

    async def _read(self, actor: Actor, after: str, limit: int) -> OwnTickets:
        standing = Standing(self.chosen) if self.chosen else None
        return await call(
            ticket_lists.list_mine, actor=actor, standing=standing, query=self.query, after=after, limit=limit
        )

    def _count(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    async def _reread(self, heard: list[str], actor: Actor) -> bool:
        """Show all as it is now; True where there is a ticket whose room is not `heard`."""
        async with self:
            self.owner = actor.account_id or ""
            limit, asked = max(ticket_lists.PAGE_SIZE, self._count()), (self.chosen, self.query)
        try:
            found = await self._read(actor, "", limit)
            followed = await call(following.list_followed, actor=actor)
            to_see = await call(looks_due.list_to_see, actor=actor)
        except LiaisonError:
            async with self:
                self.sections, self.followed, self.to_see, self.phase = [], [], [], "failed"
            raise
        await show_city_health(self, actor)
        async with self:
            if (self.chosen, self.query) == asked:
                self._take(found)
            self.followed = [card_words(card, followed.today) for card in followed.rows]
            self.to_see, self.has_more_to_see = cards_to_see(to_see), to_see.is_cut
            self._heard = sorted({rooms.ticket(one) for one in (*to_see.ids, *(card.id for card in followed.rows))})
            return not set(self._heard) <= set(heard)

    def _take(self, found: OwnTickets) -> None:
        self.sections = own_sections(found, is_search=bool(self.query))
        self.chips = chip_words(found.counts, self.chosen)
        self.year = year_words(found.year)
        self.has_any, self.next_page = found.counts.total > 0, found.next_page or ""
        self.phase = "ready"
