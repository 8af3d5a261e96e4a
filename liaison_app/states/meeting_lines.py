"""A liaison's own lines on the brief of a meeting."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.services import meeting_briefs
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.states.meetings import meeting_in_address


class MeetingLines(EdgeState, rx.State):
    """`saved` is the meeting whose lines were kept last, '' for none."""

    saved: str = ""

    @event(Audience.LIAISON)
    async def save(self, form: Form):
        """Keep the lines; the page hears of it with everybody who has the meeting open."""
        self.errors, self.notice, self.saved = {}, "", ""
        meeting_id = meeting_in_address()
        await call(
            meeting_briefs.write_words, actor=self._actor, meeting_id=meeting_id, **fields_of(form, "brief_words")
        )
        self.saved = meeting_id
