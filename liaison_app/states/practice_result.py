"""How a try went, dimension by dimension."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import using_locale
from liaison_app.services import practice_reading
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument
from liaison_app.states.practice_office import scene_id_now
from liaison_app.wording.practice import TryWords, say_try

DIGITS = 6


class PracticeResult(EdgeState, rx.State):
    """`phase` is loading, ready or missing. `is_fresh`: it was handed in a moment ago, and `done_owner` names the draft
    on the phone that became it."""

    phase: str = "loading"
    is_fresh: bool = False
    done_owner: str = ""
    result: TryWords = TryWords()

    @event(Audience.LIAISON)
    async def load(self):
        """Show the last try, or the one that the address names."""
        self.errors, self.notice = {}, ""
        scene_id, asked = scene_id_now(), page_argument("try")
        number = int(asked) if asked.isdecimal() and len(asked) <= DIGITS else None
        try:
            await self._read(scene_id, number)
        except NotFound:
            self.phase = "missing"
            return
        owner = f"practice/{self._actor.require(Audience.LIAISON)}/{scene_id}"
        self.done_owner, self.is_fresh, self.phase = owner if self.is_fresh else "", False, "ready"

    async def _read(self, scene_id: str, number: int | None) -> None:
        row = await call(practice_reading.show_try, actor=self._actor, scene_id=scene_id, number=number)
        every = await call(practice_reading.list_scenes, actor=self._actor)
        following, ports, (zone, now) = practice_reading.next_of(every, scene_id), application().ports, city_now()
        today = now.astimezone(zone).date()
        with using_locale(self._locale):
            self.result = say_try(row, ports["practice_room"], ports["practice_list"], following, zone, today)
