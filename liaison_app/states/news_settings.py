"""What a person hears of, how often and by what. Each choice is saved at once, and the page says so."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.news import Subject, Wishes
from liaison_app.i18n import using_locale
from liaison_app.services import news_choosing, push_devices
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.wording.news_settings import say_chosen, say_hours, say_switched


class NewsSettings(EdgeState, rx.State):
    """What the page shows. `said` is what was saved last, `said_at` the control beside which it stands."""

    is_loaded: bool = False
    said: str = ""
    said_at: str = ""
    email: str = ""
    is_refused: bool = False
    is_coordinator: bool = False
    rhythms: dict[str, str] = {}
    by_mail: bool = True
    by_push: bool = True
    safety_passes: bool = False
    digest_hour: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    push_key: str = ""

    @event(Audience.LIAISON)
    async def load(self):
        """Read what was chosen."""
        self.said = self.said_at = self.notice = ""
        await self._read()
        self.push_key = await call(push_devices.public_key, actor=self._actor)

    @event(Audience.LIAISON)
    async def choose(self, subject: str, rhythm: str):
        """Hear of a subject so often."""
        await call(news_choosing.choose_rhythm, actor=self._actor, subject=subject, rhythm=rhythm)
        wishes = await self._read()
        with using_locale(self._locale):
            self.said, self.said_at = say_chosen(wishes, Subject(subject)), subject

    @event(Audience.LIAISON)
    async def switch(self, name: str, is_on: bool):
        """Turn a way of being told on or off."""
        await call(news_choosing.choose_switch, actor=self._actor, name=name, is_on=is_on)
        await self._read()
        with using_locale(self._locale):
            self.said, self.said_at = say_switched(name, is_on=is_on), name

    @event(Audience.LIAISON)
    async def set_hour(self, name: str, hour: str):
        """Set the hour of digests, or an end of the quiet hours."""
        await call(news_choosing.choose_hour, actor=self._actor, name=name, hour=hour)
        wishes = await self._read()
        with using_locale(self._locale):
            self.said, self.said_at = say_hours(wishes.habits), "hours"

    async def _read(self) -> Wishes:
        found = await call(news_choosing.show_wishes, actor=self._actor)
        self.email, self.is_refused, self.is_coordinator = found.email, found.is_refused, found.is_coordinator
        self.rhythms = {one.value: rhythm.value for one, rhythm in found.rhythms.items()}
        self.by_mail, self.by_push, self.safety_passes = found.by_mail, found.by_push, found.habits.safety_passes
        self.digest_hour = str(found.habits.digest_hour)
        self.quiet_from, self.quiet_until = str(found.habits.quiet_from), str(found.habits.quiet_until)
        self.is_loaded = True
        return found
