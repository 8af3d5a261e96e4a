"""What people decided about deliveries, in words: for the desk and for a ticket's history."""

from __future__ import annotations

from liaison_app.domain.decisions import Decision
from liaison_app.i18n import t

_ICONS = {
    Decision.SENT_AGAIN: "again",
    Decision.NUMBER_TAKEN: "city",
    Decision.NUMBER_GIVEN_BACK: "city",
    Decision.HANDED_OVER: "people",
    Decision.HANDED_BACK: "ask",
    Decision.ANSWERED: "ask",
    Decision.WITHDRAWN: "close",
    Decision.MESSAGE_AGAIN: "again",
    Decision.REVIEW_SENT: "send",
    Decision.MESSAGE_SENT: "send",
    Decision.MESSAGE_HANDED: "people",
    Decision.MESSAGE_WITHDRAWN: "close",
    Decision.JOINED_FIRST: "link",
    Decision.JOINED_SECOND: "link",
}


def decision_icon(decision: Decision) -> str:
    """The icon of a decision."""
    return _ICONS.get(decision, "edit")


def say_decision(decision: Decision, note: str) -> str:
    """What was decided. `note` is a number where the decision is about one."""
    return {
        Decision.SENT_AGAIN: t("A coordinator sent it again."),
        Decision.NUMBER_TAKEN: t("A coordinator found it at the city: {number}.", number=note),
        Decision.NUMBER_GIVEN_BACK: t("The city’s number {number} proved to be another ticket’s.", number=note),
        Decision.AMENDED: t("A coordinator changed the words and sent it again."),
        Decision.HANDED_OVER: t("It was handed to another coordinator."),
        Decision.HANDED_BACK: t("The liaison was asked."),
        Decision.ANSWERED: t("The liaison answered."),
        Decision.WITHDRAWN: t("A coordinator decided that it is not to be sent."),
        Decision.MESSAGE_AGAIN: t("A coordinator sent a message to the city again."),
        Decision.MESSAGE_AMENDED: t("A coordinator changed the words of a message to the city and sent it again."),
        Decision.MESSAGE_HANDED: t("A message to the city was handed to another coordinator."),
        Decision.MESSAGE_WITHDRAWN: t("A coordinator decided that a message to the city is not to be sent."),
        Decision.REVIEW_SENT: t("A coordinator looked at the draft and sent it."),
        Decision.REVIEW_SENT_BACK: t("A coordinator sent the draft back to its author."),
        Decision.MESSAGE_SENT: t("A coordinator looked at a message to the city and sent it."),
        Decision.MESSAGE_SENT_BACK: t("A coordinator sent a message to the city back to its author."),
        Decision.JOINED_FIRST: t("Joined: {number} at the city is the same ticket and stays as history.", number=note),
    }.get(decision, t("Joined: {number} is its number at the city now, the earlier one stays as history.", number=note))
