"""One application on a coordinator's page of it, live."""

from functools import partial

import reflex as rx

from liaison_app import routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_rows import DeskApplication
from liaison_app.domain.applications import Act
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import using_locale
from liaison_app.services import application_deciding, application_inbox
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of, page_argument
from liaison_app.states.watching import watch
from liaison_app.wording.application_desk import DeskWords, say_application, say_results


class DeskApplicationPage(EdgeState, rx.State):
    """One application. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = routes.DESK_APPLICATIONS
    words: DeskWords = DeskWords()
    said: str = ""
    noted: int = 0

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the application, and every change of it, for as long as the page is open."""
        key = page_argument("applicant_id")
        async with self:
            self.errors, self.notice, self.said = {}, "", ""
            self.here = f"{routes.DESK_APPLICATIONS}/{key}"
        again = DeskApplicationPage.watch
        return await watch(self, [rooms.APPLICATIONS], partial(self._reread, key), again=again)

    @event(Audience.COORDINATOR)
    async def waitlist(self):
        """Put them on the waitlist."""
        await self._decide(Act.WAITLIST, "")

    @event(Audience.COORDINATOR)
    async def take_back(self):
        """Nothing is decided any more."""
        await self._decide(Act.TAKE_BACK, "")

    @event(Audience.COORDINATOR)
    async def decline(self, form: Form):
        """Decline, with the reason that the applicant reads."""
        await self._decide(Act.DECLINE, fields_of(form, "reason")["reason"])

    @event(Audience.COORDINATOR)
    async def note(self, form: Form):
        """Keep a note; the field starts empty again."""
        self.errors, self.notice = {}, ""
        text = fields_of(form, "note")["note"]
        await call(application_deciding.note, actor=self._actor, applicant_id=self.words.line.id, text=text)
        self.noted += 1
        await self._read()

    @event(Audience.COORDINATOR)
    async def hear(self, form: Form):
        """Check the code that the applicant reads out."""
        self.errors, self.notice = {}, ""
        heard, confirm = fields_of(form, "heard")["heard"], application_deciding.confirm_spoken
        await call(confirm, actor=self._actor, applicant_id=self.words.line.id, heard=heard)
        await self._read()

    @event(Audience.COORDINATOR)
    async def join(self, other_id: str):
        """The other application is of the same person: this one counts."""
        self.errors, self.notice = {}, ""
        into = self.words.line.id
        await call(application_deciding.join, actor=self._actor, applicant_id=other_id, into_id=into)
        await self._read()

    @event(Audience.COORDINATOR)
    async def part(self):
        """They are two people after all."""
        self.errors, self.notice = {}, ""
        await call(application_deciding.part, actor=self._actor, applicant_id=self.words.line.id)
        await self._read()

    async def _decide(self, act: Act, reason: str) -> None:
        self.errors, self.notice, self.said = {}, "", ""
        chosen, decide = [self.words.line.id], application_deciding.decide
        results = await call(decide, actor=self._actor, applicant_ids=chosen, act=act, reason=reason)
        with using_locale(self._locale):
            said, left = say_results(results, act)
        self.notice = left[0].says if left else ""
        self.said = "" if left else said
        await self._read()

    async def _read(self) -> None:
        self._show(await call(application_inbox.show, actor=self._actor, applicant_id=self.words.line.id))

    async def _reread(self, key: str, actor: Actor) -> None:
        try:
            found = await call(application_inbox.show, actor=actor, applicant_id=key)
        except NotFound:
            async with self:
                self.phase = "missing"
            raise
        async with self:
            self._show(found)

    def _show(self, found: DeskApplication) -> None:
        with using_locale(self._locale):
            self.words = say_application(found, *city_now())
        self.phase = "ready"
