"""What a person is told when something of a cohort cannot be done, and what became of an offer of seats."""

from __future__ import annotations

from liaison_app.domain.errors import Conflict
from liaison_app.i18n import t, tn
from liaison_app.services.seat_offering import Offered


def say_cohort_trouble(error: Conflict) -> str:
    """A sentence or two for `error`; '' where it is none of these."""
    return {
        "cohort_not_open": t("This training gives no seats at the moment."),
        "cohort_moved": t("Meanwhile the cohort stands elsewhere. Look at what the page says now."),
        "cohort_over": t("This cohort is over, so nothing of it changes any more."),
        "cohort_full": t("No seat is free. Give the cohort more seats, or wait for one."),
        "seat_moved": t("Meanwhile this seat stands elsewhere. Look at what the page says now."),
        "session_cancelled": t("This session was called off."),
        "attendance_closed": t("Attendance is not open. Ask the trainer."),
        "application_over": t("This application was withdrawn or declined. Apply again if you want to take part."),
        "has_account": t("You have an account already: sign in with it."),
        "ref_taken": t("This was sent before, for something else. Load the page again."),
        "no_number": t("That did not work, and it is our fault. Nothing is lost; try again in a minute."),
    }.get(error.reason, "")


def say_offered(made: Offered) -> str:
    """What became of an offer."""
    said = [
        tn("{count} seat offered", "{count} seats offered", made.invited) if made.invited else "",
        tn("{count} put on the waitlist", "{count} put on the waitlist", made.waiting) if made.waiting else "",
        tn("{count} passed over: has a seat", "{count} passed over: have a seat", made.passed_over)
        if made.passed_over
        else "",
    ]
    return ", ".join(part for part in said if part) + "."
