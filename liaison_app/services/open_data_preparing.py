"""Everything that can be worked out about rows of open data before a database is asked: done ahead, by another process.

What is prepared travels between processes, so it is plain: bound values, and the row itself for those few records that
are needed again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, make_dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Dialect

from liaison_app.bulk import Binder
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.counting import PlainCounted, counted_of, plain
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.open_data_reading import RecordReader
from liaison_app.domain.open_data_records import LeftAside, OpenRecord
from liaison_app.domain.ports_open_data import OpenDataSource, RowPage
from liaison_app.models import StatusChange, Ticket
from liaison_app.models.counting import COUNTED_COLUMNS
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_rows import CHANGE_COLUMNS, TICKET_COLUMNS, change_values, ticket_values

# All but the first, which is the ticket's own number and not known before.
OF_TICKET, OF_CHANGE = TICKET_COLUMNS[1:], CHANGE_COLUMNS[1:]
Bound = tuple[Any, ...]
# Between the cells of a row that travels: one word is sent in a quarter of the time of twenty.
BETWEEN = "\x1f"


_COUNTED_HERE = [column for column in COUNTED_COLUMNS if column in OF_TICKET]
_counted_values = itemgetter(*map(OF_TICKET.index, _COUNTED_HERE))
_CountedRow = make_dataclass("_CountedRow", _COUNTED_HERE, slots=True)


class ReadyRecord(NamedTuple):
    """A record with what a new ticket of it would be. `no_place` says why none can be made; `ticket` is empty then.

    The number of the ticket is put before each row at last.
    """

    number: str
    digest: int
    is_private: bool
    media_url: str
    neighborhood_id: NeighborhoodId | None
    no_place: LeftAside | None
    ticket: Bound
    changes: tuple[Bound, ...]
    row: str
    counted: PlainCounted | None


@dataclass(frozen=True, slots=True)
class ReadyBatch:
    """What was read from a source between two cursors. `aside` counts the rows that are no record by their reason; of
    these, the `aside_numbers` are there all the same. `as_of` is the newest moment told, `done` as in `RowPage`."""

    begins_at: str
    ends_at: str
    rows: int
    records: tuple[ReadyRecord, ...]
    aside: Counter[str]
    aside_numbers: tuple[str, ...]
    as_of: datetime | None
    done: int


class Preparer:
    """Prepares pages of rows for a database of `dialect`."""

    def __init__(self, reader: RecordReader, places: NearestPlaces, dialect: Dialect, calendar: CityCalendar) -> None:
        self._reader, self._places, self._calendar = reader, places, calendar
        self._ticket = Binder(Ticket, OF_TICKET, dialect)
        self._change = Binder(StatusChange, OF_CHANGE, dialect)

    def batches(self, source: OpenDataSource, cursor: str) -> Iterator[ReadyBatch]:
        """Everything behind `cursor`."""
        for page in source.pages(cursor):
            yield self.batch(page, cursor)
            cursor = page.ends_at

    def batch(self, page: RowPage, begins_at: str) -> ReadyBatch:
        """Everything that a page tells."""
        records: list[ReadyRecord] = []
        as_of: datetime | None = None
        aside: Counter[str] = Counter()
        numbers: list[str] = []
        for row in page.rows:
            record = self._reader.read(row)
            if isinstance(record, OpenRecord):
                records.append(self.ready(record, row))
                as_of = record.newest if as_of is None else max(as_of, record.newest)
                continue
            aside[record] += 1
            if number := self._reader.number_of(row):
                numbers.append(number)
        return ReadyBatch(
            begins_at=begins_at,
            ends_at=page.ends_at,
            rows=len(page.rows),
            records=tuple(records),
            aside=aside,
            aside_numbers=tuple(numbers),
            as_of=as_of,
            done=page.done,
        )

    def ready(self, record: OpenRecord, row: Sequence[str]) -> ReadyRecord:
        """A record with its rows."""
        at = record.at if isinstance(record.at, LatLon) else None
        where = None if at is None else self._places.nearest(at)
        values = () if at is None else ticket_values(record, at, where, self._calendar.today)
        return ReadyRecord(
            number=record.number,
            digest=record.digest(),
            is_private=record.is_private,
            media_url=record.media_url,
            neighborhood_id=where,
            no_place=record.at if isinstance(record.at, LeftAside) else None,
            ticket=self._ticket.bind(values) if values else (),
            changes=() if at is None else tuple(map(self._change.bind, change_values(record))),
            row=packed(row),
            counted=self._counted(values) if values else None,
        )

    def _counted(self, values: Sequence[Any]) -> PlainCounted | None:
        counted = counted_of(_CountedRow(*_counted_values(values)), self._calendar)
        return None if counted is None else plain(counted)


def packed(row: Sequence[str]) -> str:
    """The cells of a row as one word."""
    whole = BETWEEN.join(row)
    if whole.count(BETWEEN) >= len(row):  # there are some inside the cells, where they are space like any other
        whole = BETWEEN.join(cell.replace(BETWEEN, " ") for cell in row)
    return whole


def unpacked(row: str) -> list[str]:
    """The cells of a record's row."""
    return row.split(BETWEEN)
