"""What becomes of a ticket in the demo: accepted, acknowledged, scheduled, closed, fixed or not, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from liaison_app.demo.facts import ServiceShare
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.tickets import ChangeKind, Outcome, Status, promised_day
from liaison_app.practice_city.catalogue import EARLIER, CityService, Department, Ending
from liaison_app.practice_city.clock import promised_by
from liaison_app.practice_city.crews import STATUS_WORDS, StepKind

FORGOTTEN = 0.05  # share that the city never closes
SEEN_UNFIXED = 0.05  # share of what the city fixed that people see otherwise
NOBODY_LOOKS_AT_ONCE = timedelta(hours=2)
FRIDAY = 4
# Words of a department's endings that fit one of its services alone.
OWN_WORDS = {
    "Graffiti": ServiceCode("SR-CL01"),
    "second floor": ServiceCode("SR-CL01"),
    "Inlet": ServiceCode("SR-WD01"),
    "running freely": ServiceCode("SR-WD01"),
    "Smoke alarms": ServiceCode("SR-FD02"),
    "Utility cut": ServiceCode("SR-ST01"),
    "ehicle": ServiceCode("SR-PD01"),
}


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A status change. `by_liaison` when the one who filed did it, else the city or the app."""

    at: datetime
    kind: ChangeKind
    word: str = ""
    note: str = ""
    by_liaison: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """How a ticket stands and how it came to that. Times are UTC; `promised_on` is a day in the city's zone."""

    status: Status
    status_notes: str
    service_notice: str
    agency: str
    accepted_at: datetime
    expected_at: datetime | None
    promised_on: date | None
    closed_at: datetime | None
    was_fixed: bool | None
    outcome: Outcome | None
    changes: tuple[PlannedChange, ...]


class Lives:
    """Draws lives up to `now`, in the city's `zone`, by `dice`."""

    def __init__(self, *, now: datetime, zone: ZoneInfo, dice: Random) -> None:
        self._now = now
        self._zone = zone
        self._dice = dice

    def draw(self, service: CityService, share: ServiceShare, requested_at: datetime, number: str) -> Life:
        """The life of a ticket that the city accepted under `number`."""
        dice, department = self._dice, service.department
        accepted_at = min(self._now, requested_at + timedelta(seconds=dice.randint(4, 240)))
        took = timedelta(days=max(0.08, dice.lognormvariate(0, share.spread) * share.days))
        closed_at = None if dice.random() < FORGOTTEN else self._at_work(accepted_at + took)
        changes = [
            PlannedChange(requested_at, ChangeKind.FILED, by_liaison=True),
            PlannedChange(accepted_at, ChangeKind.SENT),
            PlannedChange(accepted_at, ChangeKind.CITY_NUMBER, number),
            *self._steps(department, accepted_at, took, min(self._now, closed_at or self._now)),
        ]
        expected_at = self._expected(service, accepted_at)
        told = _Told(accepted_at, expected_at, promised_day(expected_at, self._zone), service)
        if closed_at is None or closed_at > self._now:
            return told.open(changes)
        was_fixed = dice.random() >= service.unfixed
        ending = dice.choice(_fitting(department.fixed if was_fixed else department.not_fixed, share.code))
        seen = self._look(closed_at, share, was_fixed=was_fixed)
        changes += [*_closing(closed_at, ending), *([seen] if seen else [])]
        return told.closed(changes, closed_at, ending, seen, was_fixed=was_fixed)

    def _steps(
        self, department: Department, accepted_at: datetime, took: timedelta, end: datetime
    ) -> list[PlannedChange]:
        """What the crews said by `end`."""
        dice = self._dice
        seen_at = accepted_at + min(timedelta(days=3), took * dice.uniform(0.03, 0.2)) + NOBODY_LOOKS_AT_ONCE
        steps = [(seen_at, StepKind.ACKNOWLEDGED, department.acknowledged)]
        if dice.random() < 0.6:
            steps.append((seen_at + took * dice.uniform(0.2, 0.6), StepKind.SCHEDULED, department.scheduled))
        return [
            PlannedChange(at, ChangeKind.CITY_UPDATE, STATUS_WORDS[kind], dice.choice(notes))
            for at, kind, notes in steps
            if at < end
        ]

    def _look(self, closed_at: datetime, share: ServiceShare, *, was_fixed: bool) -> PlannedChange | None:
        """Somebody went to see, some days after the closing; None where nobody did, or not yet."""
        dice = self._dice
        at = closed_at + timedelta(days=dice.uniform(0.3, 9))
        if dice.random() >= share.looked or at > self._now:
            return None
        if was_fixed and dice.random() >= SEEN_UNFIXED:
            outcome = Outcome.FIXED
        else:
            outcome = dice.choices((Outcome.NOT_FIXED, Outcome.PARTLY, Outcome.CANNOT_TELL), (70, 20, 10))[0]
        return PlannedChange(at, ChangeKind.OUTCOME, outcome.value, by_liaison=True)

    def _expected(self, service: CityService, accepted_at: datetime) -> datetime | None:
        seconds = promised_by(service.level, int(accepted_at.timestamp()), self._zone)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def _at_work(self, at: datetime) -> datetime:
        """The same day, or the Monday after a weekend, in the hours in which crews work; never before `at`."""
        local = at.astimezone(self._zone)
        if local.weekday() > FRIDAY:
            local += timedelta(days=7 - local.weekday())
        hour, minute = self._dice.randint(8, 16), self._dice.randrange(60)
        worked = local.replace(hour=hour, minute=minute, second=self._dice.randrange(60))
        return max(worked.astimezone(UTC), at)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the city told at once."""

    accepted_at: datetime
    expected_at: datetime | None
    promised_on: date | None
    service: CityService

    def open(self, changes: list[PlannedChange]) -> Life:
        notes = next((change.note for change in reversed(changes) if change.note), "")
        return self._life(changes, Status.OPEN, notes, None, None, None)

    def closed(
        self,
        changes: list[PlannedChange],
        closed_at: datetime,
        ending: Ending,
        seen: PlannedChange | None,
        *,
        was_fixed: bool,
    ) -> Life:
        outcome = Outcome(seen.word) if seen else None
        return self._life(changes, Status.CLOSED, ending.note, closed_at, was_fixed, outcome)

    def _life(
        self,
        changes: list[PlannedChange],
        status: Status,
        notes: str,
        closed_at: datetime | None,
        was_fixed: bool | None,
        outcome: Outcome | None,
    ) -> Life:
        return Life(
            status=status,
            status_notes=notes,
            service_notice=self.service.level.notice if self.service.level else "",
            agency=self.service.department.name,
            accepted_at=self.accepted_at,
            expected_at=self.expected_at,
            promised_on=self.promised_on,
            closed_at=closed_at,
            was_fixed=was_fixed,
            outcome=outcome,
            changes=tuple(changes),
        )


def _fitting(endings: Sequence[Ending], code: ServiceCode) -> Sequence[Ending]:
    """Endings without those that name another service's work, or an earlier request that the demo does not have."""
    others = [EARLIER, *(word for word, own in OWN_WORDS.items() if own != code)]
    return [ending for ending in endings if not any(word in ending.note for word in others)] or endings


def _closing(closed_at: datetime, ending: Ending) -> list[PlannedChange]:
    return [
        PlannedChange(closed_at, ChangeKind.CITY_UPDATE, ending.status_word, ending.note),
        PlannedChange(closed_at, ChangeKind.STATUS, Status.CLOSED.value),
    ]
