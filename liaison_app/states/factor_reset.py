"""A coordinator takes off somebody's second factor, which they lost."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.ids import AccountId
from liaison_app.services import second_factors
from liaison_app.states.edge import EdgeState, call, event


class FactorReset(EdgeState, rx.State):
    """Of whom it is about to be taken off; nobody for ''."""

    of: str = ""
    name: str = ""

    @event(Audience.COORDINATOR)
    async def ask(self, account_id: str, name: str):
        """Ask once more before it is done; '' puts that away."""
        self.errors, self.notice = {}, ""
        self.of, self.name = account_id[:32], name[:120]

    @event(Audience.COORDINATOR)
    async def take_off(self):
        """The person is signed out everywhere, and told."""
        account_id, self.of = AccountId(self.of), ""
        await call(second_factors.reset, actor=self._actor, account_id=account_id)
