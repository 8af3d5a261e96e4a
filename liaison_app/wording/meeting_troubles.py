"""Why a concern of a meeting was not sent, in words."""

from __future__ import annotations

from liaison_app.i18n import t
from liaison_app.wording.errors import say_field_error


def say_trouble(code: str) -> str:
    """Why a concern was not sent, by the code that is kept of it."""
    return {
        "already_sent": t("It was sent before with other words. Leave this one out, or record it anew."),
        "ref_taken": t("It was sent by somebody else. Leave this one out, or record it anew."),
        "not_open": t("The ticket it should join is closed by now. Send it as one of its own."),
        "not_found": t("The ticket it should join is not there any more. Send it as one of its own."),
        "not_allowed": t("Whoever pressed Send may not send it any more. Press Send again."),
        "failed": t("That did not work, and it is our fault. Nothing is lost; try again in a minute."),
        "unsure": t("Say yes to what we understood, or change it."),
        "place_needed": t("Say where it is: a house number and street, or a corner."),
    }.get(code) or say_field_error(code)
