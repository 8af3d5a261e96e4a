"""On a ticket's page: the author of a message to the city asks that neighbors may read it, or takes that back."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.services import public_asking
from liaison_app.states.edge import EdgeState, call, event


class PublicAsking(EdgeState, rx.State):
    """Only what failed: the ticket's page shows where each wish stands."""

    @event(Audience.LIAISON)
    async def ask(self, message_id: str):
        """Neighbors may read it, once a coordinator has looked."""
        self.notice = ""
        await call(public_asking.ask, actor=self._actor, message_id=message_id)

    @event(Audience.SIGNED_IN)
    async def take_back(self, message_id: str):
        """They may not, from now on."""
        self.notice = ""
        await call(public_asking.take_back, actor=self._actor, message_id=message_id)
