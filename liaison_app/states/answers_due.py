"""The coordinators' list of questions that nobody answered in time."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import answers_due, thread_ending
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.states.watching import watch
from liaison_app.wording.answers_due import OverdueLine, UnreadLine, say_overdue, say_unread


class AnswersDue(EdgeState, rx.State):
    """The list, what was raised last first, and the private messages that are unread; `contact` is whom to turn to at
    the city. `ending` is the question that a coordinator is about to end, `ending_what` what it is about."""

    is_loaded: bool = False
    lines: list[OverdueLine] = []
    is_cut: bool = False
    contact: str = ""
    unread: list[UnreadLine] = []
    most: int = answers_due.MOST_SHOWN
    ending: str = ""
    ending_what: str = ""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and what comes into it or leaves it, for as long as the page is open."""
        return await watch(self, [rooms.DESK], self._reread, again=AnswersDue.watch)

    @event(Audience.COORDINATOR)
    async def show_more(self):
        self.most += answers_due.MOST_SHOWN
        self._take(await call(answers_due.list_overdue, actor=self._actor, most=self.most))

    @event(Audience.COORDINATOR)
    async def choose(self, message_id: str):
        """Begin to end one question, or none for ''."""
        self.errors, self.notice = {}, ""
        line = next((one for one in self.lines if one.id == message_id), None)
        self.ending, self.ending_what = (line.id, f"{line.place}: {line.intent}") if line else ("", "")

    @event(Audience.COORDINATOR)
    async def end(self, form: Form):
        """The chosen question was answered in another way."""
        self.errors, self.notice = {}, ""
        note = fields_of(form, "answered_how")["answered_how"]
        await call(thread_ending.answer_otherwise, actor=self._actor, message_id=self.ending, note=note)
        self.ending = self.ending_what = ""
        self._take(await call(answers_due.list_overdue, actor=self._actor, most=self.most))

    async def _reread(self, actor: Actor) -> None:
        async with self:
            most = self.most
        found = await call(answers_due.list_overdue, actor=actor, most=most)
        async with self:
            self._take(found)

    def _take(self, found: answers_due.OverdueAnswers) -> None:
        with using_locale(self._locale):
            self.lines, self.unread = say_overdue(found), say_unread(found, *city_now())
        self.is_cut, self.contact, self.is_loaded = found.is_cut, found.contact, True
