"""Times as open data writes them: ISO with and without a zone, `3/12/2022 6:23`, milliseconds since 1970.

Nothing here raises: what cannot be read is None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from liaison_app.domain.open_data_records import Promise

# Before, no city kept such data; after, a date is a slip of the finger or an "until further notice".
FIRST, LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST = 64  # no time has more letters; a cell may have a million
_SECONDS_DIGITS, _MILLISECONDS_DIGITS = (9, 10), (12, 13)
_SLASHED = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d*)?)?\s*(AM|PM)?)?\s*", re.IGNORECASE
)


def read_time(text: str, zone: ZoneInfo, *, is_day_first: bool = False) -> datetime | None:
    """The moment that `text` names, in UTC; a time without a zone is one of `zone`'s. None where there is none."""
    found = _written(text, is_day_first)
    return None if found is None else _moment(found, zone)


def read_promise(
    text: str, zone: ZoneInfo, meant: Promise, *, is_day_first: bool = False
) -> tuple[datetime | None, date | None]:
    """What a promise's column says, and the promised day; (None, None) where nothing is promised.

    A date that was stored as midnight UTC reads as 19:00 or 20:00 of the evening before where it was shown in Eastern
    time, also where a `Z` was put behind it. So the clock as it is written is tried as the city's first: where that is
    midnight UTC exactly, it is that date. Source: `expected_datetime` of Philadelphia's `public_cases_fc`.
    """
    text = text.strip()
    return _promise(text, zone, meant, is_day_first) if len(text) <= _LONGEST else (None, None)


@lru_cache(maxsize=4096)  # promises are days: many rows that stand together name the same one
def _promise(text: str, zone: ZoneInfo, meant: Promise, is_day_first: bool) -> tuple[datetime | None, date | None]:
    written = _written(text, is_day_first)
    moment = None if written is None else _moment(written, zone)
    if written is None or moment is None:
        return None, None
    if meant is Promise.TIME:
        return moment, moment.astimezone(zone).date()
    as_local = _moment(written.replace(tzinfo=None), zone)
    if as_local is not None and as_local.time() == time(0):
        moment = as_local
    return moment, moment.date()


def _written(text: str, is_day_first: bool) -> datetime | None:
    """The time as it stands there, with a zone only where one stands there."""
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) >= _SECONDS_DIGITS[0]:
        return _since_1970(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _slashed(text, is_day_first)


def _since_1970(digits: str) -> datetime | None:
    if len(digits) in _MILLISECONDS_DIGITS:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(digits))
    if len(digits) in _SECONDS_DIGITS:
        return datetime.fromtimestamp(int(digits), UTC)
    return None


def _slashed(text: str, is_day_first: bool) -> datetime | None:
    found = _SLASHED.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (first, second) if is_day_first else (second, first)
    hour, half = int(found[4] or 0), (found[7] or "").upper()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0))  # noqa: DTZ001 (as written)
    except ValueError:
        return None


def _moment(written: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        moment = (written if written.tzinfo is not None else written.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if FIRST <= moment < LAST else None
