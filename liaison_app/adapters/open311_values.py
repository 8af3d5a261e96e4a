"""Single values of a GeoReport answer: texts, booleans, times and places, in whatever form a city tells them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from liaison_app.adapters.open311_document import Row, storable
from liaison_app.adapters.open311_wire import AS_WRITTEN, Reading
from liaison_app.domain.geo import LatLon

_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_UTC = frozenset({"Z", "UTC", "GMT"})
_TRUE = frozenset({"true", "1", "yes", "t", "y"})


def text(value: object) -> str:
    """Any value as trimmed text: '' for None, a nested row's texts joined, `12` for both 12 and 12.0.

    What no database takes (NUL, halves of surrogate pairs) is left out.
    """
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(text, value.values())))
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return storable(str(value)).strip()


def flag(value: object, default: bool = False) -> bool:
    """A boolean, also where it came as text: "false" is False."""
    word = text(value).lower()
    return word in _TRUE if word else default


def moment(value: object, reading: Reading = AS_WRITTEN) -> datetime | None:
    """A time as aware UTC; None where there is none or it cannot be read. Without a zone the city's holds."""
    found = _TIME.fullmatch(text(value))
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        plain = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro)  # noqa: DTZ001 - the zone follows
        if zone is None or (zone.upper() == "Z" and reading.z_is_local):
            return plain.replace(tzinfo=reading.zone).astimezone(UTC)
        return plain.replace(tzinfo=UTC if zone.upper() in _UTC else _offset(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def place(lat: object, lon: object) -> LatLon | None:
    """A point, or None where there is none: missing, not a number, off the globe, or the 0/0 of a missing one."""
    try:
        numbers = float(text(lat)), float(text(lon))
    except ValueError:
        return None
    if not all(map(math.isfinite, numbers)) or numbers == (0.0, 0.0):
        return None
    try:
        return LatLon(*numbers)
    except ValueError:
        return None


def _offset(zone: str) -> timezone:
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].removeprefix(":") or 0)))


def web_address(value: object) -> str:
    """An http(s) address, '' for anything else. It may still point anywhere."""
    address = text(value)
    return address if address.lower().startswith(("http://", "https://")) else ""


def first(row: Row, *names: str) -> str:
    """The first of these fields that holds anything: cities spell them in several ways."""
    return next((told for name in names if (told := text(row.get(name)))), "")
