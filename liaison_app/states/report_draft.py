"""Whose report this is. What was typed lives on the phone; each step reads it anew from what the phone sends."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.states.edge import EdgeState, event


def first(fields: dict[str, list[str]], name: str) -> str:
    """The value of a field, or ''."""
    values = fields.get(name) or [""]
    return values[0]


class ReportDraft(EdgeState, rx.State):
    """The account under which the phone keeps the draft."""

    owner: str = ""

    @event(Audience.LIAISON)
    async def enter(self):
        """A step of the report is opened."""
        self.owner = self._actor.require(Audience.LIAISON)
