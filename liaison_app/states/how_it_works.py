"""How it works for whoever is signed in: the whole, one service, a step of the finder."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.finder import Finder
from liaison_app.domain.ids import ServiceCode
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, how_it_works
from liaison_app.states.edge import EdgeState, call, event, page_argument
from liaison_app.wording.finder import FinderWords, finder_words
from liaison_app.wording.how import HowWords, how_words
from liaison_app.wording.how_service import ServiceWords, service_words


def _finder() -> Finder:
    finder: Finder = application().ports["finder"]
    return finder


class HowPage(EdgeState, rx.State):
    """The whole process. `phase` is loading or ready."""

    phase: str = "loading"
    words: HowWords = HowWords()

    @event(Audience.PUBLIC)
    async def load(self):
        asked = page_argument("q")
        found = await call(how_it_works.show_whole, text=asked, locale=self._locale)
        with using_locale(self._locale):
            self.words = how_words(found, asked, has_finder=_finder().first is not None)
        self.phase = "ready"


class ServicePage(EdgeState, rx.State):
    """One service. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = routes.HOW
    words: ServiceWords = ServiceWords()

    @event(Audience.PUBLIC)
    async def load(self):
        code = ServiceCode(page_argument("service_code"))
        try:
            found = await call(how_it_works.show_service, code=code, locale=self._locale)
        except NotFound:
            self.words, self.phase = ServiceWords(), "missing"
            return
        with using_locale(self._locale):
            self.words = service_words(found)
        self.here, self.phase = f"/how/{code}", "ready"


class FinderPage(EdgeState, rx.State):
    """A step of the finder, the first where the address names none. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = routes.HOW_WHICH
    words: FinderWords = FinderWords()

    @event(Audience.PUBLIC)
    async def load(self):
        finder, asked = _finder(), page_argument("step")
        step = finder.step(asked) if asked else finder.first
        if step is None:
            self.phase = "missing"
            return
        kinds = await call(catalogue.kinds, locale=self._locale)
        with using_locale(self._locale):
            self.words = finder_words(step, finder, {kind.code: kind for kind in kinds})
        self.here, self.phase = f"{routes.HOW_WHICH}/{step.id}", "ready"
