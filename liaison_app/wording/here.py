"""Being counted at a session, in words: on phones, and on the wall."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from liaison_app.i18n import t, tn
from liaison_app.services.attendance import Doorway
from liaison_app.services.roster import DoorSign
from liaison_app.wording.dates import say_exact, say_moment, say_time


def say_doorway(found: Doorway, zone: ZoneInfo) -> str:
    """Which session it is."""
    return t("{cohort}, {when}", cohort=found.cohort, when=say_exact(found.starts_at, zone))


def say_counted(made_up_for: str) -> str:
    """What being counted means."""
    if made_up_for:
        return t("It counts for your own session in {cohort}.", cohort=made_up_for)
    return t("You are counted. You can put the phone away.")


def say_door_count(sign: DoorSign) -> str:
    """How many are there."""
    if not sign.expected:
        return tn("{count} person here", "{count} people here", sign.present)
    return t("{count} of {all} here", count=sign.present, all=sign.expected)


def say_door(sign: DoorSign, zone: ZoneInfo) -> str:
    """Which session, when and where."""
    when = say_moment(sign.session.starts_at, zone, sign.now.astimezone(zone).date())
    return " · ".join(part for part in (sign.session.cohort_name, when, sign.session.place) if part)


def say_door_until(sign: DoorSign, zone: ZoneInfo) -> str:
    """Until when people are counted."""
    if sign.closes_at is None:
        return t("Attendance is closed")
    return t("Open until {time}", time=say_time(sign.closes_at, zone))
