"""The meetings of a liaison: the list of them, and the form that arranges or amends one."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import MeetingId, new_ref
from liaison_app.domain.meetings import MeetingDraft, read_meeting_id
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import using_locale
from liaison_app.services import meetings, places
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of, page_path
from liaison_app.states.watching import watch
from liaison_app.wording.meetings import MeetingFormWords, MeetingsWords, form_of, say_choices, say_meetings
from liaison_app.wording.report import ChoiceWords

_TYPED = ("ref", "title", "neighborhood", "place", "host", "starts", "expected", "agenda", "notes")
_NAMES = (*_TYPED, *(f"language_{code}" for code in LANGUAGES))


def meeting_in_address() -> MeetingId:
    """The number in the address of a meeting's page, or of one below it; '' where there is none."""
    told = page_path().partition("/meetings/")[2].split("?")[0].partition("/")[0]
    return MeetingId(read_meeting_id(told) or "")


class MyMeetings(EdgeState, rx.State):
    """The list. `phase` is loading, ready or failed."""

    phase: str = "loading"
    shown: MeetingsWords = MeetingsWords()

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        home = self._actor.neighborhood_id
        heard = [rooms.neighborhood_meetings(home)] if home else []
        return await watch(self, heard, self._reread, again=MyMeetings.watch)

    async def _reread(self, actor: Actor) -> None:
        try:
            found = await call(meetings.list_, actor=actor)
        except LiaisonError:
            async with self:
                self.shown, self.phase = MeetingsWords(), "failed"
            raise
        async with self:
            with using_locale(self._locale):
                self.shown = say_meetings(found, application().ports["city_profile"].time_zone)
            self.phase = "ready"


class MeetingForm(EdgeState, rx.State):
    """The form. `phase` is loading, ready or missing; `ref` is the marker of this pressing, `id` the one amended."""

    phase: str = "loading"
    here: str = routes.MEETING_NEW
    id: str = ""
    ref: str = ""
    starts: MeetingFormWords = MeetingFormWords()
    neighborhoods: list[ChoiceWords] = []

    @event(Audience.LIAISON)
    async def enter(self):
        """A meeting is to be arranged, in the liaison's own neighborhood unless said otherwise."""
        self._begin(routes.MEETING_NEW)
        await self._choices()
        with using_locale(self._locale):
            self.starts = MeetingFormWords(neighborhood=self._actor.neighborhood_id or "", languages=say_choices(()))
        self.phase = "ready"

    @event(Audience.LIAISON)
    async def open(self):
        """The meeting in the address is to be amended."""
        wanted = meeting_in_address()
        self._begin(f"/meetings/{wanted}/amend")
        await self._choices()
        try:
            sheet = await call(meetings.show, actor=self._actor, meeting_id=wanted)
        except LiaisonError:
            self.phase = "missing"
            raise
        with using_locale(self._locale):
            self.starts = form_of(sheet, application().ports["city_profile"].time_zone)
        self.id, self.phase = wanted, "ready"

    @event(Audience.LIAISON)
    async def submit(self, form: Form):
        """Arrange it, or keep what was amended."""
        self.errors, self.notice = {}, ""
        draft = MeetingDraft.parse(fields_of(form, *_NAMES), application().ports["city_profile"].time_zone)
        if self.id:
            await call(meetings.amend, actor=self._actor, meeting_id=MeetingId(self.id), draft=draft)
            return rx.redirect(routes.meeting(self.id, self._locale))
        made = await call(meetings.arrange, actor=self._actor, draft=draft)
        return rx.redirect(routes.meeting(made, self._locale))

    def _begin(self, here: str) -> None:
        self.errors, self.notice, self.here = {}, "", here
        self.phase, self.id, self.ref, self.starts = "loading", "", new_ref(), MeetingFormWords()

    async def _choices(self) -> None:
        every = await call(places.neighborhoods)
        self.neighborhoods = [ChoiceWords(one.id, one.name) for one in every]
