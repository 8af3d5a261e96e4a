"""The coordinator's API keys: made, limited, revoked."""

from collections.abc import Sequence

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.api_keys import ApiKeyRow, ApiPermission
from liaison_app.domain.ids import ApiKeyId
from liaison_app.i18n import using_locale
from liaison_app.services import api_keys
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.api_keys import KeyLine, say_keys

TEXTS = ("name", "purpose", "contact", "per_minute", "per_day")
LIMITS = ("limit_minute", "limit_day")
NO_KEY = KeyLine()


class ApiKeys(EdgeState, rx.State):
    """What the page shows. A new key's secret is here until it is put away or the page is opened anew."""

    is_loaded: bool = False
    keys: list[KeyLine] = []
    secret: str = ""
    secret_for: str = ""
    made: int = 0
    changing: KeyLine = NO_KEY
    revoking: KeyLine = NO_KEY

    @event(Audience.COORDINATOR)
    async def load(self):
        """What the page starts with; a secret shown before is gone."""
        self.errors, self.notice, self.secret = {}, "", ""
        self.changing = self.revoking = NO_KEY

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the keys, and every change of them, for as long as the page is open."""
        return await watch(self, [rooms.API_KEYS], self._reread, again=ApiKeys.watch)

    async def _reread(self, actor: Actor) -> None:
        rows = await call(api_keys.list_, actor=actor)
        async with self:
            self._take(rows)

    async def _read(self) -> None:
        self._take(await call(api_keys.list_, actor=self._actor))

    def _take(self, rows: Sequence[ApiKeyRow]) -> None:
        with using_locale(self._locale):
            self.keys = say_keys(rows, *city_now())
        self.is_loaded = True

    @event(Audience.COORDINATOR)
    async def make(self, form: Form):
        """Make a key and show its secret, this once."""
        self.errors, self.notice, self.secret = {}, "", ""
        permissions = [one.value for one in ApiPermission if form.get(one.value) == "yes"]
        given = fields_of(form, *TEXTS)
        made = await call(api_keys.make, actor=self._actor, permissions=permissions, **given)
        self.secret, self.secret_for = made.secret, given["name"].strip()
        self.made += 1  # the form starts empty again
        await self._read()
        return rx.set_focus("new-key")

    @event(Audience.COORDINATOR)
    async def put_away(self):
        """The secret was passed on: it is shown no more."""
        self.secret = self.secret_for = ""

    @event(Audience.COORDINATOR)
    async def ask_limits(self, key_id: str):
        """Ask for new limits of a key."""
        self.errors, self.notice = {}, ""
        self.changing = self._line_of(key_id)

    @event(Audience.COORDINATOR)
    async def change_limits(self, form: Form):
        """Set the limits of the key that was asked about."""
        self.errors = {}
        minute, day = fields_of(form, *LIMITS).values()
        key_id = ApiKeyId(self.changing.id)
        await call(api_keys.change_limits, actor=self._actor, api_key_id=key_id, per_minute=minute, per_day=day)
        self.changing = NO_KEY
        await self._read()

    @event(Audience.COORDINATOR)
    async def ask_revoke(self, key_id: str):
        """Ask before a key is revoked."""
        self.errors, self.notice = {}, ""
        self.revoking = self._line_of(key_id)

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Change and revoke nothing."""
        self.errors, self.changing, self.revoking = {}, NO_KEY, NO_KEY

    @event(Audience.COORDINATOR)
    async def revoke(self):
        """Revoke the key that was asked about."""
        key_id, self.revoking = ApiKeyId(self.revoking.id), NO_KEY
        await call(api_keys.revoke, actor=self._actor, api_key_id=key_id)
        await self._read()

    def _line_of(self, key_id: str) -> KeyLine:
        return next((line for line in self.keys if line.id == key_id), NO_KEY)
