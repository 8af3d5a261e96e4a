"""Coverage of the whole city: narrowed, searched and put in order."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.coverage import Coverage, CoverageOrder, Flag
from liaison_app.i18n import using_locale
from liaison_app.services import coverage
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.coverage import CoverageLine, FlagChoice, flag_choices, say_coverage


class CoverageDesk(EdgeState, rx.State):
    """What the page shows."""

    is_loaded: bool = False
    flag: str = ""
    find: str = ""
    order: str = CoverageOrder.FLAGS.value
    flags: list[FlagChoice] = []
    rows: list[CoverageLine] = []
    count: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the neighborhoods, and every change of who speaks for them, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=CoverageDesk.watch)

    @event(Audience.COORDINATOR)
    async def show(self, flag: str):
        """Those with a flag alone; all of them for ''."""
        self.flag = flag if flag in {one.value for one in Flag} else ""
        self._take(await call(coverage.show, actor=self._actor))

    @event(Audience.COORDINATOR)
    async def look_for(self, form: Form):
        """Neighborhoods by a part of their name, in an order."""
        given = fields_of(form, "find", "order")
        self.find = given["find"][:80]
        self.order = given["order"] if given["order"] in {one.value for one in CoverageOrder} else self.order
        self._take(await call(coverage.show, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        found = await call(coverage.show, actor=actor)
        async with self:
            self._take(found)
            self.is_loaded = True

    def _take(self, found: Coverage) -> None:
        zone, _ = city_now()
        with using_locale(self._locale):
            self.flags = flag_choices(found, self.flag)
            asked = {"flag": self.flag, "order": CoverageOrder(self.order), "find": self.find}
            self.rows, self.count = say_coverage(found, zone, **asked)
