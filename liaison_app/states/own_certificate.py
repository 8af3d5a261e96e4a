"""A person's own certificate: how they stand, what is asked of them, and their appeal."""

import reflex as rx

from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import certifying, own_standing, suspending
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.certifications import OwnLine, own_line


class OwnCertificate(EdgeState, rx.State):
    """What the page shows."""

    is_loaded: bool = False
    own: OwnLine = OwnLine()

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show it, and each change of it, for as long as the page is open."""
        return await watch(self, [], self._reread, again=OwnCertificate.watch, on_news=self._reread)

    @event(Audience.LIAISON)
    async def renew(self):
        """The refresher is done."""
        self.errors, self.notice = {}, ""
        await call(certifying.renew_own, actor=self._actor)
        self._take(await call(own_standing.show, actor=self._actor))

    @event(Audience.LIAISON)
    async def appeal(self, form: Form):
        """Ask for another look at one's suspension."""
        self.errors, self.notice = {}, ""
        await call(suspending.appeal, actor=self._actor, words=fields_of(form, "appeal")["appeal"])
        self._take(await call(own_standing.show, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        found = await call(own_standing.show, actor=actor)
        async with self:
            self._take(found)

    def _take(self, found: own_standing.OwnStanding) -> None:
        with using_locale(self._locale):
            self.own = own_line(found, *city_now())
        self.is_loaded = True
