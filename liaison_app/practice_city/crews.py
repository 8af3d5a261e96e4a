"""What the departments' crews do with a request and when: plans drawn by seed, so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from liaison_app.practice_city.catalogue import CityService, Ending

HOUR_S = 3_600.0
REPLY_OVERDUE_S = 5 * 24 * HOUR_S


class Phase(StrEnum):
    """Where a request stands in the city's own eyes. The wire knows only open and closed."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    ASKED = "asked"
    CLOSED = "closed"


class StepKind(StrEnum):
    """One thing that happened, or is planned to happen, to a request."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    ASKED = "asked"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    SAID = "said"  # by the reporter, through the wire


STATUS_WORDS = {
    StepKind.RECEIVED: "open",
    StepKind.ACKNOWLEDGED: "investigating",
    StepKind.SCHEDULED: "action_scheduled",
    StepKind.ASKED: "information_needed",
    StepKind.REPLIED: "in_progress",
    StepKind.CLOSED: "closed",
    StepKind.REOPENED: "reopen",
    StepKind.SAID: "open",
}

PHASES = {
    StepKind.RECEIVED: Phase.RECEIVED,
    StepKind.ACKNOWLEDGED: Phase.ACKNOWLEDGED,
    StepKind.SCHEDULED: Phase.SCHEDULED,
    StepKind.ASKED: Phase.ASKED,
    StepKind.CLOSED: Phase.CLOSED,
    StepKind.REOPENED: Phase.RECEIVED,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A step to come, `after_s` seconds of work from now. `was_fixed` only says something for a closing."""

    after_s: float
    kind: StepKind
    note: str
    status_word: str
    was_fixed: bool | None = None


def first_plan(service: CityService, dice: Random) -> Sequence[Planned]:
    """What is to happen to a new request: within two hours somebody looks, within some days it is closed."""
    department = service.department
    at = dice.uniform(0.6, 1.8) * HOUR_S
    plan = [_planned(at, StepKind.ACKNOWLEDGED, dice.choice(department.acknowledged))]
    if dice.random() < service.asks:
        at += dice.uniform(1, 4) * HOUR_S
        plan.append(_planned(at, StepKind.ASKED, dice.choice(department.asked)))
        unanswered = Ending("no_further_action", "Closed: no answer to our question.")
        return [*plan, _closing(at + REPLY_OVERDUE_S, unanswered, was_fixed=False)]
    return [*plan, *later_plan(service, dice, after_s=at)]


def later_plan(service: CityService, dice: Random, *, after_s: float = 0.0) -> Sequence[Planned]:
    """What is to happen once nothing more is to be asked: scheduled, then closed, now and then without a repair."""
    department, plan = service.department, []
    at = after_s + dice.uniform(3, 10) * HOUR_S * service.pace
    if dice.random() < 0.85:
        plan.append(_planned(at, StepKind.SCHEDULED, dice.choice(department.scheduled)))
    at += dice.uniform(10, 48) * HOUR_S * service.pace
    was_fixed = dice.random() >= service.unfixed
    ending = dice.choice(department.fixed if was_fixed else department.not_fixed)
    return [*plan, _closing(at, ending, was_fixed)]


def second_look(service: CityService, dice: Random) -> Sequence[Planned]:
    """What is to happen to a request that was opened again: a person looks harder than the first time."""
    at = dice.uniform(1, 4) * HOUR_S
    looked = _planned(at, StepKind.ACKNOWLEDGED, "A supervisor will look at it again.")
    at += dice.uniform(8, 24) * HOUR_S * service.pace
    was_fixed = dice.random() >= service.unfixed / 2
    department = service.department
    return [looked, _closing(at, dice.choice(department.fixed if was_fixed else department.not_fixed), was_fixed)]


def reply(service: CityService, dice: Random) -> Planned:
    """A word back to a reporter who wrote."""
    return _planned(dice.uniform(0.5, 2) * HOUR_S, StepKind.REPLIED, dice.choice(service.department.replied))


def _planned(after_s: float, kind: StepKind, note: str) -> Planned:
    return Planned(after_s, kind, note, STATUS_WORDS[kind])


def _closing(after_s: float, ending: Ending, was_fixed: bool) -> Planned:
    return Planned(after_s, StepKind.CLOSED, ending.note, ending.status_word, was_fixed)
