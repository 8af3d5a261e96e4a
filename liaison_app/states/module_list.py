"""The coordinators' list of modules: begun, put in order, retired."""

import reflex as rx

from liaison_app import training_routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict
from liaison_app.i18n import using_locale
from liaison_app.services import modules
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.modules import ModuleRow, say_conflict, say_modules


class ModuleList(EdgeState, rx.State):
    """What the page shows; `retiring` is the module that was asked about."""

    is_loaded: bool = False
    rows: list[ModuleRow] = []
    retiring: ModuleRow = ModuleRow()

    @event(Audience.COORDINATOR)
    async def load(self):
        """What the page starts with."""
        self.errors, self.notice, self.retiring = {}, "", ModuleRow()

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the modules, and every change of them, for as long as the page is open."""
        return await watch(self, [rooms.MODULES], self._reread, again=ModuleList.watch)

    async def _reread(self, actor: Actor) -> None:
        lines = await call(modules.list_, actor=actor)
        async with self:
            with using_locale(self._locale):
                self.rows = say_modules(lines, *city_now())
            self.is_loaded = True

    @event(Audience.COORDINATOR)
    async def create(self, form: Form):
        """Begin a module, and go to its editor."""
        self.errors, self.notice = {}, ""
        title = fields_of(form, "title")["title"]
        try:
            made = await call(modules.create, actor=self._actor, title=title)
        except Conflict as conflict:
            self._tell(conflict)
            return None
        return rx.redirect(training_routes.desk_module(made, self._locale))

    @event(Audience.COORDINATOR)
    async def rise(self, module_id: str):
        """One place earlier."""
        await call(modules.move, actor=self._actor, module_id=module_id, up=True)

    @event(Audience.COORDINATOR)
    async def sink(self, module_id: str):
        """One place later."""
        await call(modules.move, actor=self._actor, module_id=module_id, up=False)

    @event(Audience.COORDINATOR)
    async def ask_to_retire(self, module_id: str):
        """Ask before a module is retired."""
        self.retiring = next((one for one in self.rows if one.id == module_id), ModuleRow())

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Retire nothing."""
        self.retiring = ModuleRow()

    @event(Audience.COORDINATOR)
    async def retire(self):
        """Retire the module that was asked about."""
        module_id, self.retiring = self.retiring.id, ModuleRow()
        await call(modules.retire, actor=self._actor, module_id=module_id)

    @event(Audience.COORDINATOR)
    async def restore(self, module_id: str):
        """Offer a retired one again."""
        await call(modules.restore, actor=self._actor, module_id=module_id)

    def _tell(self, conflict: Conflict) -> None:
        with using_locale(self._locale):
            self.notice = say_conflict(conflict)
