"""Photos that wait for a coordinator's look."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.ids import PhotoKey
from liaison_app.i18n import using_locale
from liaison_app.services import photos
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.wording.photo_review import ReviewLine, say_waiting


class PhotoReview(EdgeState, rx.State):
    """The queue, the oldest first."""

    is_loaded: bool = False
    waiting: list[ReviewLine] = []

    @event(Audience.COORDINATOR)
    async def load(self):
        """Read the queue anew."""
        self.errors, self.notice = {}, ""
        await self._read()

    @event(Audience.COORDINATOR)
    async def approve(self, key: str):
        """Let everyone see a photo."""
        await call(photos.review, actor=self._actor, key=PhotoKey(key), is_approved=True)
        await self._read()

    @event(Audience.COORDINATOR)
    async def refuse(self, key: str):
        """Keep a photo private."""
        await call(photos.review, actor=self._actor, key=PhotoKey(key), is_approved=False)
        await self._read()

    async def _read(self) -> None:
        found = await call(photos.list_waiting, actor=self._actor)
        with using_locale(self._locale):
            self.waiting = say_waiting(found, *city_now())
        self.is_loaded = True
