"""The coordinators' list of who looks after whose tickets, and the end of any of it."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import t, using_locale
from liaison_app.services import cover_desk, covering
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.states.watching import watch
from liaison_app.wording.covers import CoverLine, desk_lines


class DeskCovers(EdgeState, rx.State):
    """What the page shows. `ending` is the arrangement about which it asks once more."""

    is_loaded: bool = False
    lines: list[CoverLine] = []
    ending: str = ""
    told: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=DeskCovers.watch)

    @event(Audience.COORDINATOR)
    async def ask(self, cover_id: str):
        """Ask once more before it ends; '' puts that away."""
        self.errors, self.notice, self.told, self.ending = {}, "", "", cover_id[:32]

    @event(Audience.COORDINATOR)
    async def end(self):
        """It ends, and both are told."""
        self.errors, self.notice, cover_id, self.ending = {}, "", self.ending, ""
        await call(covering.end, actor=self._actor, cover_id=cover_id)
        with using_locale(self._locale):
            self.told = t("It has ended. Both are told.")
        self._take(await call(cover_desk.list_all, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        found = await call(cover_desk.list_all, actor=actor)
        async with self:
            self._take(found)

    def _take(self, found: tuple[cover_desk.DeskCover, ...]) -> None:
        with using_locale(self._locale):
            self.lines = desk_lines(found, *city_now())
        self.is_loaded = True
