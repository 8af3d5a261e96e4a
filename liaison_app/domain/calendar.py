"""The city's calendar: which day it is there, and on which of its days and months a moment lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.months import Month, month_of
from liaison_app.domain.ports import Clock


class _MachineClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


_NO_CITY, _MACHINE = ZoneInfo("UTC"), _MachineClock()


@dataclass(frozen=True, slots=True)
class CityCalendar:
    """A clock together with the zone it is read in. Without a city: this machine's clock, in UTC."""

    zone: ZoneInfo = _NO_CITY
    clock: Clock = _MACHINE

    @property
    def today(self) -> date:
        """The day it is in the city."""
        return self.day_of(self.clock.now())

    def day_of(self, at: datetime) -> date:
        """The city's day that a moment lies in."""
        return at.astimezone(self.zone).date()

    def month_of(self, at: datetime) -> Month:
        """The city's month that a moment lies in."""
        return month_of(at.astimezone(self.zone))
