"""A cohort's page: what it is, and its way from planned to graduated."""

import reflex as rx

from liaison_app import cohort_routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict, LiaisonError, NotFound
from liaison_app.i18n import using_locale
from liaison_app.services import cohort_moving, cohorts, training_calendar
from liaison_app.states.cohorts import cohort_in_address
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of, public_address
from liaison_app.states.watching import watch
from liaison_app.wording.cohort_sheet import CohortWords, say_cohort
from liaison_app.wording.cohort_troubles import say_cohort_trouble

NONE = CohortWords()
COMPLETED = "completed_"


class CohortPage(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or missing; `asking` names the dialog that is open."""

    phase: str = "loading"
    here: str = "/desk/cohorts"
    cohort: CohortWords = NONE
    asking: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the cohort, and every change of it, for as long as the page is open."""
        wanted = cohort_in_address()
        async with self:
            self.errors, self.notice, self.asking, self.here = {}, "", "", f"/desk/cohorts/{wanted}"
            if self.cohort.id != wanted:
                self.cohort, self.phase = NONE, "loading"
        return await watch(self, [rooms.cohort(wanted)], self._reread, again=CohortPage.watch)

    async def _reread(self, actor: Actor) -> None:
        wanted = cohort_in_address()
        try:
            sheet = await call(cohorts.show, actor=actor, cohort_id=wanted)
        except NotFound:
            async with self:
                self.cohort, self.phase = NONE, "missing"
            raise
        links = application().ports["letter_links"]
        sealed = training_calendar.sealed_name(training_calendar.COHORT, wanted, links)
        zone, address = application().ports["city_profile"].time_zone, application().settings.public_url
        async with self:
            with using_locale(self._locale):
                calendar_to = public_address(cohort_routes.training_calendar(sealed))
                self.cohort = say_cohort(sheet, zone, public_url=address, calendar_to=calendar_to)
            self.phase = "ready"

    def _fail(self, error: LiaisonError):
        with using_locale(self._locale):
            said = say_cohort_trouble(error) if isinstance(error, Conflict) else ""
        if said:
            self.notice = said
            return None
        return super()._fail(error)

    def _begin(self) -> None:
        self.errors, self.notice, self.asking = {}, "", ""

    @event(Audience.COORDINATOR)
    async def ask(self, what: str):
        """Open a dialog; '' closes it."""
        self.errors, self.notice, self.asking = {}, "", what[:20]

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Close the dialog and change nothing."""
        self._begin()

    @event(Audience.COORDINATOR)
    async def open(self):
        """Show it to the public, and give seats."""
        self._begin()
        await call(cohort_moving.open_, actor=self._actor, cohort_id=cohort_in_address())

    @event(Audience.COORDINATOR)
    async def close(self):
        """Give no seats any more."""
        self._begin()
        await call(cohort_moving.close, actor=self._actor, cohort_id=cohort_in_address())

    @event(Audience.COORDINATOR)
    async def cancel(self):
        """Call it off."""
        self._begin()
        await call(cohort_moving.cancel, actor=self._actor, cohort_id=cohort_in_address())

    @event(Audience.COORDINATOR)
    async def graduate(self, form: Form):
        """The training is over for those who are ticked."""
        self.errors, self.notice = {}, ""
        named = [name.removeprefix(COMPLETED) for name, value in form.items() if name.startswith(COMPLETED) and value]
        await call(cohort_moving.graduate, actor=self._actor, cohort_id=cohort_in_address(), seat_ids=named)
        self._begin()

    @event(Audience.COORDINATOR)
    async def clone(self, form: Form):
        """Make the same one again, some weeks later."""
        self.errors, self.notice = {}, ""
        name, weeks = fields_of(form, "clone_name", "weeks").values()
        about = {"actor": self._actor, "cohort_id": cohort_in_address()}
        made = await call(cohort_moving.clone, **about, name=name, weeks=weeks)
        self._begin()
        return rx.redirect(cohort_routes.cohort(made, self._locale))

    @event(Audience.COORDINATOR)
    async def give_link(self):
        """Offer a link for enrolling; a new one where there was one."""
        self._begin()
        await call(cohort_moving.give_link, actor=self._actor, cohort_id=cohort_in_address())

    @event(Audience.COORDINATOR)
    async def take_link(self):
        """Nobody enrols by the link any more."""
        self._begin()
        await call(cohort_moving.take_link, actor=self._actor, cohort_id=cohort_in_address())
