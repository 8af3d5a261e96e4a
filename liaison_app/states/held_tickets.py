"""Tickets that wait for a coordinator's decision, live."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import TicketId
from liaison_app.i18n import using_locale
from liaison_app.services import delivery_deciding, held_tickets
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.held_tickets import HeldLine, say_held, say_held_total

CHOICES = ("again", "number")


class HeldTicketsDesk(EdgeState, rx.State):
    """The list, and the decision that is being made: `choice` is again, number or ''."""

    is_loaded: bool = False
    held: list[HeldLine] = []
    total: str = ""
    choice: str = ""
    chosen: HeldLine = HeldLine()

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        async with self:
            self.errors, self.notice, self.choice = {}, "", ""
        return await watch([rooms.DESK], self._reread, again=HeldTicketsDesk.watch)

    @event(Audience.COORDINATOR)
    async def decide(self, choice: str, ticket_id: str):
        """Ask before anything is decided about a ticket of the list."""
        self.errors, self.notice = {}, ""
        self.chosen = next((line for line in self.held if line.id == ticket_id), HeldLine())
        self.choice = choice if choice in CHOICES and self.chosen.id else ""

    @event(Audience.COORDINATOR)
    async def leave(self):
        """Decide nothing."""
        self.choice, self.errors = "", {}

    @event(Audience.COORDINATOR)
    async def send_again(self):
        """The city does not have it: it goes out again."""
        ticket_id, self.choice = TicketId(self.chosen.id), ""
        await call(delivery_deciding.send_again, actor=self._actor, ticket_id=ticket_id)
        await self._read(self._actor)

    @event(Audience.COORDINATOR)
    async def take_number(self, form: Form):
        """The city has it, under the number in the form."""
        self.errors, self.notice = {}, ""
        number = fields_of(form, "number")["number"]
        await call(delivery_deciding.take_number, actor=self._actor, ticket_id=TicketId(self.chosen.id), number=number)
        self.choice = ""
        await self._read(self._actor)

    async def _reread(self, actor: Actor) -> None:
        found = await call(held_tickets.list_held, actor=actor)
        async with self:
            self._take(found)

    async def _read(self, actor: Actor) -> None:
        self._take(await call(held_tickets.list_held, actor=actor))

    def _take(self, found: held_tickets.HeldTickets) -> None:
        with using_locale(self._locale):
            self.held, self.total = say_held(found, *city_now()), say_held_total(found)
        self.is_loaded = True
