"""A person's own account: name, language, password, signed-in browsers."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.i18n import using_locale
from liaison_app.services import accounts, speakers
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.wording.accounts import DeviceLine, ProfileLine, say_devices, say_profile, say_signed_out
from liaison_app.wording.speakers import NamingWords, say_naming

EMPTY = ProfileLine(name="", email="", role_words="", neighborhood="", locale="en", password_changed="")


class OwnProfile(EdgeState, rx.State):
    """What the profile page shows."""

    is_loaded: bool = False
    profile: ProfileLine = EMPTY
    naming: NamingWords = NamingWords()
    devices: list[DeviceLine] = []
    others: int = 0
    signed_out: str = ""

    @event(Audience.SIGNED_IN)
    async def load(self):
        """Read the account anew."""
        self.errors, self.signed_out = {}, ""
        await self._read()

    async def _read(self) -> None:
        found = await call(accounts.profile_of, actor=self._actor)
        naming = await call(speakers.naming_of, actor=self._actor)
        with using_locale(self._locale):
            self.profile = say_profile(found, *city_now())
            self.naming = say_naming(naming)
            self.devices = say_devices(found.devices, *city_now())
        self.others = sum(not device.is_this for device in self.devices)
        self.is_loaded = True

    @event(Audience.SIGNED_IN)
    async def sign_out_others(self):
        """End every login session but this one."""
        count = await call(accounts.sign_out_others, actor=self._actor)
        await self._read()
        with using_locale(self._locale):
            self.signed_out = say_signed_out(count)
