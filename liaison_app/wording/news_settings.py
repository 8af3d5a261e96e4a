"""What a person chose about news, in words."""

from __future__ import annotations

from datetime import time

from babel.dates import format_time

from liaison_app.domain.news import HOURS, Habits, Subject, Wishes
from liaison_app.i18n import active_locale, t
from liaison_app.wording.dates import one_stop
from liaison_app.wording.news import say_news_rhythm, say_subject

_BABEL = {"en": "en_US", "es": "es_US"}


def say_hour(hour: int) -> str:
    """ "7 am", "9 pm", as this language writes it."""
    said = format_time(time(hour), "h a", locale=_BABEL[active_locale()]).replace("\u202f", " ").replace("\u00a0", " ")
    return said.replace("AM", "am").replace("PM", "pm") if active_locale() == "en" else said


def hour_options() -> list[tuple[str, str]]:
    """All hours of the day, for a choice."""
    return [(str(one), say_hour(one)) for one in HOURS]


def say_chosen(wishes: Wishes, subject: Subject) -> str:
    """That a choice about a subject is saved."""
    rhythm = say_news_rhythm(wishes.rhythms[subject])
    return t("Saved. {subject}: {rhythm}", subject=say_subject(subject), rhythm=rhythm)


def say_switched(name: str, *, is_on: bool) -> str:
    """That a switch is saved."""
    what = {
        "by_mail": (t("Saved. Mails are on."), t("Saved. Mails are off.")),
        "by_push": (t("Saved. Notices are on."), t("Saved. Notices are off.")),
        "safety_passes": (
            t("Saved. What is about safety comes at any hour."),
            t("Saved. What is about safety waits like the rest."),
        ),
    }[name]
    return what[0] if is_on else what[1]


def say_hours(habits: Habits) -> str:
    """That the hours are saved, and what they are."""
    digest = one_stop(t("Saved. Digests come at {hour}.", hour=say_hour(habits.digest_hour)))
    if habits.quiet_from == habits.quiet_until:
        return t("{digest} There are no quiet hours.", digest=digest)
    hours = t(
        "{digest} Quiet from {first} to {until}.",
        digest=digest,
        first=say_hour(habits.quiet_from),
        until=say_hour(habits.quiet_until),
    )
    return one_stop(hours)
