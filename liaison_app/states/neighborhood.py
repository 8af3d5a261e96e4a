"""A neighborhood's public page: its figures and its tickets."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.tickets import Standing
from liaison_app.services import ticket_lists
from liaison_app.states.edge import EdgeState, call, event, page_path
from liaison_app.wording.neighborhoods import NeighborhoodWords, neighborhood_cards, neighborhood_words
from liaison_app.wording.tickets import CardWords

OPEN = (Standing.LATE, Standing.WITH_CITY, Standing.OURS)
PAGE = 30
SHOWN: dict[str, tuple[Standing, ...]] = {
    "": (),
    "open": OPEN,
    "late": (Standing.LATE,),
    "closed": (Standing.CLOSED, Standing.FIXED, Standing.NOT_FIXED),
}


class Neighborhood(EdgeState, rx.State):
    """What the page shows. `stage` is loading, ready or missing; `show` names the chip that is on."""

    stage: str = "loading"
    show: str = ""
    here: str = ""
    words: NeighborhoodWords = NeighborhoodWords()
    cards: list[CardWords] = []
    _id: str = ""

    async def _page(self, after: str) -> list[CardWords]:
        """Read a page of the list, and the head anew; the page's cards."""
        found = await call(
            ticket_lists.list_in_neighborhood,
            neighborhood_id=NeighborhoodId(self._id),
            standings=SHOWN[self.show],
            after=after,
            limit=PAGE,
        )
        self.words = neighborhood_words(found)
        return neighborhood_cards(found)

    @event(Audience.PUBLIC)
    async def load(self) -> None:
        """The page was opened."""
        self._id = page_path().partition("/n/")[2].split("?")[0].strip("/")
        self.show, self.here, self.stage = "", f"/n/{self._id}", "loading"
        try:
            self.cards, self.stage = await self._page(""), "ready"
        except NotFound:
            self.cards, self.stage = [], "missing"

    @event(Audience.PUBLIC)
    async def choose(self, show: str) -> None:
        """A chip was pressed."""
        self.show = show if show in SHOWN else ""
        self.cards = await self._page("")

    @event(Audience.PUBLIC)
    async def more(self) -> None:
        """The next page of the list."""
        self.cards += await self._page(self.words.next_page)
