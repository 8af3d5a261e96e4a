"""Joining: what an invitation's link says before there is an account."""

import reflex as rx

from liaison_app import routes
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.services import invitations
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument
from liaison_app.wording.accounts import say_welcome


class Joining(EdgeState, rx.State):
    """The invitation behind the page's address. `step` is loading, open or gone."""

    step: str = "loading"
    code: str = ""
    here: str = ""
    name: str = ""
    email: str = ""
    words: str = ""
    is_reset: bool = False

    @event(Audience.PUBLIC)
    async def load(self):
        """Show what the link is for, or that it does not work."""
        self.code, self.step = page_argument("code"), "gone"
        self.here = routes.invitation(self.code, DEFAULT_LOCALE)
        try:
            welcome = await call(invitations.show, code=self.code)
        except NotFound:
            return
        with using_locale(self._locale):
            self.words = say_welcome(welcome, *city_now())
        self.is_reset = welcome.is_reset
        self.name, self.email, self.step = welcome.name, welcome.email, "open"
