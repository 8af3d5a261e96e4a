"""Trouble in the exchange with the city, in words: for the mails to coordinators and for their desk."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.alerts import Trouble, TroubleNow
from liaison_app.domain.mail import Letter
from liaison_app.i18n import t, tn, using_locale
from liaison_app.wording.dates import say_exact
from liaison_app.wording.letters import letter


@dataclass(frozen=True)
class AlertLetters:
    """Writes the mails; `public_url` is where the desk is reached, times are told in the city's `zone`."""

    public_url: str
    zone: ZoneInfo

    def write(self, now: TroubleNow, *, is_over: bool, locale: str) -> Letter:
        with using_locale(locale):
            link = self.public_url.rstrip("/") + routes.localized(routes.DESK_DELIVERIES)
            title = _over(now.trouble) if is_over else say_trouble(now)
            since = t("It began: {when}", when=say_exact(now.since, self.zone))
            rest = [since] if is_over else [since, say_remedy(now.trouble), _again()]
            return letter(title, [title, *rest], link=link, link_words=t("Open the delivery desk"), locale=locale)


def say_trouble(now: TroubleNow) -> str:
    """What is wrong, in one sentence."""
    count = max(1, now.count)
    if now.trouble is Trouble.WAITING:
        return tn(
            "{count} ticket or message has waited too long to be sent",
            "{count} tickets or messages have waited too long to be sent",
            count,
        )
    if now.trouble is Trouble.UNCLEAR:
        return tn(
            "Of {count} ticket or message we have not found out for too long whether the city has it",
            "Of {count} tickets or messages we have not found out for too long whether the city has them",
            count,
        )
    if now.trouble is Trouble.FOR_PEOPLE:
        return tn(
            "{count} ticket or message has waited too long for a decision",
            "{count} tickets or messages have waited too long for a decision",
            count,
        )
    if now.trouble is Trouble.FILED_TWICE:
        return tn(
            "The city has had {count} ticket twice for too long",
            "The city has had {count} tickets twice for too long",
            count,
        )
    return {
        Trouble.UNREACHABLE: t("The city’s system cannot be reached"),
        Trouble.PAUSED: t("The city’s system does not accept our key"),
        Trouble.NO_NEWS: t("The city’s news could not be read for too long"),
    }.get(now.trouble, t("Something is due, and nobody sends it"))


def say_remedy(trouble: Trouble) -> str:
    """What a coordinator can do about it."""
    return {
        Trouble.UNREACHABLE: t(
            "Nothing is lost: everything waits and goes out by itself. If it lasts, ask the city whether its system "
            "is down."
        ),
        Trouble.PAUSED: t(
            "Nothing is lost, and one ticket or message an hour tries again. Whoever runs the app has to ask the city "
            "about the key and set it anew. Then press “Try now” on the desk."
        ),
        Trouble.NOBODY_SENDS: t("The part of the app that sends has stopped. Whoever runs the app has to start it."),
        Trouble.NO_NEWS: t(
            "Tickets show what the city last told us, and that may be old. Nothing is lost: what was missed is read "
            "when it works again. Whoever runs the app has to look why it does not."
        ),
        Trouble.WAITING: t("Look at the desk why they wait. Tell whoever runs the app if the reason is not clear."),
        Trouble.UNCLEAR: t(
            "We sent them and the answer got lost. Look for them in the city’s own system and write their numbers at "
            "the desk."
        ),
        Trouble.FILED_TWICE: t("Open the desk, say which number counts, and tell the city which one to close."),
    }.get(trouble, t("Open the desk and decide: send again, give it the city’s number, hand it over, or close it."))


def _over(trouble: Trouble) -> str:
    return {
        Trouble.UNREACHABLE: t("Over: the city’s system can be reached again"),
        Trouble.PAUSED: t("Over: the city’s system accepts our key again"),
        Trouble.NOBODY_SENDS: t("Over: what is due is being sent again"),
        Trouble.NO_NEWS: t("Over: the city’s news are read again"),
        Trouble.WAITING: t("Over: nothing waits too long any more"),
        Trouble.UNCLEAR: t("Over: what was unclear is settled"),
        Trouble.FILED_TWICE: t("Over: of each ticket it is known which number counts"),
    }.get(trouble, t("Over: nothing waits too long for a decision any more"))


def _again() -> str:
    return t("You hear of it again tomorrow if it lasts, and once when it is over.")
