"""A ticket's own page: read through the service as whoever is signed in, and read anew when something changes."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError, NotFound
from liaison_app.domain.ids import TicketId, read_ticket_id
from liaison_app.services import co_signing, delivery_handing, following, side_messages, ticket_reading
from liaison_app.states.city_health import show_city_health
from liaison_app.states.edge import EdgeState, Form, call, call_aside, event, fields_of, page_path
from liaison_app.states.watching import shared_reads, watch
from liaison_app.wording.ticket_page import TicketPageWords, ticket_page_words


def ticket_in_address() -> TicketId | None:
    """The number in the address of a ticket's page, or of one below it, as somebody may have typed it."""
    return read_ticket_id(page_path().partition("/t/")[2].split("?")[0].partition("/")[0])


async def _words_for(actor: Actor, ticket_id: TicketId | None) -> TicketPageWords:
    """The page as `actor` may see it, in the active locale."""
    found = await call(ticket_reading.show, actor=actor, ticket_id=ticket_id)
    return ticket_page_words(found, application().ports["city_profile"], actor.account_id or "")


class TicketPage(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or missing."""

    phase: str = "loading"
    page: TicketPageWords = TicketPageWords()
    here: str = ""
    heard_from: str = ""

    @event(Audience.PUBLIC, background=True)
    async def watch(self):
        """Show the ticket in the address, and every change of it, for as long as the page is open."""
        wanted = ticket_in_address()
        async with self:
            self._turn_to(wanted)
        if wanted is None:
            return None
        return await watch(self, [rooms.ticket(wanted), rooms.EXCHANGE], self._reread, again=TicketPage.watch)

    @event(Audience.SIGNED_IN)
    async def follow(self):
        await call(following.follow, actor=self._actor, ticket_id=TicketId(self.page.id))
        await self._show(self._actor)

    @event(Audience.SIGNED_IN)
    async def unfollow(self):
        await call(following.unfollow, actor=self._actor, ticket_id=TicketId(self.page.id))
        await self._show(self._actor)

    @event(Audience.LIAISON)
    async def co_sign(self):
        """Stand behind it, too."""
        await call(co_signing.co_sign, actor=self._actor, ticket_id=TicketId(self.page.id))
        await self._show(self._actor)

    @event(Audience.LIAISON)
    async def withdraw_co_sign(self):
        await call(co_signing.withdraw, actor=self._actor, ticket_id=TicketId(self.page.id))
        await self._show(self._actor)

    @event(Audience.LIAISON)
    async def answer(self, form: Form):
        """The liaison answers what a coordinator asked."""
        self.errors, self.notice = {}, ""
        words = fields_of(form, "answer")["answer"]
        await call(delivery_handing.answer, actor=self._actor, ticket_id=TicketId(self.page.id), words=words)
        await self._show(self._actor)

    @event(Audience.COORDINATOR)
    async def ask_heard_from(self):
        """A coordinator asks whom it was heard from; the asking is written down."""
        heard = await call(ticket_reading.reveal_heard_from, actor=self._actor, ticket_id=TicketId(self.page.id))
        self.heard_from = ", ".join(part for part in heard if part)

    def _turn_to(self, wanted: TicketId | None) -> None:
        # Whom it was heard from is told once each time somebody asks; a page that is loaded again has not asked.
        self.heard_from = ""
        if wanted is None or wanted != self.page.id:
            self.page, self.notice = TicketPageWords(), ""
            self.phase = "loading" if wanted else "missing"
        self.here = f"/t/{wanted}" if wanted else "/"

    async def _reread(self, actor: Actor) -> None:
        """Show it as it is now; what may no longer be seen goes from the page, and the watch ends."""
        wanted = ticket_in_address()
        try:
            # Strangers all see the same, so one of them reads for all.
            key = ("ticket", wanted, actor.account_id, actor.role, self._locale)
            found = await shared_reads.read(key, lambda: _words_for(actor, wanted))
        except LiaisonError:
            async with self:
                self.page, self.heard_from, self.phase = TicketPageWords(), "", "missing"
            raise
        async with self:
            self._take(found)
        if found.thread.has_unseen:  # it is before them now
            shown = [line.id for line in found.thread.lines if line.is_private]
            await call_aside(side_messages.note_seen, actor=actor, ticket_id=wanted, shown=shown)
        await show_city_health(self, actor)

    async def _show(self, actor: Actor) -> None:
        try:
            self._take(await _words_for(actor, TicketId(self.page.id)))
        except NotFound:
            self.page, self.phase = TicketPageWords(), "missing"

    def _take(self, found: TicketPageWords) -> None:
        if not found.own.may_ask:
            self.heard_from = ""
        self.page, self.phase = found, "ready"
