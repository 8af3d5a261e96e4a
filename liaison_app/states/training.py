"""The curriculum of whoever is signed in: the list with what is next, and one module to be read."""

import reflex as rx

from liaison_app import training_routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import LiaisonError, SignInNeeded
from liaison_app.i18n import using_locale
from liaison_app.services import module_reading
from liaison_app.states.edge import EdgeState, call, event, page_argument, page_path
from liaison_app.wording.training import ReaderWords, TrainingWords, say_module, say_training

NEWEST = "newest"


def module_in_address(before: str) -> str:
    """The module's name in the address of its page below `before`; '' where there is none."""
    return page_path().partition(f"{before}/")[2].split("?")[0].partition("/")[0][:48]


class Training(EdgeState, rx.State):
    """The list. `phase` is loading, ready or failed."""

    phase: str = "loading"
    owner: str = ""
    shown: TrainingWords = TrainingWords()

    @event(Audience.LIAISON)
    async def load(self):
        """What is next, and every module with how far one is."""
        self.notice, self.owner = "", str(self._actor.account_id or "")
        try:
            steps = await call(module_reading.curriculum, actor=self._actor, locale=self._locale)
        except LiaisonError:
            self.phase = "failed"
            raise
        with using_locale(self._locale):
            self.shown = say_training(steps, module_reading.next_of(steps), self._actor.name)
        self.phase = "ready"


class ModuleReader(EdgeState, rx.State):
    """A module to be read. `phase` is loading, ready or missing."""

    phase: str = "loading"
    reading: ReaderWords = ReaderWords()
    here: str = training_routes.TRAINING

    @event(Audience.LIAISON)
    async def load(self):
        """The module in the address, in the version that was begun, or the newest where the address asks for it."""
        module_id = module_in_address("/training/modules")
        self.notice, self.phase, self.here = "", "loading", f"{training_routes.TRAINING}/modules/{module_id}"
        asked = {"module_id": module_id, "wants_newest": page_argument("version") == NEWEST}
        try:
            found = await call(module_reading.open_, actor=self._actor, **asked, locale=self._locale)
        except LiaisonError as error:
            self.phase = "loading" if isinstance(error, SignInNeeded) else "missing"
            raise
        with using_locale(self._locale):
            self.reading = say_module(found, str(self._actor.account_id), application().ports["markdown"])
        self.phase = "ready"
