"""Chronic spots for whoever is signed in."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import SpotId
from liaison_app.domain.spot_rows import SpotFilter
from liaison_app.i18n import using_locale
from liaison_app.services import chronic_spots
from liaison_app.states.edge import EdgeState, call, event, page_argument
from liaison_app.wording.spots import SpotListWords, SpotWords, spot_list_words, spot_words


class SpotListPage(EdgeState, rx.State):
    """A page of the list. `phase` is loading, ready or missing."""

    phase: str = "loading"
    words: SpotListWords = SpotListWords()

    @event(Audience.PUBLIC)
    async def load(self):
        after = page_argument("after")
        try:
            wanted = SpotFilter.parse(page_argument("neighborhood"), page_argument("family"))
            found = await call(chronic_spots.list_spots, wanted=wanted, after=after, limit=chronic_spots.PAGE_SIZE)
        except (NotFound, InputInvalid):
            self.phase = "missing"
            return
        with using_locale(self._locale):
            self.words = spot_list_words(found, wanted, application().ports["city_process"], after=after)
        self.phase = "ready"


class SpotPage(EdgeState, rx.State):
    """One spot. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = routes.SPOTS
    words: SpotWords = SpotWords()

    @event(Audience.PUBLIC)
    async def load(self):
        spot_id = SpotId(page_argument("spot_id"))
        try:
            found = await call(chronic_spots.show_spot, spot_id=spot_id)
        except NotFound:
            self.words, self.phase = SpotWords(), "missing"
            return
        with using_locale(self._locale):
            self.words = spot_words(found, application().ports["city_process"])
        self.here, self.phase = f"/spots/{spot_id}", "ready"
