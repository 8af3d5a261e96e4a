"""On a ticket's page: its news is read once the page is before somebody, and it can be muted."""

import reflex as rx

from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import TicketId
from liaison_app.services import news_choosing, news_reading
from liaison_app.states.edge import EdgeState, call, call_aside, event
from liaison_app.states.shared_reading import shared_reads


class TicketNews(EdgeState, rx.State):
    """Whether the person hears of the ticket whose page is open; `ticket_id` is '' for whoever hears of none."""

    ticket_id: str = ""
    is_muted: bool = False

    @event(Audience.LIAISON)
    async def mute(self):
        await call(news_choosing.mute, actor=self._actor, ticket_id=TicketId(self.ticket_id))
        self.is_muted = True

    @event(Audience.LIAISON)
    async def unmute(self):
        await call(news_choosing.unmute, actor=self._actor, ticket_id=TicketId(self.ticket_id))
        self.is_muted = False


async def hears_of(actor: Actor, ticket_id: TicketId) -> tuple[str, bool]:
    """Somebody has the ticket before them: what `take_ticket_news` shows."""
    if not actor.is_in(Audience.LIAISON):
        return "", False
    key = ("hears", ticket_id, actor.account_id, actor.role)
    return await shared_reads.read(key, lambda: _hears_of(actor, ticket_id))


async def _hears_of(actor: Actor, ticket_id: TicketId) -> tuple[str, bool]:
    await call_aside(news_reading.note_opened, actor=actor, ticket_id=ticket_id)
    hears, is_muted = await call(news_choosing.hears_of, actor=actor, ticket_id=ticket_id)
    return ticket_id if hears or is_muted else "", is_muted


async def take_ticket_news(page: EdgeState, heard: tuple[str, bool]) -> None:
    """Show it on `page`, whose lock the caller holds."""
    news = await page.get_state(TicketNews)
    if (news.ticket_id, news.is_muted) != heard:
        news.ticket_id, news.is_muted = heard
