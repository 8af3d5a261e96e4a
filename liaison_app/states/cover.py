"""Whose tickets one looks after, and who looks after one's own."""

import reflex as rx

from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import covering
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.covers import CoverLine, WhomWords, cover_lines, covered_cards, whom_choices
from liaison_app.wording.tickets import CardWords


class Covers(EdgeState, rx.State):
    """What the page shows; `made` counts arrangements, so that the form begins anew."""

    is_loaded: bool = False
    lines: list[CoverLine] = []
    neighbors: list[WhomWords] = []
    tickets: list[CardWords] = []
    is_for_good: bool = False
    made: int = 0
    ending: str = ""

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show it, and each change of it, for as long as the page is open."""
        return await watch(self, [], self._reread, again=Covers.watch, on_news=self._reread)

    @event(Audience.LIAISON)
    async def choose_how(self, is_for_good: bool):
        """For some days, or for good."""
        self.is_for_good = is_for_good

    @event(Audience.LIAISON)
    async def share(self, form: Form):
        """Another liaison looks after one's tickets."""
        self.errors, self.notice = {}, ""
        given = fields_of(form, "whom", "first", "last")
        await call(covering.share, actor=self._actor, for_good=self.is_for_good, **given)
        self.made, self.is_for_good = self.made + 1, False
        self._take(await call(covering.list_own, actor=self._actor))

    @event(Audience.LIAISON)
    async def ask_to_end(self, cover_id: str):
        """Ask once more before it ends; '' puts that away."""
        self.errors, self.notice, self.ending = {}, "", cover_id[:32]

    @event(Audience.LIAISON)
    async def end(self, cover_id: str):
        """One arrangement ends."""
        self.errors, self.notice, self.ending = {}, "", ""
        await call(covering.end, actor=self._actor, cover_id=cover_id[:32])
        self._take(await call(covering.list_own, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        found = await call(covering.list_own, actor=actor)
        async with self:
            self._take(found)

    def _take(self, found: covering.OwnCovers) -> None:
        with using_locale(self._locale):
            self.lines, self.tickets = cover_lines(found, *city_now()), covered_cards(found)
        self.neighbors, self.is_loaded = whom_choices(found.neighbors), True
