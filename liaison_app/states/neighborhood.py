"""A neighborhood's public page: its figures and its tickets."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.i18n import using_locale
from liaison_app.services import neighborhood_pages, ticket_lists
from liaison_app.services.neighborhood_pages import NeighborhoodPage
from liaison_app.states.edge import EdgeState, call, event, page_path, public_address
from liaison_app.states.shared_reading import shared_reads
from liaison_app.states.watching import watch
from liaison_app.wording.letter_forms import LetterFormWords, neighborhood_letters
from liaison_app.wording.neighborhoods import NeighborhoodWords, neighborhood_cards, neighborhood_words
from liaison_app.wording.tickets import CardWords


async def _read(neighborhood_id: str, show: str, after: str, limit: int) -> NeighborhoodPage:
    return await call(
        neighborhood_pages.show,
        neighborhood_id=NeighborhoodId(neighborhood_id),
        standings=ticket_lists.SHOWN[show],
        after=after,
        limit=limit,
    )


def _letters(found: NeighborhoodPage) -> LetterFormWords:
    is_offered = application().ports["letter_policy"].is_offered
    return neighborhood_letters(found.figures.id, found.figures.name, is_offered=is_offered)


def _words(found: NeighborhoodPage) -> NeighborhoodWords:
    return neighborhood_words(found, public_address(""))


class Neighborhood(EdgeState, rx.State):
    """What the page shows. `stage` is loading, ready or missing; `show` names the chip that is on."""

    stage: str = "loading"
    show: str = ""
    here: str = ""
    words: NeighborhoodWords = NeighborhoodWords()
    cards: list[CardWords] = []
    letters: LetterFormWords = LetterFormWords()
    _id: str = ""

    async def _page(self, after: str) -> list[CardWords]:
        """Read a page of the list, and the head anew; the page's cards."""
        found = await _read(self._id, self.show, after, ticket_lists.PAGE_SIZE)
        self.words = _words(found)
        return neighborhood_cards(found.tickets)

    @event(Audience.PUBLIC, background=True)
    async def watch(self):
        """Show the neighborhood in the address, and every change in it, for as long as the page is open."""
        wanted = page_path().partition("/n/")[2].split("?")[0].strip("/")
        async with self:
            if wanted != self._id:
                self._id, self.show, self.cards, self.stage = wanted, "", [], "loading"
            self.here = f"/n/{wanted}"
        return await watch(self, [rooms.neighborhood(NeighborhoodId(wanted))], self._reread, again=Neighborhood.watch)

    async def _reread(self, _actor: Actor) -> None:
        """Show it as it is now. Everybody sees the same, so one of those who see as much reads for all."""
        limit = min(ticket_lists.MOST_ROWS, max(ticket_lists.PAGE_SIZE, len(self.cards)))
        asked = (self._id, self.show, "", limit)
        try:
            found = await shared_reads.read(("neighborhood", *asked), lambda: _read(*asked))
        except NotFound:
            async with self:
                self.cards, self.stage = [], "missing"
            raise
        with using_locale(self._locale):
            words, cards, letters = _words(found), neighborhood_cards(found.tickets), _letters(found)
        async with self:
            if asked[:2] == (self._id, self.show):
                self.words, self.cards, self.letters, self.stage = words, cards, letters, "ready"

    @event(Audience.PUBLIC)
    async def choose(self, show: str) -> None:
        """A chip was pressed."""
        self.show = show if show in ticket_lists.SHOWN else ""
        self.cards = await self._page("")

    @event(Audience.PUBLIC)
    async def more(self) -> None:
        """The next page of the list, where there is one and not too many are shown."""
        if self.words.next_page and len(self.cards) < ticket_lists.MOST_ROWS:
            self.cards += await self._page(self.words.next_page)
