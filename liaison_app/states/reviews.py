"""The coordinators' list of drafts, and what they decide about each."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.review_rows import ReviewPage
from liaison_app.i18n import t, using_locale
from liaison_app.services import review_desk, reviewing
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.reviews import ReviewLine, say_reviews, say_waiting


class Reviews(EdgeState, rx.State):
    """The drafts that wait; `acting` is the one that words are being written about, in the way `way` (back, refuse)."""

    is_loaded: bool = False
    lines: list[ReviewLine] = []
    waiting: str = ""
    is_cut: bool = False
    acting: str = ""
    way: str = ""
    told: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and what comes into it or leaves it, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=Reviews.watch)

    @event(Audience.COORDINATOR)
    async def choose(self, key: str, way: str):
        """Begin to write about one draft; '' puts that away."""
        self.errors, self.notice, self.told, self.acting, self.way = {}, "", "", key[:24], way[:8]

    @event(Audience.COORDINATOR)
    async def send(self, key: str):
        """It may go to the city."""
        await self._decide(reviewing.send, key)
        with using_locale(self._locale):
            self.told = t("It is on its way to the city.")

    @event(Audience.COORDINATOR)
    async def send_back(self, form: Form):
        """Its author is asked to change it."""
        await self._decide(reviewing.send_back, self.acting, words=fields_of(form, "words")["words"])
        with using_locale(self._locale):
            self.told = t("Its author reads what you wrote, and can change it.")

    @event(Audience.COORDINATOR)
    async def refuse(self, form: Form):
        """It is not to be sent."""
        await self._decide(reviewing.refuse, self.acting, reason=fields_of(form, "reason")["reason"])
        with using_locale(self._locale):
            self.told = t("It is not sent. Its author reads why.")

    async def _decide(self, service: Callable[..., None], key: str, **given: Any) -> None:
        """Decide about a draft as it stands on the page."""
        self.errors, self.notice, self.told = {}, "", ""
        revision = next((one.revision for one in self.lines if one.key == key), -1)
        await call(service, actor=self._actor, key=key[:24], revision=revision, **given)
        self.acting = self.way = ""
        self._take(await call(review_desk.list_reviews, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        found = await call(review_desk.list_reviews, actor=actor)
        async with self:
            self._take(found)

    def _take(self, found: ReviewPage) -> None:
        with using_locale(self._locale):
            self.lines, self.waiting = say_reviews(found, *city_now()), say_waiting(found)
        self.is_cut, self.is_loaded = found.is_cut, True
