"""The addresses of cohorts: for coordinators, for trainers, and for people in one. The others stand in `routes`."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.domain.cohorts import shown_short
from liaison_app.routes import localized, with_query

DESK_COHORTS = "/desk/cohorts"
DESK_COHORT_NEW = "/desk/cohorts/new"
DESK_COHORT = "/desk/cohorts/[cohort_id]"
DESK_COHORT_AMEND = "/desk/cohorts/[cohort_id]/amend"
DESK_WEEK = "/desk/week"
TRAINING_MINE = "/roster"
ROSTER = "/roster/[session_id]"
HERE = "/here"


def cohort(cohort_id: str, locale: str | None = None) -> str:
    """Where coordinators look after a cohort."""
    return localized(f"{DESK_COHORTS}/{cohort_id}", locale)


def cohort_amend(cohort_id: str, locale: str | None = None) -> str:
    return f"{cohort(cohort_id, locale)}/amend"


def week(monday: str = "", locale: str | None = None) -> str:
    """The schedule of the week that begins on `monday`, of this one for ''."""
    return localized(DESK_WEEK, locale) + with_query({"from": monday} if monday else {})


def roster(session_id: str, locale: str | None = None) -> str:
    """Who is at a training session, for its trainer."""
    return localized(f"/roster/{session_id}", locale)


def roster_wall(session_id: str, locale: str | None = None) -> str:
    """The code of a training session for a projector."""
    return f"{roster(session_id, locale)}/wall"


def here(code: str = "", locale: str | None = None) -> str:
    """What phones open to be counted at a training session; where the code is typed, for ''."""
    return localized(f"{HERE}/{shown_short(code)}" if code else HERE, locale)


def enrol(code: str, locale: str | None = None) -> str:
    """Where somebody enrols alone in a cohort."""
    return localized(f"/enrol/{code}", locale)


def seat(code: str, cohort_id: str, locale: str | None = None) -> str:
    """Where a seat in a cohort is taken or declined; `code` is the application's, or the sealed one of a mail."""
    return localized(f"/apply/{quote(code)}/seat/{cohort_id}", locale)


def training_calendar(sealed: str, locale: str | None = None) -> str:
    """A calendar of training sessions, for calendar programs."""
    return localized(f"/api/cohorts/{sealed}.ics", locale)
