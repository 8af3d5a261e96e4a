"""Public tickets as a file that anybody may keep: which rows are asked for, and what stands in each.

The words of a view of the map (`MapFilter`) ask for the same tickets here, so that a view can be taken away as a file.

Of a ticket's times only the days are told: what a person did may not be told to the minute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds
from liaison_app.domain.map_feed import Show
from liaison_app.domain.months import Month, first_day, last_day, parse_month
from liaison_app.domain.tickets import Status

MOST_WORDS = 50
LONGEST_WORD = 64


class ExportRow(NamedTuple):
    """A public ticket in a file; its fields are the columns, in this order. Days are those of the city's zone.

    `lat` and `long` are None where the place was told in words alone; `address` is the neighborhood's name then.
    """

    id: str
    service_request_id: str
    status: str
    standing: str
    outcome: str
    service_code: str
    service_name: str
    agency_responsible: str
    address: str
    neighborhood_id: str
    neighborhood: str
    lat: float | None
    long: float | None
    requested_date: str
    promised_date: str
    closed_date: str
    updated_date: str
    status_notes: str
    origin: str
    url: str


COLUMNS = ExportRow._fields


class Place(NamedTuple):
    """Where in the order a part of a file ended. It never leaves the program: it holds an exact time."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class ExportChunk:
    """Some rows in their order, newest first; `after` is where the next ones start, None at the end."""

    rows: tuple[ExportRow, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which tickets; empty parts ask for all. The days are those on which they were requested, both included.

    `kind` is the icon key that services share.
    """

    service_codes: tuple[str, ...] = ()
    status: Status | None = None
    show: Show = Show.ALL
    kind: str = ""
    neighborhood_ids: tuple[str, ...] = ()
    start_date: date | None = None
    end_date: date | None = None
    bbox: Bounds | None = None

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> ExportFilter:
        """The filter that an address asks for; an empty value is as if it were not there.

        A name we do not know is refused: who mistypes a filter must not get the whole city instead. `service`, `since`,
        `until` and `box` are the map's words for what has a name of its own here; a view without `show` is of all.

        Raises:
            InputInvalid: with every part that cannot be taken.
        """
        errors = {name[:LONGEST_WORD]: "unknown" for name in asked if name not in _READERS}
        read: dict[str, Any] = {}
        for name, (reader, code) in _READERS.items():
            try:
                read[name] = reader(asked[name]) if asked.get(name) else None
            except ValueError:
                errors[name] = code
        errors |= {name: "not_a_choice" for name, other in _SAME.items() if read.get(name) and read.get(other)}
        if read.get("since") and read.get("until") and read["since"] > read["until"]:
            errors["until"] = "not_a_choice"
        if errors:
            raise InputInvalid(errors)
        return cls(
            service_codes=read["service_code"] or read["service"] or (),
            status=read["status"],
            show=read["show"] or Show.ALL,
            kind=read["kind"] or "",
            neighborhood_ids=read["neighborhood"] or (),
            start_date=read["start_date"] or (first_day(read["since"]) if read["since"] else None),
            end_date=read["end_date"] or (last_day(read["until"]) if read["until"] else None),
            bbox=read["bbox"] or read["box"],
        )


def _words(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise ValueError
    return words


def _word(text: str) -> str:
    if len(text) > LONGEST_WORD:
        raise ValueError
    return text


def _month(text: str) -> Month:
    month = parse_month(text)
    if month is None:
        raise ValueError
    return month


def _box(text: str) -> Bounds:
    """West, south, east, north, as GeoJSON orders them. Source: RFC 7946, section 5."""
    west, south, east, north = (float(side) for side in text.split(","))
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise ValueError
    return Bounds(south, west, north, east)


def _view(text: str) -> Bounds:
    """South, west, north, east, as the map's own addresses order them."""
    south, west, north, east = text.split(",")
    return _box(f"{west},{south},{east},{north}")


_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "service_code": (_words, "too_long"),
    "status": (Status, "not_a_choice"),
    "show": (Show, "not_a_choice"),
    "kind": (_word, "too_long"),
    "service": (_words, "too_long"),
    "neighborhood": (_words, "too_long"),
    "start_date": (date.fromisoformat, "not_a_day"),
    "end_date": (date.fromisoformat, "not_a_day"),
    "since": (_month, "not_a_month"),
    "until": (_month, "not_a_month"),
    "bbox": (_box, "not_a_box"),
    "box": (_view, "not_a_box"),
}
# The map's word → ours for the same thing. Asked for by both, one of them would be left out without a word.
_SAME = {"service": "service_code", "box": "bbox", "since": "start_date", "until": "end_date"}
FILTERS = tuple(_READERS)
