"""The coordinators' list of what waits for their look."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import PhotoKey
from liaison_app.i18n import using_locale
from liaison_app.services import moderation_queue, photos
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.states.watching import watch
from liaison_app.wording.moderation import QueueLine, queue_lines


class ModerationQueue(EdgeState, rx.State):
    """The list, what was asked for last first; `is_cut` where there is more than it shows."""

    is_loaded: bool = False
    lines: list[QueueLine] = []
    is_cut: bool = False
    most: int = moderation_queue.MOST_SHOWN

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and what comes into it or leaves it, for as long as the page is open."""
        async with self:
            self.errors, self.notice = {}, ""
        return await watch(self, [rooms.DESK], self._reread, again=ModerationQueue.watch)

    @event(Audience.COORDINATOR)
    async def show_more(self):
        self.most += moderation_queue.MOST_SHOWN
        self._take(await call(moderation_queue.list_waiting, actor=self._actor, most=self.most))

    @event(Audience.COORDINATOR)
    async def show_photo(self, key: str):
        """Let everyone see a photo."""
        await call(photos.review, actor=self._actor, key=PhotoKey(key), is_approved=True)
        self._take(await call(moderation_queue.list_waiting, actor=self._actor, most=self.most))

    async def _reread(self, actor: Actor) -> None:
        async with self:
            most = self.most
        found = await call(moderation_queue.list_waiting, actor=actor, most=most)
        async with self:
            self._take(found)

    def _take(self, found: moderation_queue.WaitingList) -> None:
        with using_locale(self._locale):
            self.lines = queue_lines(found.rows, *city_now())
        self.is_cut, self.is_loaded = found.count > len(found.rows), True
