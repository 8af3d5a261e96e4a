"""How a module's questions were answered, by version and cohort."""

import reflex as rx

from liaison_app import training_routes
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import LiaisonError, SignInNeeded
from liaison_app.i18n import using_locale
from liaison_app.services import module_results
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.states.training import module_in_address
from liaison_app.wording.module_results import ResultWords, say_results


class ModuleResults(EdgeState, rx.State):
    """The results. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = training_routes.DESK_MODULES
    shown: ResultWords = ResultWords()

    @event(Audience.COORDINATOR)
    async def load(self):
        """Everybody's, of the version that is published."""
        self.notice, self.phase = "", "loading"
        self.here = f"{training_routes.DESK_MODULES}/{module_in_address(training_routes.DESK_MODULES)}/results"
        await self._read(0, "")

    @event(Audience.COORDINATOR)
    async def choose(self, form: Form):
        """Another version, or one cohort's."""
        chosen = fields_of(form, "version", "cohort")
        number = int(chosen["version"]) if chosen["version"].isascii() and chosen["version"].isdigit() else 0
        await self._read(min(number, 1_000_000), chosen["cohort"][:16])

    async def _read(self, number: int, cohort_id: str) -> None:
        wanted = {"module_id": module_in_address("/desk/modules"), "number": number, "cohort_id": cohort_id}
        try:
            found = await call(module_results.results, actor=self._actor, **wanted, locale=self._locale)
        except LiaisonError as error:
            self.phase = "loading" if isinstance(error, SignInNeeded) else "missing"
            raise
        with using_locale(self._locale):
            self.shown = say_results(found)
        self.phase = "ready"
