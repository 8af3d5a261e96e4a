"""What an import is asked to read, in a form that another process can be told, and how it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.adapters.open_data_carto import CartoSource
from liaison_app.adapters.open_data_csv import csv_file, csv_url
from liaison_app.adapters.open_data_georeport import GeoReportSource
from liaison_app.adapters.system_clock import SystemClock
from liaison_app.bulk import dialect_of
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.cities.guidance import read_guidance
from liaison_app.cities.open_data import read_mapping
from liaison_app.domain.borders import Borders
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.open_data_reading import RecordReader, missing_fields
from liaison_app.domain.open_data_records import OpenDataMapping
from liaison_app.domain.ports_open_data import OpenDataSource
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_preparing import Preparer
from liaison_app.services.open_data_taking import Again
from liaison_app.services.places import NeighborhoodChoice


class SourceKind(StrEnum):
    """Where rows come from."""

    CSV = "csv"
    CARTO = "carto"
    GEOREPORT = "georeport"


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """One import. `mapping` is a name or a path, `place` a path or an address; `city` as in LIAISON_CITY.

    `since` and `until` bound what is read: days of change for Carto, moments of asking for GeoReport. `profile` and
    `timeout_s` are GeoReport's.
    """

    city: str
    mapping: str
    kind: SourceKind
    place: str
    only_service: str = ""
    since: datetime | None = None
    until: datetime | None = None
    profile: str = "plain"
    timeout_s: float = 60.0


def mapping_of(order: ImportOrder) -> OpenDataMapping:
    """The mapping that an order names.

    Raises:
        SettingsWrong: it cannot be read.
    """
    folder = city_folder(order.city)
    return read_mapping(
        order.mapping, city=read_profile(folder), guidance=read_guidance(folder), only_service=order.only_service
    )


def source_of(order: ImportOrder, mapping: OpenDataMapping) -> OpenDataSource:
    """The source that an order names, open, with columns that fit the mapping.

    Raises:
        SourceUnreadable: there is nothing to read.
        SettingsWrong: the mapping does not fit it.
    """
    source = _opened(order, mapping)
    if missing := missing_fields(mapping, source.header):
        source.close()
        raise SettingsWrong(f"{source.place} has no column for {', '.join(missing)}: see docs/open-data-import.md.")
    return source


def _opened(order: ImportOrder, mapping: OpenDataMapping) -> OpenDataSource:
    if order.kind is SourceKind.CARTO:
        columns = [name for names in mapping.columns.values() for name in names]
        since = f"{order.since:%Y-%m-%d}" if order.since else ""
        return CartoSource(order.place or mapping.carto_url, mapping.carto_table, columns, changed_since=since)
    if order.kind is SourceKind.GEOREPORT:
        if order.since is None or order.until is None:
            raise SettingsWrong("A GeoReport import needs the time to read.")
        exchange = Exchange(order.place, timeout_s=order.timeout_s, clock=SystemClock())
        client = Open311Client(exchange, read_endpoint(order.profile, city_folder(order.city)), Access())
        return GeoReportSource(client, order.place, order.since, order.until)
    return csv_url(order.place) if "://" in order.place else csv_file(Path(order.place).expanduser())


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """What a process needs to read ahead: the order, where neighborhoods lie, and what the database takes."""

    order: ImportOrder
    neighborhoods: tuple[NeighborhoodChoice, ...]
    database_url: str
    latest: datetime
    calendar: CityCalendar
    borders: Borders | None = None

    def again(self, source: OpenDataSource, mapping: OpenDataMapping) -> Again:
        """Reads and places single rows of a source."""
        return Again(RecordReader(mapping, source.header, self.latest), NearestPlaces(self.neighborhoods, self.borders))

    def preparer(self, source: OpenDataSource, mapping: OpenDataMapping) -> Preparer:
        """Reads and prepares the rows of a source."""
        one = self.again(source, mapping)
        return Preparer(one.reader, one.places, dialect_of(self.database_url), self.calendar)
