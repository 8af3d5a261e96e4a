"""A ticket's thread on one sheet, for its people."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError, NotAllowed
from liaison_app.domain.ids import TicketId
from liaison_app.services import ticket_reading
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.states.watching import watch
from liaison_app.wording.summaries import SummaryWords, summary_words


class Summary(EdgeState, rx.State):
    """The page. `phase` is loading, ready or missing."""

    phase: str = "loading"
    here: str = "/"
    sheet: SummaryWords = SummaryWords()

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the sheet, and every change of it, for as long as the page is open."""
        wanted = ticket_in_address() or TicketId("")
        async with self:
            self.here = f"/t/{wanted}/summary"
            if self.sheet.id != wanted:
                self.sheet, self.phase = SummaryWords(), "loading"
        return await watch(self, [rooms.ticket(wanted)], self._reread, again=Summary.watch)

    async def _reread(self, actor: Actor) -> None:
        wanted = ticket_in_address() or TicketId("")
        try:
            found = await call(ticket_reading.show, actor=actor, ticket_id=wanted)
            if not found.thread.is_read:
                raise NotAllowed
        except LiaisonError:
            async with self:
                self.sheet, self.phase = SummaryWords(), "missing"
            raise
        words = summary_words(found, application().ports["city_profile"], actor.account_id or "")
        async with self:
            self.sheet, self.phase = words, "ready"
