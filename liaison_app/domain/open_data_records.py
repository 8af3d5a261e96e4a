"""A city's open data: what a row of it tells, and how a city's columns are to be read (docs/open-data-import.md).

An `OpenRecord` is one service request as the data tells it; times are aware UTC, places WGS 84 degrees. It is a tuple
and not a dataclass because millions of them are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

from liaison_app.domain.geo import LatLon
from liaison_app.domain.tickets import Status


class LeftAside(StrEnum):
    """Why a row becomes no ticket. Every row becomes one or is counted under one of these."""

    NO_NUMBER = "no_number"  # no number of the city's, or none that we can keep
    NO_SERVICE = "no_service"  # neither a code nor a name that leads to one
    NOT_WANTED = "not_wanted"  # a service that the mapping leaves out
    NO_TIME = "no_time"  # not known when it was asked for
    UNKNOWN_STATUS = "unknown_status"  # a status word that the mapping does not know
    NO_POINT = "no_point"  # no place on the map
    OUTSIDE = "outside"  # a place far from the city
    REPEATED = "repeated"  # its number was in this run already
    UNREADABLE = "unreadable"  # no row at all


class Promise(StrEnum):
    """How a column of promised times is meant."""

    DATE_AT_UTC_MIDNIGHT = (
        "date_at_utc_midnight"  # a date, written as midnight UTC and perhaps shown in the city's zone
    )
    TIME = "time"  # a moment; the promised day is the one it falls on in the city


class OpenRecord(NamedTuple):
    """One service request. `closed_at` is None where the data does not say when, though it may be closed.

    `at` is the reason where there is no place: such a record becomes no ticket, but tells a known one how it goes on.
    """

    number: str
    service_code: str
    service_name: str
    status: Status
    status_notes: str
    agency: str
    notice: str
    requested_at: datetime
    updated_at: datetime | None
    expected_at: datetime | None
    promised_on: date | None
    closed_at: datetime | None
    address: str
    at: LatLon | LeftAside
    media_url: str
    is_private: bool
    is_house_linked: bool

    @property
    def newest(self) -> datetime:
        """The latest moment that the row tells of."""
        return max(at for at in (self.requested_at, self.updated_at, self.closed_at) if at is not None)

    def digest(self) -> int:
        """64 bits over everything that a ticket shows. `updated_at` is left out: cities touch rows without a change."""
        facts = [
            *self[1:7],
            self.requested_at.timestamp(),
            self.promised_on,
            self.closed_at and self.closed_at.timestamp(),
            self.address,
            *self[14:],
        ]
        if isinstance(self.at, LatLon):
            facts += [self.at.lat, self.at.lon]
        whole = "\x1f".join(map(str, facts)).encode("utf-8")
        return int.from_bytes(blake2b(whole, digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class OpenDataPart:
    """What is known of the row of open data that a ticket comes from: the day that the data was of, and whether a later
    reading no longer had the row."""

    as_of: date | None
    has_vanished: bool


@dataclass(frozen=True, slots=True)
class ServiceTable:
    """How services are named. Codes stay, names drift: `by_name` leads from any name a service had to its code, and
    `names` from the code to the name to show."""

    by_name: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    house_linked: frozenset[str] = frozenset()
    name_is_code: bool = False


@dataclass(frozen=True, slots=True)
class CarefulWith:
    """What the app itself knows of a service: whether it is private, whether it is tied to a house."""

    is_private: bool
    is_house_linked: bool


@dataclass(frozen=True, slots=True)
class OpenDataMapping:
    """How one city's open data is read. `columns` names, for each of our fields, the columns to look in, in order.

    `holds` says whether a place can be in this city; `care` what the app knows of a service by its code. `only_service`
    is the code of every row of a file that holds one service and has no column for it.
    """

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    zone: ZoneInfo
    statuses: Mapping[str, Status]
    services: ServiceTable
    holds: Callable[[LatLon], bool]
    care: Callable[[str], CarefulWith]
    promise: Promise = Promise.TIME
    is_day_first: bool = False
    has_capitals: bool = False
    address_cuts: tuple[tuple[str, str], ...] = ()
    notes_cuts: tuple[tuple[str, str], ...] = ()
    carto_url: str = ""
    carto_table: str = ""
    only_service: str = ""
