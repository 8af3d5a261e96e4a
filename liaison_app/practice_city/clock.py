"""The practice city's two times: the wall clock that stamps everything, and the work clock that drives the crews.

Work time counts the seconds that crews have worked. It runs `speed` times as fast as the wall clock, can stand still
and can be stepped, so that days of work take minutes; what it makes happen is stamped with the wall clock, so that no
stamp ever lies in the future. Why: docs/adr, "practice city clock".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app.practice_city.catalogue import ServiceLevel

DAY_S = 86_400.0
A_DAY_IN_TWO_MINUTES = 720.0
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """The work clock at one moment: `worked_s` seconds of work done by then. `skew_s` shifts the city's wall clock."""

    at: float
    worked_s: float = 0.0
    speed: float = A_DAY_IN_TWO_MINUTES
    is_running: bool = True
    skew_s: float = 0.0

    def worked_by(self, now: float) -> float:
        """Seconds of work done by `now` (seconds since 1970)."""
        return self.worked_s + (max(0.0, now - self.at) * self.speed if self.is_running else 0.0)

    def moment_of(self, worked_s: float, now: float) -> float:
        """When (seconds since 1970) the work clock stood at `worked_s`; `now` for what was reached by a step."""
        if not self.is_running or self.speed <= 0:
            return now
        return min(now, max(self.at, self.at + (worked_s - self.worked_s) / self.speed))


class WorkClock:
    """Tells both times; changed only through `set_to`, `step` and `restore`."""

    def __init__(self, reading: Reading, wall: Callable[[], float]) -> None:
        self._wall = wall
        self.reading = reading

    def wall(self) -> float:
        """The city's own time, in seconds since 1970: real, but for a skew that was asked for."""
        return self._wall() + self.reading.skew_s

    def now(self) -> int:
        """The same in whole seconds, as everything is stamped."""
        return int(self.wall())

    def worked_s(self) -> float:
        """Seconds of work done by now."""
        return self.reading.worked_by(self._wall())

    def stamp_of(self, worked_s: float) -> int:
        """The stamp of something that fell due at `worked_s`, in whole seconds since 1970."""
        return int(self.reading.moment_of(worked_s, self._wall()) + self.reading.skew_s)

    def set_to(
        self, *, is_running: bool | None = None, speed: float | None = None, skew_s: float | None = None
    ) -> Reading:
        """Start, stop, change speed or shift; work done so far is kept."""
        now = self._wall()
        self.reading = replace(
            self.reading,
            at=now,
            worked_s=self.reading.worked_by(now),
            is_running=self.reading.is_running if is_running is None else is_running,
            speed=self.reading.speed if speed is None else speed,
            skew_s=self.reading.skew_s if skew_s is None else skew_s,
        )
        return self.reading

    def step(self, seconds: float) -> Reading:
        """Let `seconds` of work pass at once."""
        now = self._wall()
        self.reading = replace(self.reading, at=now, worked_s=self.reading.worked_by(now) + seconds)
        return self.reading

    def restore(self, reading: Reading) -> None:
        """Put back what was kept."""
        self.reading = reading


def promised_by(level: ServiceLevel | None, requested_at: int, zone: ZoneInfo) -> int | None:
    """The promise as the city writes it: the promised date at midnight **UTC**, in seconds since 1970; None for none.

    Shown in the city's zone that falls on the evening before. Real answers of the city are like that, and a reader
    must not be spared it. Business days leave out Saturdays and Sundays.
    """
    if level is None:
        return None
    day = datetime.fromtimestamp(requested_at, zone).date()
    for _ in range(level.days):
        day = _next_day(day, level.is_business)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _next_day(day: date, is_business: bool) -> date:
    day += timedelta(days=1)
    while is_business and day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return day
