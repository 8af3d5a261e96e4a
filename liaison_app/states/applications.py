"""The coordinators' inbox of applications, live."""

import reflex as rx

from liaison_app import application_routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_rows import Inbox, InboxFilter
from liaison_app.i18n import using_locale
from liaison_app.services import application_inbox, places
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of, page_argument
from liaison_app.states.watching import watch
from liaison_app.wording.application_desk import (
    InboxLine,
    StateChip,
    say_chips,
    say_inbox,
)

FILTERS = ("neighborhood", "language", "confirmed", "source", "words")
UNDECIDED = "applied"


class ApplicationInbox(EdgeState, rx.State):
    """The list as it is narrowed; `file_to` is the address of the same as a file."""

    is_loaded: bool = False
    lines: list[InboxLine] = []
    chips: list[StateChip] = []
    places: list[dict[str, str]] = []
    next_after: str = ""
    file_to: str = ""
    asked: dict[str, str] = {"state": UNDECIDED}
    is_narrowed: bool = False

    @event(Audience.COORDINATOR)
    async def load(self):
        """What the page starts with: those that wait for a decision, or what its address asks for."""
        told = {name: page_argument(name) for name in ("state", *FILTERS)}
        self.asked = {name: value for name, value in told.items() if value} or {"state": UNDECIDED}
        self.errors, self.notice = {}, ""
        self.places = [{"value": one.id, "words": one.name} for one in await call(places.neighborhoods)]

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        return await watch(self, [rooms.APPLICATIONS], self._reread, again=ApplicationInbox.watch)

    @event(Audience.COORDINATOR)
    async def choose_state(self, state: str):
        """Show one state alone; all of them for ''."""
        self.asked = {**self.asked, "state": state}
        await self._anew()

    @event(Audience.COORDINATOR)
    async def narrow(self, form: Form):
        """Show what fits."""
        self.asked = {"state": self.asked.get("state", ""), **fields_of(form, *FILTERS)}
        await self._anew()

    @event(Audience.COORDINATOR)
    async def widen(self):
        """Show all of the state again."""
        self.asked = {"state": self.asked.get("state", "")}
        await self._anew()

    @event(Audience.COORDINATOR)
    async def show_more(self):
        """Append the next page, where there is one."""
        if self.next_after and len(self.lines) < application_inbox.MOST_ROWS:
            self._take(await self._read(self._actor, self.next_after, application_inbox.PAGE_SIZE), self.lines)

    async def _anew(self) -> None:
        self._take(await self._read(self._actor, "", application_inbox.PAGE_SIZE), [])

    async def _read(self, actor: Actor, after: str, limit: int) -> Inbox:
        wanted = InboxFilter.parse(self.asked)
        return await call(application_inbox.list_, actor=actor, wanted=wanted, after=after, limit=limit)

    async def _reread(self, actor: Actor) -> None:
        async with self:
            limit, asked = max(application_inbox.PAGE_SIZE, len(self.lines)), self.asked
        found = await self._read(actor, "", limit)
        async with self:
            if self.asked == asked:
                self._take(found, [])

    def _take(self, found: Inbox, above: list[InboxLine]) -> None:
        with using_locale(self._locale):
            self.lines = [*above, *say_inbox(found, *city_now())]
            self.chips = say_chips(found.counts, InboxFilter.parse(self.asked))
        self.next_after, self.is_loaded = found.next_after, True
        told = {name: value for name, value in self.asked.items() if value}
        self.file_to, self.is_narrowed = application_routes.applications_file(told), bool(set(told) - {"state"})
