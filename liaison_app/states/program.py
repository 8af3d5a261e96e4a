"""The program's front door for whoever is signed in; strangers get the page from the server."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.i18n import using_locale
from liaison_app.services import program_front
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument
from liaison_app.wording.program_front import FrontWords, say_front


class ProgramPage(EdgeState, rx.State):
    """What the page shows."""

    words: FrontWords = FrontWords()

    @event(Audience.PUBLIC)
    async def load(self):
        """Read the front door as seen from the neighborhood that the address names."""
        found = await call(program_front.show, near=page_argument("near"))
        zone, now = city_now()
        with using_locale(self._locale):
            self.words = say_front(found, zone=zone, now=now)
