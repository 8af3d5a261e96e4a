"""The steps of a moderation in words: for coordinators, and for whose words or photo it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app.domain.moderation import Act, StepRow, Subject
from liaison_app.i18n import t
from liaison_app.wording.dates import say_exact, say_moment


@dataclass(frozen=True)
class StepLine:
    """One step: what was decided, why, by whom (for coordinators) and when."""

    what: str = ""
    reason: str = ""
    by: str = ""
    when: str = ""
    exact: str = ""


def say_subject(subject: Subject) -> str:
    """What it is, as a heading."""
    return {
        Subject.DESCRIPTION: t("The description"),
        Subject.MESSAGE: t("A message to the city"),
        Subject.SIDE: t("A private message"),
        Subject.PHOTO: t("A photo"),
    }[subject]


def say_step(act: Act, subject: Subject) -> str:
    """What happened, in a sentence."""
    if subject is Subject.PHOTO:
        return _say_photo(act)
    what = {
        Subject.DESCRIPTION: t("the description"),
        Subject.MESSAGE: t("a message to the city"),
        Subject.SIDE: t("a private message"),
    }[subject]
    return {
        Act.ASKED: t("The author asked that neighbors may read a message."),
        Act.TAKEN_BACK: t("The author took back that neighbors may read a message."),
        Act.SHOWN: t("Neighbors may read the message now."),
        Act.SHOWN_IN_PART: t("Neighbors may read the message now, with parts taken out."),
        Act.KEPT_PRIVATE: t("The message stays private."),
        Act.HIDDEN: t("A coordinator hid {what}.", what=what),
        Act.REDACTED: t("A coordinator took parts out of {what}.", what=what),
        Act.UNDONE: t("A coordinator showed all of {what} again.", what=what),
    }.get(act, t("A coordinator opened the original of {what}.", what=what))


def _say_photo(act: Act) -> str:
    return {
        Act.SHOWN: t("A photo is shown to everyone."),
        Act.KEPT_PRIVATE: t("A photo stays private."),
        Act.HIDDEN: t("A coordinator hid a photo."),
        Act.BLACKED_OUT: t("A coordinator blacked out parts of a photo."),
        Act.UNDONE: t("A coordinator showed a photo again as it was."),
    }.get(act, t("A coordinator opened the original of a photo."))


def say_steps(steps: Sequence[StepRow], zone: ZoneInfo, today: date) -> list[StepLine]:
    """The steps in the active locale, in their order."""
    return [
        StepLine(
            what=say_step(step.act, step.subject),
            reason=step.reason,
            by=step.by_name,
            when=say_moment(step.at, zone, today),
            exact=say_exact(step.at, zone),
        )
        for step in steps
    ]
