"""One concern of a meeting while it is changed. Whoever has seen its newest form may change it; else both are shown."""

from dataclasses import replace

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import Ref
from liaison_app.domain.meeting_items import ItemEntry, changed
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, meeting_checking, meeting_reading, meeting_recording
from liaison_app.services.meeting_checking import CheckedItem
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.meetings import meeting_in_address
from liaison_app.states.report_draft import first
from liaison_app.wording.meeting_editing import (
    EditWords,
    OtherWords,
    say_asked_questions,
    say_edit,
    say_other,
    say_places,
)


class MeetingEditing(EdgeState, rx.State):
    """The form of one concern, opened in its row; `edit.ref` is '' while none is. `other` is set where somebody else
    has changed it meanwhile."""

    edit: EditWords = EditWords()
    other: OtherWords = OtherWords()
    found_nothing: bool = False

    @event(Audience.LIAISON)
    async def begin(self):
        """The page is opened: no form is."""
        self._begin()
        self.edit = EditWords()

    @event(Audience.LIAISON)
    async def open(self, ref: str):
        """Open the form of a concern; the one that is open closes."""
        self._begin()
        is_open = self.edit.ref == ref
        self.edit = EditWords() if is_open else await self._form_of(ref)

    @event(Audience.LIAISON)
    async def open_anew(self, ref: str):
        """Take what somebody else left of it."""
        self._begin()
        self.edit = await self._form_of(ref)

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """A place was typed, or an answer was chosen on which another question may hang."""
        if first(fields, "ask") == "find":
            found = await call(meeting_reading.find_places, actor=self._actor, text=first(fields, "search"))
            with using_locale(self._locale):
                self.edit = replace(self.edit, found=say_places(found))
            self.found_nothing = not found and bool(first(fields, "search"))
            return
        asked = await call(catalogue.questions, draft=TicketDraft.parse(fields))
        with using_locale(self._locale):
            self.edit = replace(self.edit, questions=say_asked_questions(asked, self.errors))

    @event(Audience.LIAISON)
    async def save(self, fields: dict[str, list[str]]):
        """Keep what the form says; with the button "over", although somebody else changed it meanwhile."""
        seen = self.other.revision if first(fields, "press") == "over" else self.edit.revision
        self._begin()
        before = await self._item(self.edit.ref)
        entry = ItemEntry(Ref(before.ref), before.line, changed(before.fields, fields), seen)
        about = {"actor": self._actor, "meeting_id": meeting_in_address()}
        entry = await call(meeting_reading.understand, **about, entry=entry, locale=self._locale)
        made = await call(meeting_recording.record, **about, entry=entry)
        with using_locale(self._locale):
            self.other = say_other(before, fields) if made.is_stale else OtherWords()
        self.edit = self.edit if made.is_stale else EditWords()

    def _begin(self) -> None:
        self.errors, self.notice, self.other, self.found_nothing = {}, "", OtherWords(), False

    async def _form_of(self, ref: str) -> EditWords:
        row = await self._item(ref)
        self._say_errors(dict(row.errors) | dict(row.trouble))
        with using_locale(self._locale):
            return say_edit(row, self.errors)

    async def _item(self, ref: str) -> CheckedItem:
        about = {"actor": self._actor, "meeting_id": meeting_in_address()}
        found = await call(meeting_checking.look_over, **about, locale=self._locale)
        row = next((one for one in found.rows if one.ref == ref), None)
        if row is None:
            raise NotFound
        return row
