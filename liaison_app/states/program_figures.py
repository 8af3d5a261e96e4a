"""The program's figures."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import program_figures
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.watching import watch
from liaison_app.wording.program_figures import FigureWords, say_figures

REST_S = 5.0


class Figures(EdgeState, rx.State):
    """What the page shows."""

    is_loaded: bool = False
    shown: FigureWords = FigureWords()

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the figures, and every change of them, for as long as the page is open."""
        heard = [rooms.DESK, rooms.COHORTS, rooms.APPLICATIONS]
        return await watch(self, heard, self._reread, again=Figures.watch, rest_s=REST_S)

    async def _reread(self, actor: Actor) -> None:
        found = await call(program_figures.show, actor=actor)
        async with self:
            with using_locale(self._locale):
                self.shown = say_figures(found)
            self.is_loaded = True
