"""The coordinators' list of questions that nobody answered in time."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import answers_due
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.watching import watch
from liaison_app.wording.answers_due import OverdueLine, say_overdue


class AnswersDue(EdgeState, rx.State):
    """The list, what is due longest first; `contact` is whom to turn to at the city."""

    is_loaded: bool = False
    lines: list[OverdueLine] = []
    is_cut: bool = False
    contact: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and what comes into it or leaves it, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=AnswersDue.watch)

    async def _reread(self, actor: Actor) -> None:
        found = await call(answers_due.list_overdue, actor=actor)
        async with self:
            with using_locale(self._locale):
                self.lines = say_overdue(found)
            self.is_cut, self.contact, self.is_loaded = found.is_cut, found.contact, True
