"""The roster of a session, for its trainer: who is there, by tap or from paper, and the code for phones; and a list of
all sessions of a trainer."""

import reflex as rx

from liaison_app import cohort_routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.cohorts import SessionId, read_session_id
from liaison_app.domain.errors import Conflict, LevelNeeded, LiaisonError, NotAllowed, NotFound
from liaison_app.domain.program import PresentHow
from liaison_app.i18n import using_locale
from liaison_app.services import attendance, roster, training_calendar
from liaison_app.states.edge import EdgeState, call, city_now, event, page_argument, public_address
from liaison_app.states.watching import watch
from liaison_app.wording.cohort_troubles import say_cohort_trouble
from liaison_app.wording.cohorts import SessionLine, say_session
from liaison_app.wording.errors import say_error
from liaison_app.wording.roster import RosterWords, say_roster

NONE = RosterWords()


class SessionRoster(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or missing; `by_paper`: a paper list is copied."""

    phase: str = "loading"
    here: str = "/roster"
    roster: RosterWords = NONE
    by_paper: bool = False
    why: str = ""  # the certificate that it takes has ended

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        wanted = _session_id()
        async with self:
            self.errors, self.notice, self.by_paper, self.here = {}, "", False, f"/roster/{wanted}"
            if self.roster.id != wanted:
                self.roster, self.phase = NONE, "loading"
        # The cohort whose room to wait in is known once the list was read.
        heard = [rooms.cohort(self.roster.cohort_id)] if self.roster.cohort_id else []
        return await watch(self, heard, self._reread, again=SessionRoster.watch)

    async def _reread(self, actor: Actor) -> bool:
        wanted, known = _session_id(), self.roster.cohort_id
        try:
            found = await call(roster.roster, actor=actor, session_id=wanted)
        except (NotFound, NotAllowed) as error:
            async with self:
                self.roster, self.phase, self.why = NONE, "missing", _why(error, self._locale)
            raise
        program = application()
        drawn = {"public_url": program.settings.public_url, "draw": program.ports["qr_codes"].svg}
        async with self:
            with using_locale(self._locale):
                self.roster = say_roster(found, city_now()[0], **drawn)
            self.phase = "ready"
        return known != found.session.cohort_id

    def _fail(self, error: LiaisonError):
        with using_locale(self._locale):
            said = say_cohort_trouble(error) if isinstance(error, Conflict) else ""
        if said:
            self.notice = said
            return None
        return super()._fail(error)

    @event(Audience.LIAISON)
    async def open(self):
        """Count people by the code."""
        self.notice = ""
        await call(attendance.open_, actor=self._actor, session_id=_session_id())

    @event(Audience.LIAISON)
    async def close(self):
        """Count nobody by the code any more."""
        self.notice = ""
        await call(attendance.close, actor=self._actor, session_id=_session_id())

    @event(Audience.LIAISON)
    async def copy_paper(self, is_paper: bool):
        """From now on what is tapped is from paper, or not."""
        self.by_paper = is_paper

    @event(Audience.LIAISON)
    async def mark(self, seat_id: str):
        """Somebody is there."""
        self.notice, how = "", PresentHow.PAPER if self.by_paper else PresentHow.TAP
        await call(attendance.mark, actor=self._actor, session_id=_session_id(), seat_id=seat_id, how=how)

    @event(Audience.LIAISON)
    async def unmark(self, seat_id: str):
        """It was a mistake."""
        self.notice = ""
        await call(attendance.unmark, actor=self._actor, session_id=_session_id(), seat_id=seat_id)


class TrainedSessions(EdgeState, rx.State):
    """The sessions that somebody trains; `calendar_to` is the address of all that concern them."""

    is_loaded: bool = False
    rows: list[SessionLine] = []
    calendar_to: str = ""
    why: str = ""

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show them, and every change of them, for as long as the page is open."""
        return await watch(self, [rooms.COHORTS], self._reread, again=TrainedSessions.watch)

    async def _reread(self, actor: Actor) -> None:
        try:
            rows, why = await call(roster.trained_by, actor=actor), ""
        except LevelNeeded as error:
            rows, why = (), _why(error, self._locale)
        links, zone_and_now = application().ports["letter_links"], city_now()
        sealed = training_calendar.sealed_name(training_calendar.ACCOUNT, str(actor.account_id), links)
        async with self:
            with using_locale(self._locale):
                self.rows = [say_session(one, *zone_and_now) for one in rows]
                self.calendar_to = public_address(cohort_routes.training_calendar(sealed))
            self.is_loaded, self.why = True, why


def _why(error: LiaisonError, locale: str) -> str:
    """Which certificate it takes; '' where it is not for want of one."""
    with using_locale(locale):
        return say_error(error) if isinstance(error, LevelNeeded) else ""


def _session_id() -> SessionId:
    return read_session_id(page_argument("session_id"))
