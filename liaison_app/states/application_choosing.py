"""Applications that are chosen in the list, and decided together."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.domain.applications import Act
from liaison_app.i18n import using_locale
from liaison_app.services import application_deciding
from liaison_app.states.applications import ApplicationInbox
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.wording.application_desk import ResultLine, say_results


class ApplicationChoosing(EdgeState, rx.State):
    """The ids of the rows that are ticked, and what became of those that were decided; `left` were left alone.

    A box is the browser's own, so that it answers at once; with `rounds` all of them are drawn anew.
    """

    chosen: list[str] = []
    rounds: int = 0
    said: str = ""
    left: list[ResultLine] = []
    declining: bool = False

    @event(Audience.COORDINATOR)
    async def load(self):
        """Nothing is chosen yet."""
        self.errors, self.notice, self.said, self.left, self.chosen, self.declining = {}, "", "", [], [], False
        self.rounds += 1

    @event(Audience.COORDINATOR)
    async def tick(self, applicant_id: str):
        """Choose a row, or let go of it."""
        is_chosen = applicant_id in self.chosen
        rest = [one for one in self.chosen if one != applicant_id]
        self.chosen = rest if is_chosen else [*rest, applicant_id][: application_deciding.MOST_AT_ONCE]

    @event(Audience.COORDINATOR)
    async def tick_all(self):
        """Choose all rows that are shown, or let go of all."""
        every = await self._shown()
        self.chosen = [] if set(every) <= set(self.chosen) else every
        self.rounds += 1

    @event(Audience.COORDINATOR)
    async def waitlist(self):
        """Put the chosen ones on the waitlist."""
        await self._decide(Act.WAITLIST, "")

    @event(Audience.COORDINATOR)
    async def take_back(self):
        """Nothing is decided about the chosen ones any more."""
        await self._decide(Act.TAKE_BACK, "")

    @event(Audience.COORDINATOR)
    async def ask_reason(self):
        """Ask why the chosen ones are declined."""
        self.errors, self.declining = {}, bool(self.chosen)

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Decline nobody."""
        self.errors, self.declining = {}, False

    @event(Audience.COORDINATOR)
    async def decline(self, form: Form):
        """Decline the chosen ones, with the reason that each of them reads."""
        await self._decide(Act.DECLINE, fields_of(form, "reason")["reason"])
        self.declining = False

    async def _decide(self, act: Act, reason: str) -> None:
        """Of the chosen ones, those that still stand in the list; it reads itself anew by its watch."""
        self.errors, self.notice, self.said, self.left = {}, "", "", []
        shown, decide = set(await self._shown()), application_deciding.decide
        chosen = [one for one in self.chosen if one in shown]
        results = await call(decide, actor=self._actor, applicant_ids=chosen, act=act, reason=reason)
        with using_locale(self._locale):
            self.said, self.left = say_results(results, act)
        self.chosen = []
        self.rounds += 1

    async def _shown(self) -> list[str]:
        inbox = await self.get_state(ApplicationInbox)
        return [line.id for line in inbox.lines]
