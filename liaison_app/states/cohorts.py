"""Cohorts: the list of them, and the form that arranges or amends one."""

import reflex as rx

from liaison_app import cohort_routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.cohort_rows import Cohorts, CohortSheet
from liaison_app.domain.cohorts import NAME_LENGTH, CohortDraft, CohortId, read_cohort_id
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import using_locale
from liaison_app.services import cohorts, places
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of, page_argument
from liaison_app.states.watching import watch
from liaison_app.wording.cohorts import CohortFormWords, CohortsWords, form_of, say_cohorts

TEXTS = ("name", "capacity", "place", "access_words", "video_link", "about")
TICK = "neighborhood_"


def cohort_in_address() -> CohortId:
    """The number in the address of a cohort's page; '' where there is none."""
    return read_cohort_id(page_argument("cohort_id"))


class CohortList(EdgeState, rx.State):
    """The list. `phase` is loading, ready or failed."""

    phase: str = "loading"
    shown: CohortsWords = CohortsWords()
    find: str = ""
    most: int = cohorts.OVER_SHOWN

    @event(Audience.COORDINATOR)
    async def look_for(self, form: Form):
        """Cohorts by a part of their name."""
        self.find, self.most = fields_of(form, "find")["find"].strip()[:NAME_LENGTH], cohorts.OVER_SHOWN
        await self._read()

    @event(Audience.COORDINATOR)
    async def show_more(self):
        """More of those that are over."""
        self.most = min(self.most + cohorts.OVER_SHOWN, cohorts.SHOWN)
        await self._read()

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        return await watch(self, [rooms.COHORTS], self._reread, again=CohortList.watch)

    async def _reread(self, actor: Actor) -> None:
        async with self:
            asked = {"find": self.find, "most": self.most}
        try:
            found = await call(cohorts.list_, actor=actor, **asked)
        except LiaisonError:
            async with self:
                self.shown, self.phase = CohortsWords(), "failed"
            raise
        async with self:
            if asked == {"find": self.find, "most": self.most}:
                self._take(found)

    async def _read(self) -> None:
        self._take(await call(cohorts.list_, actor=self._actor, find=self.find, most=self.most))

    def _take(self, found: Cohorts) -> None:
        with using_locale(self._locale):
            self.shown = say_cohorts(found, application().ports["city_profile"].time_zone)
        self.phase = "ready"


class CohortForm(EdgeState, rx.State):
    """The form. `phase` is loading, ready or missing; `id` is the cohort that is amended, '' for a new one."""

    phase: str = "loading"
    here: str = cohort_routes.DESK_COHORT_NEW
    id: str = ""
    opened: int = 0
    starts: CohortFormWords = CohortFormWords()

    @event(Audience.COORDINATOR)
    async def enter(self):
        """A cohort is to be arranged."""
        await self._begin("", None)

    @event(Audience.COORDINATOR)
    async def open(self):
        """The cohort in the address is to be amended."""
        wanted = cohort_in_address()
        try:
            sheet = await call(cohorts.show, actor=self._actor, cohort_id=wanted)
        except LiaisonError:
            self.phase = "missing"
            raise
        await self._begin(wanted, sheet)

    @event(Audience.COORDINATOR)
    async def submit(self, form: Form):
        """Arrange it, or keep what was amended."""
        self.errors, self.notice = {}, ""
        fields = fields_of(form, *TEXTS, *(f"language_{code}" for code in LANGUAGES))
        draft = CohortDraft.parse(fields, _ticked(form))
        if self.id:
            await call(cohorts.amend, actor=self._actor, cohort_id=CohortId(self.id), draft=draft)
            return rx.redirect(cohort_routes.cohort(self.id, self._locale))
        made = await call(cohorts.arrange, actor=self._actor, draft=draft)
        return rx.redirect(cohort_routes.cohort(made, self._locale))

    async def _begin(self, cohort_id: str, sheet: CohortSheet | None) -> None:
        self.errors, self.notice, self.id = {}, "", cohort_id
        self.here = f"/desk/cohorts/{cohort_id}/amend" if cohort_id else cohort_routes.DESK_COHORT_NEW
        every = await call(places.neighborhoods)
        with using_locale(self._locale):
            self.starts = form_of(sheet, [(one.id, one.name) for one in every])
        self.opened += 1
        self.phase = "ready"


def _ticked(form: Form) -> list[str]:
    """The neighborhoods that were chosen."""
    return [name.removeprefix(TICK) for name, value in form.items() if name.startswith(TICK) and value]
