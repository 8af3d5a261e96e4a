"""The week's schedule of all cohorts."""

from datetime import date

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import cohort_sessions
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument
from liaison_app.states.watching import watch
from liaison_app.wording.week import WeekWords, say_week


class Week(EdgeState, rx.State):
    """What the page shows."""

    is_loaded: bool = False
    shown: WeekWords = WeekWords()

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the week in the address, and every change of it, for as long as the page is open."""
        return await watch(self, [rooms.COHORTS], self._reread, again=Week.watch)

    async def _reread(self, actor: Actor) -> None:
        monday, rows = await call(cohort_sessions.week, actor=actor, monday=_day(page_argument("from")))
        async with self:
            with using_locale(self._locale):
                self.shown = say_week(monday, rows, *city_now())
            self.is_loaded = True


def _day(text: str) -> date | None:
    """A day such as `2026-12-07`, or None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
