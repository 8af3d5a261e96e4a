"""Calendar months as numbers: 202611 is November 2026. They order, and a range of them is a range of numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

Month = NewType("Month", int)

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def parse_month(written: str) -> Month | None:
    """`2026-11` as a month; None where it is none, or in the last year there is: its end would lie in none."""
    found = _WRITTEN.fullmatch(written)
    return Month(int(found[1]) * 100 + int(found[2])) if found and "0000" < found[1] < "9999" else None


def month_words(month: Month) -> str:
    """A month as it stands in addresses and files: `2026-11`."""
    return f"{month // 100:04}-{month % 100:02}"


def month_of(day: date) -> Month:
    """The month that a day lies in; of a moment, its own zone's."""
    return Month(day.year * 100 + day.month)


def months_after(month: Month, count: int) -> Month:
    """The month `count` months later, or earlier where it is negative."""
    year, place = divmod(month // 100 * 12 + month % 100 - 1 + count, 12)
    return Month(year * 100 + place + 1)


def year_to(last: Month) -> Month:
    """The first of the twelve months that end with `last`."""
    return months_after(last, -11)


def months_between(first: Month, last: Month) -> list[Month]:
    """All months from one to another, both included."""
    count = (last // 100 - first // 100) * 12 + last % 100 - first % 100
    return [months_after(first, place) for place in range(count + 1)]


def starts_at(month: Month, zone: ZoneInfo) -> datetime:
    """The moment a month begins in `zone`."""
    return datetime.combine(date(month // 100, month % 100, 1), time(), zone)


def first_day(month: Month) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: Month) -> date:
    """The last day of a month."""
    return first_day(months_after(month, 1)) - timedelta(days=1)
