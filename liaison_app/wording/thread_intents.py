"""What a message is meant to bring about, and the words to begin it with, in the writer's language."""

from __future__ import annotations

from liaison_app.domain.threads import Intent
from liaison_app.i18n import t


def say_intent(intent: Intent | None) -> str:
    """The intent as people say it; '' where a message names none."""
    if intent is None:
        return ""
    return {
        Intent.STATUS: t("What is the status?"),
        Intent.EVIDENCE: t("More evidence"),
        Intent.WRONG_SERVICE: t("Wrong department or service"),
        Intent.STILL_THERE: t("Still there"),
        Intent.PAST_PROMISE: t("Past the promised day"),
        Intent.SAFETY: t("Access or safety"),
        Intent.THANKS: t("Thank the crew"),
    }[intent]


def say_template(intent: Intent) -> str:
    """The words that a message of this intent begins with; its writer goes on from there."""
    return {
        Intent.STATUS: t("What is the status of this request, and what happens next?"),
        Intent.EVIDENCE: t("Here is more about this request: "),
        Intent.WRONG_SERVICE: t("This seems to be with the wrong department or service. It should be: "),
        Intent.STILL_THERE: t("It is still there. I looked today, and this is what I saw: "),
        Intent.PAST_PROMISE: t("The promised day has passed. When will it be done?"),
        Intent.SAFETY: t("This blocks the way or is a danger to people. What is dangerous: "),
        Intent.THANKS: t("Thank you to the crew. It looks good."),
    }[intent]
