"""A coordinator ends one level of one person early, and says why."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.i18n import t, using_locale
from liaison_app.services import level_ending
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.wording.standing_letters import say_level


class LevelEnding(EdgeState, rx.State):
    """Whose level it is about (`of`, a `name`), and which; nobody's for ''. The list of people hears by itself."""

    of: str = ""
    name: str = ""
    level: str = ""
    level_words: str = ""
    told: str = ""

    @event(Audience.COORDINATOR)
    async def choose(self, account_id: str, name: str, level: str):
        """Begin to write why; '' puts that away."""
        self.errors, self.notice, self.told = {}, "", ""
        self.of, self.name, self.level = account_id[:32], name[:120], level[:24]
        with using_locale(self._locale):
            self.level_words = say_level(self.level)

    @event(Audience.COORDINATOR)
    async def end(self, form: Form):
        """From now on the person does not hold the level."""
        self.errors, self.notice, self.told = {}, "", ""
        why = fields_of(form, "why")["why"]
        await call(level_ending.end, actor=self._actor, account_id=self.of, level=self.level, reason=why)
        words = {"name": self.name, "level": self.level_words}
        with using_locale(self._locale):
            self.told = t("{name} does not hold “{level}” any more, and reads why.", **words)
        self.of = ""
