"""Whose report this is. What was typed lives on the phone; each step reads it anew from what the phone sends."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.services import ticket_resending
from liaison_app.states.edge import EdgeState, call, event

MEBIBYTE = 1024 * 1024


def first(fields: dict[str, list[str]], name: str) -> str:
    """The value of a field, or ''."""
    values = fields.get(name) or [""]
    return values[0]


async def to_its_receipt(actor: Actor, draft: TicketDraft, locale: str) -> rx.event.EventSpec | None:
    """Where the phone's report was sent already and is unchanged: to its receipt, which makes the phone forget it."""
    before = await call(ticket_resending.sent_before, actor=actor, draft=draft)
    if before is None or not before.is_same:
        return None
    return rx.redirect(routes.report_sent(before.id, locale), replace=True)


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
