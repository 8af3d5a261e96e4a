"""On a ticket's page: the other end of our own side is writing. No words leave before they are sent."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import TicketId, read_ticket_id
from liaison_app.live import Waiting
from liaison_app.services import side_typing
from liaison_app.states.edge import EdgeState, actor_again, call, event, page_path, router_data
from liaison_app.states.watching import CHECK_S, tabs

#: How often a page says so while somebody types, how often it may at most, and how long it is shown after that.
EVERY_MS = 3000
LEAST_S = 2.0
SHOWN_S = 6.0


def _ticket_id() -> TicketId:
    return read_ticket_id(page_path().partition("/t/")[2].split("?")[0].partition("/")[0]) or TicketId("")


class SideTyping(EdgeState, rx.State):
    """What is shown, and when this page said last that its own person writes."""

    is_shown: bool = False
    _said_at: float = 0.0

    @event(Audience.LIAISON)
    async def say(self):
        """The person at this page types. The event carries nothing."""
        if time.monotonic() - self._said_at < LEAST_S:
            return
        self._said_at = time.monotonic()
        is_liaison = await call(side_typing.is_its_liaison, actor=self._actor, ticket_id=_ticket_id())
        application().hub.publish([rooms.typing(_ticket_id(), by_liaison=is_liaison)])

    @event(Audience.PUBLIC, background=True)
    async def watch(self):
        """Show when the other end writes, for as long as the page is open; for its two ends alone."""
        async with self:
            self.is_shown = False
        actor = await actor_again()
        try:
            is_liaison = await call(side_typing.is_its_liaison, actor=actor, ticket_id=_ticket_id())
        except LiaisonError:
            return
        with application().hub.waiting_in([rooms.typing(_ticket_id(), by_liaison=not is_liaison)]) as waiting:
            await self._follow(actor, waiting)

    async def _follow(self, actor: Actor, waiting: Waiting) -> None:
        came_from, path = router_data(), page_path()
        token, sid = str(came_from.get("token", "")), str(came_from.get("sid", ""))
        is_writing = False
        with _one_a_tab(token, waiting):
            while tabs.is_connected(sid) and await _is_still(actor):
                was_writing, is_writing = is_writing, await waiting.changed(SHOWN_S if is_writing else CHECK_S)
                if _followed.get(token) is not waiting or not tabs.is_at(token, path):
                    return
                if was_writing or is_writing:
                    async with self:
                        self.is_shown = is_writing


_followed: dict[str, Waiting] = {}


@contextmanager
def _one_a_tab(token: str, waiting: Waiting) -> Iterator[None]:
    """However often a tab asks, it waits once: what it began before ends."""
    if earlier := _followed.get(token):
        earlier.wake()
    _followed[token] = waiting
    try:
        yield
    finally:
        if _followed.get(token) is waiting:
            del _followed[token]


async def _is_still(actor: Actor) -> bool:
    now = await actor_again()
    return (now.account_id, now.role) == (actor.account_id, actor.role)


async def no_more_typing(page: EdgeState) -> None:
    """What was being written is there: say so on `page`, whose lock the caller holds."""
    typing = await page.get_state(SideTyping)
    if typing.is_shown:
        typing.is_shown = False
