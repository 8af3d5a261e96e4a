"""A neighborhood's page for whoever is not signed in, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from liaison_app import routes
from liaison_app.services.neighborhood_pages import NeighborhoodPage
from liaison_app.wording.letter_forms import LetterFormWords
from liaison_app.wording.neighborhoods import NeighborhoodWords, neighborhood_cards, neighborhood_words
from liaison_app.wording.tickets import CardWords


@dataclass(frozen=True)
class PublicNeighborhood:
    """The page's words and one page of its list. `show` is the filter's word; `next_to` and `first_to` are addresses,
    '' where there is no further page, or where this is the first."""

    words: NeighborhoodWords = field(default_factory=NeighborhoodWords)
    cards: list[CardWords] = field(default_factory=list)
    show: str = ""
    next_to: str = ""
    first_to: str = ""
    letters: LetterFormWords = field(default_factory=LetterFormWords)

    def address(self, *, show: str = "", after: str = "") -> str:
        """The address of this page with another filter, or further down its list."""
        asked = {name: word for name, word in (("show", show), ("after", after)) if word}
        here = routes.neighborhood(self.words.id)
        return f"{here}?{urlencode(asked)}" if asked else here


def public_neighborhood(found: NeighborhoodPage, public_url: str, *, show: str, after: str) -> PublicNeighborhood:
    """What the page shows of `found`, in the active locale; `show` and `after` are what was asked for."""
    page = PublicNeighborhood(neighborhood_words(found, public_url), neighborhood_cards(found.tickets), show)
    return PublicNeighborhood(
        page.words,
        page.cards,
        show,
        next_to=page.address(show=show, after=found.tickets.next_page) if found.tickets.next_page else "",
        first_to=page.address(show=show) if after else "",
    )
