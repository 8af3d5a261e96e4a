"""Threads: what a follow-up is meant to bring about, by when an answer to it is due, and how patient we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_A_DAY = timedelta(days=1)
# The city's clock is not ours, and may count whole seconds: what it did shortly before may have been done after.
CLOCKS_APART = timedelta(minutes=2)
_SATURDAY = 5
_A_WEEK = 7


class Intent(StrEnum):
    """What a message is meant to bring about."""

    STATUS = "status"
    EVIDENCE = "evidence"
    WRONG_SERVICE = "wrong_service"
    STILL_THERE = "still_there"
    PAST_PROMISE = "past_promise"
    SAFETY = "safety"
    THANKS = "thanks"


class Side(StrEnum):
    """Who is written to: the city, or only the people on our own side, the ticket's liaison and coordinators."""

    CITY = "city"
    OWN = "own"


class Overdue(StrEnum):
    """What is done about a question that nobody answered."""

    RAISED = "raised"  # coordinators are told
    CONTACT = "contact"  # it is one for the city's contact


# What is told, rather than asked.
NO_ANSWER = frozenset({Intent.EVIDENCE, Intent.THANKS})
# What asks for the work: the city answers it by closing, too.
ENDED_BY_CLOSING = frozenset({Intent.STATUS, Intent.STILL_THERE, Intent.PAST_PROMISE})


@dataclass(frozen=True, slots=True)
class AnswerPolicy:
    """Within how many working days an answer is due: from the city, from anybody where somebody is in danger, and on
    our own side. So many `contact_days` after coordinators heard of it, the city's `contact` is to be called."""

    city_days: int = 5
    urgent_days: int = 1
    own_days: int = 2
    contact_days: int = 5
    contact: str = ""

    def days(self, intent: Intent, side: Side) -> int:
        """The working days that an answer to such a message may take."""
        if intent is Intent.SAFETY:
            return self.urgent_days
        return self.own_days if side is Side.OWN else self.city_days


USUAL_ANSWERS = AnswerPolicy()


def answer_days(intent: Intent | None, side: Side, policy: AnswerPolicy, level: int | None) -> int | None:
    """The working days that an answer to such a message may take; None where none is expected.

    `level` is the working days that the city gave itself for the work, None where it promised none: nobody need wait
    longer for words than for the work.
    """
    if intent is None or intent in NO_ANSWER:
        return None
    days = policy.days(intent, side)
    return min(days, max(1, level)) if side is Side.CITY and level is not None else days


def after_working_days(day: date, days: int) -> date:
    """The day that lies so many working days after `day`. Holidays count as working days: no list of them is known."""
    while days > 0:
        day += _A_DAY
        days -= day.weekday() < _SATURDAY
    return day


def before_working_days(day: date, days: int) -> date:
    """The last day from which `after_working_days` comes to `day` or to a day before it."""
    found = day - days * _A_DAY
    while after_working_days(found, days) > day:
        found -= _A_DAY
    return found


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and with `last`."""
    weeks, rest = divmod(max(0, (last - first).days), _A_WEEK)
    return weeks * _SATURDAY + sum((first + step * _A_DAY).weekday() < _SATURDAY for step in range(1, rest + 1))


def read_intent(text: str) -> Intent | None:
    """The intent that a form sent, or None where it names none. Raises: KeyError, where there is no such intent."""
    return _BY_WORD[text] if text else None


_BY_WORD: Mapping[str, Intent] = {one.value: one for one in Intent}
