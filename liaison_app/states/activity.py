"""The activity log: searched, and read further back. Each look is an entry, so it follows nothing live."""

import reflex as rx

from liaison_app.activity_routes import activity_file
from liaison_app.domain.access import Audience
from liaison_app.domain.activity import ActivityFilter, ActivityPage
from liaison_app.i18n import using_locale
from liaison_app.services import activity_reading
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.wording.activity import ActivityLine, say_activity, say_shown

FILTERS = ("who", "about", "kind", "first", "last")
MOST_SHOWN = 500


class Activity(EdgeState, rx.State):
    """What the page shows. `asked` is what it was narrowed by, `after` '' where nothing follows."""

    is_loaded: bool = False
    asked: dict[str, str] = {}
    lines: list[ActivityLine] = []
    count: str = ""
    after: str = ""
    file: str = activity_file({})

    @event(Audience.COORDINATOR)
    async def load(self):
        """The newest entries."""
        self.errors, self.notice = {}, ""
        await self._find({})

    @event(Audience.COORDINATOR)
    async def look_for(self, form: Form):
        """The newest entries that fit."""
        self.errors, self.notice = {}, ""
        await self._find({name: value for name, value in fields_of(form, *FILTERS).items() if value.strip()})

    @event(Audience.COORDINATOR)
    async def show_older(self):
        """Append the next part, where there is one."""
        if self.after:
            wanted = ActivityFilter.parse(self.asked)
            self._take(
                await call(activity_reading.search, actor=self._actor, wanted=wanted, after=self.after), self.lines
            )

    async def _find(self, asked: dict[str, str]) -> None:
        wanted = ActivityFilter.parse(asked)
        found = await call(activity_reading.search, actor=self._actor, wanted=wanted)
        self.asked, self.file = asked, activity_file(asked)
        self._take(found, [])

    def _take(self, page: ActivityPage, above: list[ActivityLine]) -> None:
        with using_locale(self._locale):
            self.lines = [*above, *say_activity(page.rows, *city_now())]
            self.count = say_shown(len(self.lines))
        self.after = page.next_after if len(self.lines) < MOST_SHOWN else ""
        self.is_loaded = True
