"""The liaison's own neighborhood: what is open here and what became of it, as everybody may see it."""

import reflex as rx

from liaison_app import routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError, NotAllowed, SignInNeeded
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ticket_rows import NeighborhoodTickets
from liaison_app.domain.tickets import Standing
from liaison_app.services import ticket_lists
from liaison_app.states.city_health import show_city_health
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.watching import watch
from liaison_app.wording.ticket_lists import ChipWords, chip_words, neighborhood_cards
from liaison_app.wording.tickets import CardWords


class Around(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready, none (no neighborhood is set) or ended (the login)."""

    phase: str = "loading"
    name: str = ""
    page_to: str = ""
    map_to: str = ""
    here: str = ""
    lat: float = 0.0
    lon: float = 0.0
    rows: list[CardWords] = []
    chips: list[ChipWords] = []
    open: int = 0
    late: int = 0
    seen_fixed: int = 0
    unseen: int = 0
    chosen: str = ""
    next_page: str = ""

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the neighborhood, and every change in it, for as long as the page is open."""
        here = self._actor.neighborhood_id
        if here is None:
            async with self:
                self.phase = "none"
            return None
        return await watch(self, [rooms.neighborhood(here), rooms.EXCHANGE], self._reread, again=Around.watch)

    @event(Audience.LIAISON)
    async def choose(self, standing: str):
        """Show those of one standing alone, or all for ''."""
        self.chosen = standing if standing in set(Standing) else ""
        self._take(await self._read(self._actor, "", ticket_lists.PAGE_SIZE))

    @event(Audience.LIAISON)
    async def show_more(self):
        """Append the next page, where there is one."""
        if not self.next_page:
            return
        found = await self._read(self._actor, self.next_page, ticket_lists.PAGE_SIZE)
        self.rows = [*self.rows, *neighborhood_cards(found)]
        self.next_page = found.next_page if found.next_page and len(self.rows) < ticket_lists.MOST_ROWS else ""

    async def _read(self, actor: Actor, after: str, limit: int) -> NeighborhoodTickets:
        actor.require(Audience.LIAISON)
        return await call(
            ticket_lists.list_in_neighborhood,
            neighborhood_id=actor.neighborhood_id or NeighborhoodId(""),
            standings=[Standing(self.chosen)] if self.chosen else [],
            after=after,
            limit=limit,
        )

    async def _reread(self, actor: Actor) -> None:
        async with self:
            limit, asked = max(ticket_lists.PAGE_SIZE, len(self.rows)), self.chosen
        try:
            found = await self._read(actor, "", limit)
        except LiaisonError as error:
            async with self:
                self.rows, self.phase = [], "ended" if isinstance(error, SignInNeeded | NotAllowed) else "none"
            raise
        async with self:
            if self.chosen == asked:
                self._take(found)
        await show_city_health(self, actor)

    def _take(self, found: NeighborhoodTickets) -> None:
        counts = found.counts
        self.name, self.page_to = found.neighborhood_name, routes.neighborhood(found.neighborhood_id, self._locale)
        self.here, self.lat, self.lon = found.neighborhood_id, found.centre.lat, found.centre.lon
        at = f"{found.centre.lat:.5f},{found.centre.lon:.5f},14"
        self.map_to = f"{routes.localized(routes.MAP, self._locale)}?at={at}"
        self.rows, self.chips = neighborhood_cards(found), chip_words(counts, self.chosen)
        self.open, self.late = counts.open, counts.late
        self.seen_fixed, self.unseen = counts.fixed, counts.closed
        self.next_page, self.phase = found.next_page or "", "ready"
