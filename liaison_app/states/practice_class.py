"""The practice of a class, for its trainer."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import using_locale
from liaison_app.services import practice_class
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument
from liaison_app.wording.practice_class import ClassWords, say_class, to_class


class PracticeClass(EdgeState, rx.State):
    """The cohort that the address names, or everybody."""

    is_loaded: bool = False
    most: int = practice_class.MOST_SHOWN
    shown: ClassWords = ClassWords()

    @event(Audience.COORDINATOR)
    async def load(self):
        """Read it anew; a cohort that is not there is everybody."""
        self.most = practice_class.MOST_SHOWN
        try:
            await self._read(page_argument("cohort"))
        except NotFound:
            await self._read("")

    @event(Audience.COORDINATOR)
    async def choose(self, cohort_id: str):
        """Look at another cohort, at an address of its own."""
        return rx.redirect(to_class(cohort_id, self._locale))

    @event(Audience.COORDINATOR)
    async def show_more(self):
        """More people."""
        self.most += practice_class.MOST_SHOWN
        await self._read(self.shown.cohort_id)

    async def _read(self, cohort_id: str) -> None:
        found = await call(practice_class.show_class, actor=self._actor, cohort_id=cohort_id, most=self.most)
        zone, now = city_now()
        with using_locale(self._locale):
            self.shown = say_class(found, application().ports["practice_list"], zone, now.astimezone(zone).date())
        self.is_loaded = True
