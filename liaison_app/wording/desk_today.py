"""What needs a coordinator today, in words, with the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison_app import routes
from liaison_app.i18n import tn
from liaison_app.routes import localized
from liaison_app.services.desk_today import WaitingFor, Waits


@dataclass(frozen=True)
class TodayLine:
    """One line of the list."""

    text: str = ""
    href: str = ""
    icon: str = ""


_WAYS = {
    Waits.DELIVERIES: (routes.DESK_DELIVERIES, "send"),
    Waits.DRAFTS: (routes.DESK_REVIEWS, "edit"),
    Waits.ANSWERS: (routes.DESK_ANSWERS, "waiting"),
    Waits.APPEALS: (routes.DESK_CERTIFICATIONS, "shield"),
    Waits.MODERATION: (routes.DESK_MODERATION, "seen"),
    Waits.APPLICATIONS: (routes.DESK_APPLICATIONS, "people"),
    Waits.ENDING: (routes.DESK_CERTIFICATIONS, "badge"),
}


def say_today(waiting: Sequence[WaitingFor]) -> list[TodayLine]:
    """The list in the active locale."""
    return [TodayLine(_say(one), localized(_WAYS[one.kind][0]), _WAYS[one.kind][1]) for one in waiting]


def _say(one: WaitingFor) -> str:
    count = one.count
    match one.kind:
        case Waits.DELIVERIES:
            return tn(
                "{count} thing stuck on its way to the city", "{count} things stuck on their way to the city", count
            )
        case Waits.DRAFTS:
            return tn("{count} draft to review", "{count} drafts to review", count)
        case Waits.ANSWERS:
            return tn("{count} question past its day", "{count} questions past their day", count)
        case Waits.APPEALS:
            return tn("{count} appeal to answer", "{count} appeals to answer", count)
        case Waits.MODERATION:
            return tn("{count} photo or message to look at", "{count} photos or messages to look at", count)
        case Waits.APPLICATIONS:
            return tn("{count} application to decide", "{count} applications to decide", count)
        case Waits.ENDING:
            return tn("{count} certificate ends soon", "{count} certificates end soon", count)
