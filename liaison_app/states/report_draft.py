"""Whose report this is. What was typed lives on the phone; each step reads it anew from what the phone sends."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.states.edge import EdgeState, event

MEBIBYTE = 1024 * 1024


def first(fields: dict[str, list[str]], name: str) -> str:
    """The value of a field, or ''."""
    values = fields.get(name) or [""]
    return values[0]


class ReportDraft(EdgeState, rx.State):
    """The account under which the phone keeps the draft, and how many and how large photos may be."""

    owner: str = ""
    most_photos: int = 5
    most_bytes: int = 12 * MEBIBYTE

    @event(Audience.LIAISON)
    async def enter(self):
        """A step of the report is opened."""
        limits = application().settings
        self.most_photos, self.most_bytes = limits.photos_per_ticket, limits.photo_max_mb * MEBIBYTE
        self.owner = self._actor.require(Audience.LIAISON)
