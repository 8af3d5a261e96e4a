"""From a row of a city's open data to a record, or to the reason why it is none. Nothing here raises on any text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

from liaison_app.domain.geo import LatLon
from liaison_app.domain.open_data_records import LeftAside, OpenDataMapping, OpenRecord
from liaison_app.domain.open_data_times import read_promise, read_time
from liaison_app.domain.tickets import Status

Row = Sequence[str]
Cell = Callable[[Row], str]
# What a record is made of; a mapping names the columns of each. The first four must be there.
FIELDS = (
    "number", "status", "requested", "lat", "lon", "service_code", "service_name", "notes", "updated", "expected",
    "closed", "address", "agency", "notice", "media_url",
)  # fmt: skip
NEEDED = ("number", "status", "requested", "lat", "lon")
LONGEST_NUMBER = LONGEST_CODE = 64
KNOWN_SERVICES = 10_000
LONGEST_NOTE, LONGEST_NOTICE, LONGEST_URL = 4000, 1000, 1000
SAFE_SCHEMES = ("https://", "http://")


def missing_fields(mapping: OpenDataMapping, header: Sequence[str]) -> list[str]:
    """The fields without which nothing can be read and for which `header` has no column."""
    known = {name.strip().lower() for name in header}
    found = [one for one in NEEDED if not any(name in known for name in mapping.columns.get(one, ()))]
    names_service = any(
        name in known for one in ("service_code", "service_name") for name in mapping.columns.get(one, ())
    )
    return found if names_service or mapping.only_service else [*found, "service_code"]


class RecordReader:
    """Reads the rows under one header. `latest` is a moment after which nothing can have happened yet."""

    def __init__(self, mapping: OpenDataMapping, header: Sequence[str], latest: datetime) -> None:
        self._mapping, self._latest = mapping, latest
        self._width = len(header)
        self._cells = {name: _cell_of(mapping.columns.get(name, ()), header) for name in FIELDS}
        self._services: dict[tuple[str, str], tuple[str, str] | LeftAside] = {}
        self._care: dict[str, tuple[bool, bool]] = {}

    def read(self, row: Row) -> OpenRecord | LeftAside:
        """A record, or why there is none. A row that is too long or too short is none: its columns have slipped."""
        if len(row) != self._width:
            return LeftAside.UNREADABLE
        number = self._text(row, "number")
        if not 0 < len(number) <= LONGEST_NUMBER:
            return LeftAside.NO_NUMBER
        service = self._service(row)
        if isinstance(service, LeftAside):
            return service
        requested_at = self._time(row, "requested")
        if requested_at is None:
            return LeftAside.NO_TIME
        status = self._mapping.statuses.get(self._text(row, "status").lower())
        if status is None:
            return LeftAside.UNKNOWN_STATUS
        return self._record(row, number, service, requested_at, status)

    def number_of(self, row: Row) -> str:
        """The number in a row that may be no record; '' where there is none."""
        number = self._text(row, "number") if len(row) == self._width else ""
        return number if len(number) <= LONGEST_NUMBER else ""

    def _record(
        self, row: Row, number: str, service: tuple[str, str], requested_at: datetime, status: Status
    ) -> OpenRecord:
        mapping = self._mapping
        expected_at, promised_on = read_promise(
            self._cells["expected"](row), mapping.zone, mapping.promise, is_day_first=mapping.is_day_first
        )
        is_private, is_house_linked = self._care_for(*service)
        media_url = self._text(row, "media_url")
        return OpenRecord(
            number=number,
            service_code=service[0],
            service_name=service[1],
            status=status,
            status_notes=_without(self._text(row, "notes"), mapping.notes_cuts)[:LONGEST_NOTE],
            agency=self._text(row, "agency")[:120],
            notice=self._text(row, "notice")[:LONGEST_NOTICE],
            requested_at=requested_at,
            updated_at=self._time(row, "updated"),
            expected_at=expected_at,
            promised_on=promised_on,
            closed_at=self._time(row, "closed") if status is Status.CLOSED else None,
            address=self._address(row),
            at=self._place(row),
            media_url=media_url if is_safe_link(media_url) else "",
            is_private=is_private,
            is_house_linked=is_house_linked,
        )

    def _address(self, row: Row) -> str:
        address = _without(self._text(row, "address"), self._mapping.address_cuts)[:240]
        return in_small_letters(address) if self._mapping.has_capitals else address

    def _text(self, row: Row, field: str) -> str:
        return clean(self._cells[field](row))

    def _time(self, row: Row, field: str) -> datetime | None:
        """A moment of the past; a later one was mistyped."""
        found = read_time(self._cells[field](row), self._mapping.zone, is_day_first=self._mapping.is_day_first)
        return found if found is not None and found <= self._latest else None

    def _service(self, row: Row) -> tuple[str, str] | LeftAside:
        written = self._cells["service_code"](row), self._cells["service_name"](row)
        if written not in self._services:
            if len(self._services) >= KNOWN_SERVICES:  # a column that is no service's; memory stays bounded
                self._services.clear()
            self._services[written] = self._told_service(*map(clean, written))
        return self._services[written]

    def _told_service(self, code: str, name: str) -> tuple[str, str] | LeftAside:
        table = self._mapping.services
        code = code or table.by_name.get(name.lower(), "") or self._mapping.only_service
        code = code or (name if table.name_is_code else "")
        if code in table.left_out or name in table.left_out:
            return LeftAside.NOT_WANTED
        if not 0 < len(code) <= LONGEST_CODE:
            return LeftAside.NO_SERVICE
        return code, (table.names.get(code) or name or code)[:200]

    def _care_for(self, code: str, name: str) -> tuple[bool, bool]:
        if code not in self._care:
            if len(self._care) >= KNOWN_SERVICES:
                self._care.clear()
            table, known = self._mapping.services, self._mapping.care(code)
            names = {code, name}
            self._care[code] = (
                known.is_private or not names.isdisjoint(table.private),
                known.is_house_linked or not names.isdisjoint(table.house_linked),
            )
        return self._care[code]

    def _place(self, row: Row) -> LatLon | LeftAside:
        try:
            lat, lon = float(self._cells["lat"](row)), float(self._cells["lon"](row))
        except ValueError:
            return LeftAside.NO_POINT
        if lat == 0 or lon == 0 or not (math.isfinite(lat) and math.isfinite(lon)):
            return LeftAside.NO_POINT
        if abs(lat) > 90 or abs(lon) > 180:
            return LeftAside.OUTSIDE
        at = LatLon(lat, lon)
        return at if self._mapping.holds(at) else LeftAside.OUTSIDE


def clean(text: str) -> str:
    """One line without what no database takes: NUL, halves of characters, space around and doubled space."""
    text = " ".join(text.split())
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def in_small_letters(address: str) -> str:
    """`917 S 49TH ST` as `917 S 49th St`; an address that is not all capitals stays as it is."""
    return " ".join(word.capitalize() for word in address.split(" ")) if address.isupper() else address


def is_safe_link(url: str) -> bool:
    """Whether an address can be kept as a link: plain http or https, no longer than a link, nothing hidden in it."""
    return url.lower().startswith(SAFE_SCHEMES) and len(url) <= LONGEST_URL and not set(url) & set(" \"'<>\\`@")


def _without(text: str, cuts: Sequence[tuple[str, str]]) -> str:
    """`text` with what the mapping cuts at its start put as the mapping says."""
    for start, instead in cuts:
        if text.startswith(start):
            return (instead + text[len(start) :]).strip()
    return text


def _cell_of(names: Sequence[str], header: Sequence[str]) -> Cell:
    """How to get at a field: the first of its columns that this header has."""
    known = {name.strip().lower(): place for place, name in enumerate(header)}
    place = next((known[name] for name in names if name in known), None)
    if place is None:
        return lambda _row: ""
    return itemgetter(place)
