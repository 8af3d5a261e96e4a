"""A cohort's sessions and seats, on its page: sessions are added and changed, seats offered and taken away."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.cohorts import SessionDraft, SessionId
from liaison_app.domain.errors import Conflict, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import cohort_sessions, seat_offering
from liaison_app.states.cohort_page import CohortPage
from liaison_app.states.cohorts import cohort_in_address
from liaison_app.states.edge import EdgeState, Form, call, event, fields_of
from liaison_app.wording.cohort_troubles import say_cohort_trouble, say_offered
from liaison_app.wording.cohorts import SessionLine

SESSION = ("topic", "day", "from", "until", "trainer_id", "trainer_name", "place", "video_link")
CHOSEN = "applicant_"
NEW = SessionLine()


class _Failing(EdgeState, mixin=True):
    """Says what is wrong with a cohort in its own words."""

    def _fail(self, error: LiaisonError):
        with using_locale(self._locale):
            said = say_cohort_trouble(error) if isinstance(error, Conflict) else ""
        if said:
            self.notice = said
            return None
        return super()._fail(error)


class CohortSessions(_Failing, rx.State):
    """The form of a session: `is_open`, with what `starts` says; `calling_off` is the one asked about."""

    is_open: bool = False
    starts: SessionLine = NEW
    calling_off: SessionLine = NEW
    opened: int = 0

    @event(Audience.COORDINATOR)
    async def begin(self):
        """The page is opened: no form is."""
        self._shut()

    @event(Audience.COORDINATOR)
    async def ask(self, session_id: str):
        """Open the form for a session, for a new one where the number is ''."""
        self._shut()
        self.starts, self.is_open = await self._line_of(session_id), True
        self.opened += 1

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Close the form, or the question, and change nothing."""
        self._shut()

    @event(Audience.COORDINATOR)
    async def save(self, form: Form):
        """Add the session, or keep what was changed."""
        self.errors, self.notice = {}, ""
        draft = SessionDraft.parse(fields_of(form, *SESSION), application().ports["city_profile"].time_zone)
        if self.starts.id:
            session_id = SessionId(self.starts.id)
            await call(cohort_sessions.change, actor=self._actor, session_id=session_id, draft=draft)
        else:
            await call(cohort_sessions.add, actor=self._actor, cohort_id=cohort_in_address(), draft=draft)
        self._shut()

    @event(Audience.COORDINATOR)
    async def ask_cancel(self, session_id: str):
        """Ask before a session is called off."""
        self._shut()
        self.calling_off = await self._line_of(session_id)

    @event(Audience.COORDINATOR)
    async def cancel(self):
        """Call off the session that was asked about."""
        session_id = SessionId(self.calling_off.id)
        self._shut()
        await call(cohort_sessions.cancel, actor=self._actor, session_id=session_id)

    def _shut(self) -> None:
        self.errors, self.notice, self.is_open, self.starts, self.calling_off = {}, "", False, NEW, NEW

    async def _line_of(self, session_id: str) -> SessionLine:
        page = await self.get_state(CohortPage)
        return next((one for one in page.cohort.sessions if one.id == session_id), NEW)


class CohortSeats(_Failing, rx.State):
    """Seats. `said` is what became of the last offer; `taking_away` is the seat asked about."""

    said: str = ""
    taking_away: str = ""
    taking_name: str = ""
    offered: int = 0

    @event(Audience.COORDINATOR)
    async def begin(self):
        """The page is opened."""
        self.errors, self.notice, self.said, self.taking_away = {}, "", "", ""

    @event(Audience.COORDINATOR)
    async def offer(self, form: Form):
        """Offer a seat to everybody who is ticked, in the order of the list."""
        self.errors, self.notice, self.said = {}, "", ""
        chosen = [name.removeprefix(CHOSEN) for name, value in form.items() if name.startswith(CHOSEN) and value]
        (answer_by,) = fields_of(form, "answer_by").values()
        about = {"actor": self._actor, "cohort_id": cohort_in_address()}
        made = await call(seat_offering.offer, **about, applicant_ids=chosen, answer_by=answer_by)
        with using_locale(self._locale):
            self.said = say_offered(made)
        self.offered += 1

    @event(Audience.COORDINATOR)
    async def offer_next(self, seat_id: str):
        """Offer a free seat to one of the waitlist, past those before."""
        self.errors, self.notice, self.said = {}, "", ""
        await call(seat_offering.offer_next, actor=self._actor, seat_id=seat_id)

    @event(Audience.COORDINATOR)
    async def ask_take_away(self, seat_id: str, name: str):
        """Ask before somebody is taken out."""
        self.notice, self.taking_away, self.taking_name = "", seat_id, name

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Take nobody out."""
        self.taking_away = ""

    @event(Audience.COORDINATOR)
    async def take_away(self):
        """Take out who was asked about."""
        seat_id, self.taking_away = self.taking_away, ""
        await call(seat_offering.take_away, actor=self._actor, seat_id=seat_id)
