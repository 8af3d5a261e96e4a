"""All practice tickets, and how each went."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.i18n import using_locale
from liaison_app.services import practice_reading
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.wording.practice import RoomWords, say_room


class PracticeRoomPage(EdgeState, rx.State):
    """The list."""

    is_loaded: bool = False
    room: RoomWords = RoomWords()

    @event(Audience.LIAISON)
    async def load(self):
        """Read it."""
        rows = await call(practice_reading.list_scenes, actor=self._actor)
        with using_locale(self._locale):
            self.room = say_room(rows, practice_reading.next_of(rows))
        self.is_loaded = True
