"""Who is signed in, for the navigation of every page. Nothing private: a role and the person's own name."""

from functools import partial
from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Audience
from liaison_app.states.city_health import show_city_health
from liaison_app.states.edge import EdgeState, event, page_path
from liaison_app.states.news_count import know_news_count
from liaison_app.states.watching import watch
from liaison_app.wording.errors import say_not_for_you


class LiaisonSession(EdgeState, rx.State):
    """Who is signed in. `role` is `public` where nobody is."""

    role: str = "public"
    name: str = ""
    neighborhood_id: str = ""
    # Shown by every page; `states.trouble` sends it to the page alone, so that it also gets through when nothing works.
    trouble: str = ""
    _is_turned_away: bool = False

    def _know(self) -> None:
        self.trouble, self._is_turned_away = say_not_for_you() if self._is_turned_away else "", False
        self.role = self._actor.role.value if self._actor.role else "public"
        self.name = self._actor.name
        self.neighborhood_id = self._actor.neighborhood_id or ""

    @event(Audience.PUBLIC)
    async def load(self):
        """First thing on a page that everybody may open."""
        self._know()
        await know_news_count(self, self._actor)

    @event(Audience.SIGNED_IN, background=True)
    async def stay(self):
        """Last thing on a members' page that watches nothing else: the login session's end, and the city's health."""
        return await watch(self, [rooms.EXCHANGE], partial(show_city_health, self), again=LiaisonSession.stay)

    @event(Audience.PUBLIC)
    async def admit(self, audience: str) -> Any:
        """First thing on a page of one audience: strangers go to sign in, others to their own first page."""
        self._know()
        if audience in set(Audience) and self._actor.is_in(Audience(audience)):
            return None
        if self._actor.role is None:
            return rx.redirect(routes.sign_in(page_path(), self._locale))
        self._is_turned_away = True
        return rx.redirect(routes.localized(routes.HOMES[self._actor.role], self._locale))
