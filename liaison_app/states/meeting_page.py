"""A meeting's own page and the one where all of it is sent: its list, live, and what is done with one concern."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import MeetingId
from liaison_app.i18n import using_locale
from liaison_app.services import (
    catalogue,
    meeting_answering,
    meeting_checking,
    meeting_reading,
    meeting_recording,
    meeting_sending,
    meetings,
)
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.states.meetings import meeting_in_address
from liaison_app.states.shared_reading import shared_reads
from liaison_app.states.watching import watch
from liaison_app.wording.meeting_items import ItemsWords, say_items
from liaison_app.wording.meetings import MeetingWords, say_meeting
from liaison_app.wording.report import ChoiceWords

REST_S = 0.5  # a room in which everybody presses moves the list many times a second


class MeetingPage(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or missing; `shows` narrows the list to one standing, or ''."""

    phase: str = "loading"
    here: str = "/meetings"
    owner: str = ""
    most_photos: int = 5
    meeting: MeetingWords = MeetingWords()
    items: ItemsWords = ItemsWords()
    shows: str = ""
    services: list[ChoiceWords] = []
    saved: str = ""
    _acts: int = 0

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the meeting in the address and its list, and every change of them, for as long as the page is open."""
        wanted = meeting_in_address()
        async with self:
            if wanted != self.meeting.id:
                self.meeting, self.items, self.phase, self.shows = MeetingWords(), ItemsWords(), "loading", ""
            self.notice, self.errors, self.saved = "", {}, ""
            self.most_photos = application().settings.photos_per_ticket
        return await watch(self, [rooms.meeting(wanted)], self._reread, again=MeetingPage.watch, rest_s=REST_S)

    @event(Audience.LIAISON)
    async def choose(self, status: str):
        """Show the concerns of one standing alone; all for ''."""
        self.shows = "" if status == self.shows else status[:16]

    @event(Audience.LIAISON)
    async def leave_out(self, ref: str):
        await self._act(meeting_recording.leave_out, ref=ref)

    @event(Audience.LIAISON)
    async def take(self, ref: str):
        """Onto the list: what somebody in the room sent, understood like a line of the liaison's."""
        about = {"actor": self._actor, "meeting_id": MeetingId(self.meeting.id)}
        entry = await call(meeting_reading.understand_offered, **about, ref=ref, locale=self._locale)
        await call(meeting_recording.record, **about, entry=entry)
        await self._act(meeting_recording.put_back, ref=ref)

    @event(Audience.LIAISON)
    async def put_back(self, ref: str):
        """Onto the list: what was left out or joined."""
        await self._act(meeting_recording.put_back, ref=ref)

    @event(Audience.LIAISON)
    async def join(self, ref: str, to: str):
        """The same as another concern of this meeting, which goes on for both."""
        await self._act(meeting_recording.join, ref=ref, to=to)

    @event(Audience.LIAISON)
    async def stand_behind(self, ref: str, ticket_id: str):
        """The same as an open ticket: it is joined to that one when all is sent; '' takes that back."""
        await self._act(meeting_answering.stand_behind, ref=ref, ticket_id=ticket_id)

    @event(Audience.LIAISON)
    async def not_same(self, ref: str):
        """None of what is close by is the same."""
        near = [one.id for row in self.items.rows if row.ref == ref for one in row.near]
        twins = [one.value for row in self.items.rows if row.ref == ref for one in row.twins]
        await self._act(meeting_answering.not_same, ref=ref, others=[*near, *twins])

    @event(Audience.LIAISON)
    async def answer(self, ref: str, name: str, value: str):
        """A question of its service, answered in the row."""
        await self._act(meeting_answering.answer, ref=ref, name=name, value=value)

    @event(Audience.LIAISON)
    async def answer_typed(self, form: Form):
        """The same, where the answer is typed; nothing typed answers nothing."""
        if (given := fields_of(form, "ref", "name", "value"))["value"].strip():
            await self._act(meeting_answering.answer, **given)

    @event(Audience.LIAISON)
    async def confirm(self, ref: str):
        """What was understood of the line is right."""
        await self._act(meeting_answering.confirm, ref=ref)

    @event(Audience.LIAISON)
    async def send_all(self):
        """Send what is ready; the worker does, one by one, and this page hears of each."""
        await self._act(meeting_sending.ask, locale=self._locale)

    @event(Audience.LIAISON)
    async def save_notes(self, form: Form):
        """Keep the notes."""
        self.errors = {}
        await self._act(meetings.take_down, **fields_of(form, "notes"))
        self.saved = "notes"

    async def _act(self, service: Callable[..., Any], **given: Any) -> None:
        """Do one thing to the meeting, and show what became of it."""
        self.notice, self.saved = "", ""
        meeting_id = MeetingId(self.meeting.id)
        await call(service, actor=self._actor, meeting_id=meeting_id, **given)
        self._acts += 1
        self._take(*await _read(self._actor, meeting_id, self._locale))

    async def _reread(self, actor: Actor) -> None:
        wanted = meeting_in_address()
        async with self:
            acts = self._acts
        try:
            sheet, found = await _read_once(actor, wanted, self._locale)
            every = await call(catalogue.kinds, locale=self._locale)
        except LiaisonError:
            async with self:
                self.meeting, self.items, self.phase, self.owner = MeetingWords(), ItemsWords(), "missing", ""
            raise
        async with self:
            if acts == self._acts or self.meeting.id != wanted:  # else what the page shows of it is newer than this
                self._take(sheet, found)
            self.here, self.owner, self.phase = f"/meetings/{wanted}", actor.account_id or "", "ready"
            self.services = [ChoiceWords(one.code, one.name) for one in every]

    def _take(self, sheet: meetings.MeetingSheet, found: meeting_checking.CheckedList) -> None:
        with using_locale(self._locale):
            self.meeting = say_meeting(sheet, application().ports["city_profile"].time_zone)
            self.items = say_items(found)


async def _read_once(actor: Actor, meeting_id: MeetingId, locale: str):
    """As `_read`, once for all tabs of one login that are woken together."""
    key = ("meeting", meeting_id, actor.account_id, actor.role, locale)
    return await shared_reads.read(key, lambda: _read(actor, meeting_id, locale))


async def _read(actor: Actor, meeting_id: MeetingId, locale: str):
    sheet = await call(meetings.show, actor=actor, meeting_id=meeting_id)
    found = await call(meeting_checking.look_over, actor=actor, meeting_id=meeting_id, locale=locale)
    return sheet, found
