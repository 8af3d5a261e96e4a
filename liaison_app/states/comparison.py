"""Neighborhoods side by side, for who is signed in; strangers get the page from the server."""

from urllib.parse import parse_qs, urlsplit

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.place_figures import Comparison
from liaison_app.i18n import using_locale
from liaison_app.services import place_figures
from liaison_app.states.edge import EdgeState, call, event, page_path
from liaison_app.wording.comparison import ComparisonWords, say_comparison


async def _read(asked: list[str]) -> Comparison:
    """The comparison; with nothing chosen where the address asks for what there is not."""
    ids = [NeighborhoodId(one) for one in asked if one]
    try:
        return await call(place_figures.compare, neighborhood_ids=ids)
    except (NotFound, InputInvalid):
        return await call(place_figures.compare, neighborhood_ids=[])


class Comparing(EdgeState, rx.State):
    """What the page shows."""

    words: ComparisonWords = ComparisonWords()

    @event(Audience.PUBLIC)
    async def load(self):
        """Read what the address asks for."""
        found = await _read(parse_qs(urlsplit(page_path()).query).get("n", []))
        with using_locale(self._locale):
            self.words = say_comparison(found)
