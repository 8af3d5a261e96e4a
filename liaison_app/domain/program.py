"""The program's own words: how an application, a cohort, a seat in it and a certification stand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class ApplicationState(StrEnum):
    """Where somebody stands who wants to become a liaison."""

    APPLIED = "applied"
    WAITLISTED = "waitlisted"
    INVITED = "invited"  # a seat in a cohort was offered
    ENROLLED = "enrolled"  # the seat was taken
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ApplicationSource(StrEnum):
    """How an application came to us."""

    FORM = "form"
    LINK = "link"  # a cohort's link for enrolling oneself
    IMPORT = "import"
    COORDINATOR = "coordinator"


class CohortState(StrEnum):
    """Where a cohort stands."""

    PLANNED = "planned"  # seen by coordinators alone
    OPEN = "open"  # the public sees it, seats are given
    CLOSED = "closed"  # no seats are given any more
    GRADUATED = "graduated"
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """Where one person stands in one cohort."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    LEFT = "left"
    COMPLETED = "completed"


# Who counts against a cohort's capacity.
HOLDS_SEAT = frozenset({SeatState.INVITED, SeatState.ENROLLED, SeatState.COMPLETED})


class PresentHow(StrEnum):
    """How somebody was counted as present at a training session."""

    CODE = "code"
    TAP = "tap"
    PAPER = "paper"
    MADE_UP = "made_up"  # at a session of another cohort that holds for this one


class Level(StrEnum):
    """What a certification is for."""

    LIAISON = "liaison"  # files directly
    MEETINGS = "meetings"  # may run meetings
    TRAINER = "trainer"  # may train


class Standing(StrEnum):
    """What an account's certification allows now."""

    NOT_ASKED = "not_asked"  # given before the program asked for certificates, or no liaison's
    TRAINEE = "trainee"
    CERTIFIED = "certified"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"


# What these file goes to the city at once; what the others file waits for a coordinator's review.
FILES_DIRECTLY = frozenset({Standing.NOT_ASKED, Standing.CERTIFIED})


def standing(
    *, must_certify: bool, certified_until: datetime | None, suspended_at: datetime | None, now: datetime
) -> Standing:
    """How an account stands at `now`. An end counts from its very moment, whether or not anybody has noticed."""
    if suspended_at is not None:
        return Standing.SUSPENDED
    if not must_certify:
        return Standing.NOT_ASKED
    if certified_until is None:
        return Standing.TRAINEE
    return Standing.CERTIFIED if now < certified_until else Standing.LAPSED
