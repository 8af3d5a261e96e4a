"""A module's editor: its draft in every language, looked at while it is typed, kept, published."""

from dataclasses import replace

import reflex as rx

from liaison_app import training_routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import Conflict, LiaisonError, SignInNeeded
from liaison_app.i18n import using_locale
from liaison_app.services import modules
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.states.report_draft import first
from liaison_app.states.training import module_in_address
from liaison_app.wording.modules import LookWords, SheetWords, say_conflict, say_looks, say_published, say_sheet

Fields = dict[str, list[str]]


def _city() -> CityProfile:
    return application().ports["city_profile"]


def _draft(fields: Fields) -> dict[str, str]:
    return {locale: first(fields, locale) for locale in _city().languages}


class ModuleEditor(EdgeState, rx.State):
    """The editor. `phase` is loading, ready or missing. `said` is what was done; `answered` names the press that was.

    `is_overtaken`: somebody else has changed the draft since this page has read it.
    """

    phase: str = "loading"
    here: str = training_routes.DESK_MODULES
    sheet: SheetWords = SheetWords()
    looks: list[LookWords] = []
    said: str = ""
    answered: str = ""
    is_overtaken: bool = False

    @event(Audience.COORDINATOR)
    async def load(self):
        """The module in the address."""
        self.errors, self.notice, self.said, self.is_overtaken = {}, "", "", False
        module_id = module_in_address("/desk/modules")
        self.phase, self.here = "loading", f"{training_routes.DESK_MODULES}/{module_id}"
        try:
            await self._read(module_id)
        except LiaisonError as error:
            self.phase = "loading" if isinstance(error, SignInNeeded) else "missing"
            raise
        self.phase = "ready"

    @event(Audience.COORDINATOR)
    async def look(self, fields: dict[str, list[str]]):
        """Show what is typed as it will be read, with what is wrong by line."""
        await self._look(_draft(fields))

    @event(Audience.COORDINATOR)
    async def save(self, fields: dict[str, list[str]]):
        """Keep the draft, and publish it where that was pressed."""
        self.errors, self.notice, self.said = {}, "", ""
        draft = _draft(fields)
        try:
            await self._keep(draft, is_to_publish=first(fields, "press").startswith("publish"))
        except Conflict as conflict:
            self._tell(conflict)
        finally:
            self.answered = first(fields, "press")
        await self._look(draft)

    @event(Audience.COORDINATOR)
    async def load_theirs(self):
        """Take what somebody else left; the text of this page goes."""
        self.errors, self.notice, self.said, self.is_overtaken = {}, "", "", False
        await self._read(self.sheet.id)
        self.answered = f"theirs-{self.sheet.revision}"

    async def _keep(self, draft: dict[str, str], *, is_to_publish: bool) -> None:
        about = {"actor": self._actor, "module_id": self.sheet.id}
        revision = await call(modules.save, **about, draft=draft, revision=self.sheet.revision)
        self.sheet = replace(self.sheet, revision=revision)
        number = 0
        try:
            if is_to_publish:
                number = await call(modules.publish, **about, revision=revision)
        finally:
            await self._read(self.sheet.id)
        with using_locale(self._locale):
            self.said = say_published(number) if number else "kept"

    async def _read(self, module_id: str) -> None:
        sheet = await call(modules.show, actor=self._actor, module_id=module_id)
        await self._look(dict(sheet.draft))
        title = next((one.title for one in self.looks if one.locale == self._locale and one.title), "")
        with using_locale(self._locale):
            self.sheet = say_sheet(sheet, _city().languages, title, *city_now())

    async def _look(self, draft: dict[str, str]) -> None:
        looks = await call(modules.look, actor=self._actor, draft=draft)
        with using_locale(self._locale):
            self.looks = say_looks(looks, application().ports["markdown"])

    def _tell(self, conflict: Conflict) -> None:
        self.is_overtaken = conflict.reason == "module_changed"
        with using_locale(self._locale):
            self.notice = say_conflict(conflict)
