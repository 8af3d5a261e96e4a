"""The coordinators' desk of certificates: who lacks what, whose ends, appeals; and what is done about each."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.certification_rows import CertificationPage, CertificationSection
from liaison_app.domain.program import Level
from liaison_app.i18n import t, using_locale
from liaison_app.services import certification_desk, certifying, suspending
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.certifications import (
    AppealLine,
    PersonLine,
    SectionLine,
    appeal_lines,
    person_lines,
    say_certified,
    section_lines,
)

BOX = "who_"


class Certifications(EdgeState, rx.State):
    """What the page shows. `acting` is whom words are being written about: a person (to suspend) or an appeal."""

    is_loaded: bool = False
    section: str = CertificationSection.TRAINING.value
    level: str = Level.LIAISON.value
    find: str = ""
    most: int = certification_desk.MOST_SHOWN
    sections: list[SectionLine] = []
    people: list[PersonLine] = []
    appeals: list[AppealLine] = []
    is_cut: bool = False
    acting: str = ""
    acting_name: str = ""
    told: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the lists, and every change of them, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=Certifications.watch)

    @event(Audience.COORDINATOR)
    async def show(self, section: str):
        """Another section."""
        known = {one.value for one in CertificationSection}
        self.section = section if section in known else CertificationSection.TRAINING.value
        self.most, self.errors, self.told, self.acting = certification_desk.MOST_SHOWN, {}, "", ""
        await self._read()

    @event(Audience.COORDINATOR)
    async def look_for(self, form: Form):
        """People by a part of their name, and what they lack for a level."""
        given = fields_of(form, "find", "for_level")
        self.find = given["find"][:80]
        self.level = given["for_level"] if given["for_level"] in {one.value for one in Level} else self.level
        await self._read()

    @event(Audience.COORDINATOR)
    async def show_more(self):
        self.most += certification_desk.MOST_SHOWN
        await self._read()

    @event(Audience.COORDINATOR)
    async def certify(self, form: Form):
        """Certify whoever is ticked."""
        given = fields_of(form, "reason")
        chosen = [name.removeprefix(BOX)[:32] for name, value in form.items() if name.startswith(BOX) and value]
        done = await self._act(certifying.certify, account_ids=chosen, level=self.level, reason=given["reason"])
        with using_locale(self._locale):
            self.told = say_certified(done)

    @event(Audience.COORDINATOR)
    async def choose(self, key: str, name: str):
        """Begin to write about one person or appeal; '' puts that away."""
        self.errors, self.notice, self.told = {}, "", ""
        self.acting, self.acting_name = key[:32], name[:120]

    @event(Audience.COORDINATOR)
    async def suspend(self, form: Form):
        """From now on what the chosen person files waits for a review."""
        await self._act(suspending.suspend, account_id=self.acting, reason=fields_of(form, "why")["why"])
        with using_locale(self._locale):
            self.told = t("{name} is suspended, and reads why.", name=self.acting_name)
        self.acting = ""

    @event(Audience.COORDINATOR)
    async def lift(self, account_id: str):
        """A suspension ends."""
        await self._act(suspending.lift, account_id=account_id[:32])

    @event(Audience.COORDINATOR)
    async def answer(self, form: Form):
        """Answer the chosen appeal."""
        given = fields_of(form, "answer", "lifts")
        lifts = given["lifts"] == "yes"
        await self._act(suspending.answer, suspension_id=self.acting, words=given["answer"], lifts=lifts)
        self.acting = ""

    async def _act(self, service: Callable[..., Any], **given: Any) -> Any:
        self.errors, self.notice, self.told = {}, "", ""
        done = await call(service, actor=self._actor, **given)
        await self._read()
        return done

    async def _read(self) -> None:
        asked = {"section": CertificationSection(self.section), "level": Level(self.level), "find": self.find}
        found = await call(certification_desk.list_people, actor=self._actor, most=self.most, **asked)
        self._take(found, await call(suspending.list_appeals, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        async with self:
            asked = {"section": CertificationSection(self.section), "level": Level(self.level), "find": self.find}
            most = self.most
        found = await call(certification_desk.list_people, actor=actor, most=most, **asked)
        appeals = await call(suspending.list_appeals, actor=actor)
        async with self:
            if (CertificationSection(self.section), self.find) == (asked["section"], asked["find"]):
                self._take(found, appeals)

    def _take(self, found: CertificationPage, appeals: tuple[suspending.AppealRow, ...]) -> None:
        with using_locale(self._locale):
            self.sections = section_lines(found, CertificationSection(self.section))
            self.people = person_lines(found, *city_now())
            self.appeals = appeal_lines(appeals, *city_now())
        self.is_cut, self.is_loaded = found.is_cut, True
