"""A table of concerns at a meeting: looked through before anything is stored, and recorded once however often it comes.

Every row is understood like a line of the liaison's (`meeting_reading.understand`), outside of any transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import TooMany
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meeting_items import ItemEntry, first
from liaison_app.domain.meeting_tables import MOST_ROWS, TableRow, entries_of, tidy_rows
from liaison_app.domain.meetings import ItemSource
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_places import Geocoder
from liaison_app.domain.ports_tables import TableReader
from liaison_app.models import MeetingItem
from liaison_app.services import catalogue
from liaison_app.services.meeting_reading import understand
from liaison_app.services.meeting_recording import record
from liaison_app.services.meeting_rights import meeting_of

LONGEST_S = 20.0


@dataclass(frozen=True, slots=True)
class LookedRow:
    """A row with the entry it becomes, None where it is wrong; `service` is the plain name of what it is."""

    row: TableRow
    entry: ItemEntry | None = None
    service: str = ""
    is_known: bool = False


def open_meeting(*, actor: Actor, meeting_id: MeetingId, snapshot: Snapshot) -> str:
    """The title of a meeting that the actor works on. Raises: as `meeting_of`."""
    return meeting_of(actor, meeting_id, snapshot).title


def read_file(*, data: bytes, most_rows: int = MOST_ROWS, table_reader: TableReader) -> list[list[str]]:
    """The rows of a spreadsheet's file. Raises: InputInvalid, field `file`."""
    return tidy_rows(table_reader.rows(data), "file", most_rows)


def look_through(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    rows: Sequence[TableRow],
    locale: str,
    database: Database,
    geocoder: Geocoder,
    guidance: Guidance,
    city_profile: CityProfile,
) -> list[LookedRow]:
    """What would become of each row. Nothing is stored.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
        TooMany: the search for addresses is too slow for so many rows.
    """
    with database.snapshot() as snapshot:
        secret = meeting_of(actor, meeting_id, snapshot).ref
    entries = entries_of(rows, meeting_id, secret)
    read, until = {}, time.monotonic() + LONGEST_S
    for number, entry in entries.items():
        if time.monotonic() > until:
            raise TooMany(60)
        read[number] = understand(
            actor=actor, meeting_id=meeting_id, entry=entry, locale=locale, database=database, geocoder=geocoder,
            guidance=guidance, city_profile=city_profile,
        )  # fmt: skip
    with database.snapshot() as snapshot:
        known = _known(read.values(), snapshot)
        kinds = catalogue.kinds(locale=locale, guidance=guidance, snapshot=snapshot)
    return [_looked(row, read.get(row.number), known, {kind.code: kind.name for kind in kinds}) for row in rows]


def record_table(
    *, actor: Actor, meeting_id: MeetingId, entries: Sequence[ItemEntry], uow: UnitOfWork, clock: Clock
) -> int:
    """Put them on the list, all or none, each once for ever; how many are new.

    Raises:
        SignInNeeded, NotAllowed, NotFound, Conflict: as `meeting_recording.record`.
    """
    given: dict[str, Any] = {
        "actor": actor,
        "meeting_id": meeting_id,
        "uow": uow,
        "clock": clock,
        "source": ItemSource.TABLE,
    }
    return sum(record(entry=entry, **given).is_new for entry in entries)


def _known(entries: Iterable[ItemEntry], snapshot: Snapshot) -> set[str]:
    refs = [entry.ref for entry in entries]
    return set(snapshot.db.exec(select(MeetingItem.ref).where(col(MeetingItem.ref).in_(refs))).all())


def _looked(row: TableRow, entry: ItemEntry | None, known: set[str], names: Mapping[str, str]) -> LookedRow:
    if entry is None:
        return LookedRow(row)
    return LookedRow(row, entry, names.get(first(entry.fields, "service"), ""), entry.ref in known)
