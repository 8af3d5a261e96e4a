"""A ticket's own page: read through the service as whoever is signed in, and read anew when something changes."""

from collections.abc import Mapping, Sequence
from functools import partial

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError, NotFound
from liaison_app.domain.ids import TicketId, read_ticket_id
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.services import co_signing, delivery_handing, following, side_messages, ticket_readers, ticket_reading
from liaison_app.states.city_health import city_health_for, take_city_health
from liaison_app.states.edge import EdgeState, Form, call, call_aside, event, fields_of, page_path
from liaison_app.states.shared_reading import shared_reads
from liaison_app.states.side_typing import no_more_typing
from liaison_app.states.ticket_news import hears_of, take_ticket_news
from liaison_app.states.told_once import tell_once
from liaison_app.states.watching import watch
from liaison_app.wording.ticket_page import TicketPageWords, ticket_page_words

tell_once(TicketPageWords)


def ticket_in_address() -> TicketId | None:
    """The number in the address of a ticket's page, or of one below it, as somebody may have typed it."""
    return read_ticket_id(page_path().partition("/t/")[2].split("?")[0].partition("/")[0])


async def _words_for(actor: Actor, ticket_id: TicketId) -> TicketPageWords:
    """The page as `actor` may see it, in the active locale."""

    async def details(actors: Sequence[Actor]) -> Mapping[Actor, TicketDetail]:
        return await call(ticket_readers.show_to_each, actors=actors, ticket_id=ticket_id)

    found = await shared_reads.read_with_others(("ticket", ticket_id), actor, details)
    if found is None:
        raise NotFound
    return ticket_page_words(found, application().ports["city_profile"], actor.account_id or "")


async def _note_seen(actor: Actor, found: TicketPageWords) -> None:
    """What is new in the thread is before somebody now; the tabs of one person write that down once."""
    if not found.thread.has_unseen:
        return
    ticket_id, shown = TicketId(found.id), [line.id for line in found.thread.lines if line.is_private]
    key = ("seen", ticket_id, actor.account_id, actor.role, *shown)
    note = partial(call_aside, side_messages.note_seen, actor=actor, ticket_id=ticket_id, shown=shown)
    await shared_reads.read(key, note)


async def note_it_read(actor: Actor) -> None:
    """News of the ticket in the address came in, and it is before somebody."""
    await hears_of(actor, ticket_in_address())


class TicketPage(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or missing."""

    phase: str = "loading"
    page: TicketPageWords = TicketPageWords()
    here: str = ""
    heard_from: str = ""
    _together: list[str] = []
    _is_told: bool = False  # what was told to a connection that is gone may not have come

    @event(Audience.PUBLIC, background=True)
    async def watch(self):
        """Show the ticket in the address, and every change of it, for as long as the page is open."""
        wanted = ticket_in_address()
        async with self:
            self._turn_to(wanted)
            shown = [rooms.ticket(TicketId(one)) for one in [wanted or "", *self._together]]
        if wanted is None:
            return None
        heard = [*shown, rooms.EXCHANGE]
        return await watch(self, heard, self._reread, again=TicketPage.watch, on_news=note_it_read)

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
        self.heard_from, self._is_told = "", False
        if wanted is None or wanted != self.page.id:
            self._together = []
            self.page, self.notice = TicketPageWords(), ""
            self.phase = "loading" if wanted else "missing"
        self.here = f"/t/{wanted}" if wanted else "/"

    async def _reread(self, actor: Actor) -> bool:
        """Show it as it is now; what may no longer be seen goes from the page, and the watch ends. True where it shows
        the history of others by now, whose rooms it has to wait in, too."""
        wanted = ticket_in_address() or TicketId("")
        try:
            # Strangers all see the same, so one of them reads for all.
            key = ("ticket", wanted, actor.account_id, actor.role, self._locale)
            found = await shared_reads.read(key, lambda: _words_for(actor, wanted))
        except LiaisonError:
            async with self:
                self.page, self.heard_from, self.phase = TicketPageWords(), "", "missing"
            raise
        health = await city_health_for(actor)
        heard = await hears_of(actor, wanted)
        async with self:  # once for all: of hundreds that wait, each takes its state's lock, and tells its page
            self._take(found)
            await take_city_health(self, health)
            await take_ticket_news(self, heard)
            if found.thread.has_unseen:  # what was being written is there
                await no_more_typing(self)
            others = [one.number for one in found.together]
            is_other, self._together = others != self._together, others
        await _note_seen(actor, found)
        return is_other

    async def _show(self, actor: Actor) -> None:
        try:
            self._take(await _words_for(actor, TicketId(self.page.id)))
        except NotFound:
            self.page, self.phase = TicketPageWords(), "missing"

    def _take(self, found: TicketPageWords) -> None:
        if self.heard_from and not found.own.may_ask:
            self.heard_from = ""
        if not self._is_told or self.get_value("page") != found:  # what is set is sent, changed or not
            self.page, self.phase, self._is_told = found, "ready", True
