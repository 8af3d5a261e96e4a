"""Taking over what a city's open data tells: a batch of records in one transaction, together with where it ended.

The city's number is the key. What stands here already from open data is brought up to date; what we know in another way
(a liaison filed it, the city's system showed it) only learns that it was closed or opened again, where that is news.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import select as sa_select
from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.bulk import insert_bound, one_of
from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import CROCKFORD, ID_LETTERS, TicketId, ticket_id_of
from liaison_app.domain.open_data_reading import RecordReader
from liaison_app.domain.open_data_records import LeftAside, OpenRecord
from liaison_app.domain.ports import Clock
from liaison_app.models import OpenDataRecord, OpenDataRun, StatusChange, Ticket
from liaison_app.models.counting import count_in
from liaison_app.services.giving_way import held_twice
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_amending import amend, refresh
from liaison_app.services.open_data_preparing import ReadyBatch, ReadyRecord, unpacked
from liaison_app.services.open_data_rows import (
    CHANGE_ALWAYS,
    CHANGE_COLUMNS,
    RECORD_COLUMNS,
    TICKET_ALWAYS,
    TICKET_COLUMNS,
)

ASKED_AT_ONCE = 1000
NUMBERS = len(CROCKFORD) ** ID_LETTERS
Records = dict[str, ReadyRecord]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a row that was seen before."""

    ticket_id: str
    digest: int
    run_id: int
    has_vanished: bool


@dataclass(frozen=True, slots=True)
class Again:
    """Reads and places a record again, where more than its prepared rows is needed."""

    reader: RecordReader
    places: NearestPlaces

    def record(self, ready: ReadyRecord) -> OpenRecord:
        """The record itself.

        Raises:
            ValueError: it is none; then it was prepared by another reader.
        """
        found = self.reader.read(unpacked(ready.row))
        if not isinstance(found, OpenRecord):
            raise ValueError(f"no record: {found}")  # noqa: TRY004 (the value is wrong, not its type)
        return found


def take_batch(*, run_id: int, batch: ReadyBatch, again: Again, uow: UnitOfWork, clock: Clock) -> Counter[str]:
    """Write down what a batch tells, and that the run is past it: how many records became what.

    Raises:
        Conflict: another import goes on with the same run.
    """
    run = uow.db.exec(select(OpenDataRun).where(OpenDataRun.id == run_id).with_for_update()).one()
    if run.cursor != batch.begins_at or run.finished_at is not None:
        raise Conflict("another_import")
    counts = Counter(batch.aside)
    records = _once(batch.records, counts)
    seen = _seen(list(records), uow)
    for number in [number for number, one in seen.items() if one.run_id == run_id]:
        counts[LeftAside.REPEATED] += 1
        del records[number]
    known = {number: record for number, record in records.items() if number in seen}
    unseen = [number for number in records if number not in seen]
    others = _elsewhere(unseen, uow)
    seconds = _second_numbers([number for number in unseen if number not in others], uow)
    fresh = [records[number] for number in unseen if number not in others and number not in seconds]
    _amend_changed(known, seen, again, counts, uow, clock)
    _mark_seen([*known, *batch.aside_numbers], run_id, uow)
    for number, ticket_id in others.items():
        is_news = refresh(ticket_id, again.record(records[number]), uow=uow, clock=clock)
        counts["refreshed" if is_news else "ours"] += 1
    counts["ours"] += len(seconds)
    _insert([record for record in fresh if record.no_place is None], run, uow, clock)
    _count(fresh, counts)
    run.cursor, run.rows = batch.ends_at, run.rows + batch.rows
    run.counts = dict(Counter(run.counts) + counts)
    run.as_of = max((at for at in (run.as_of, batch.as_of) if at is not None), default=None)
    return counts


def _once(records: Iterable[ReadyRecord], counts: Counter[str]) -> Records:
    """The records by number; of several with one number the first."""
    found: Records = {}
    for record in records:
        if found.setdefault(record.number, record) is not record:
            counts[LeftAside.REPEATED] += 1
    return found


def _count(fresh: Iterable[ReadyRecord], counts: Counter[str]) -> None:
    for record in fresh:
        counts["new" if record.no_place is None else record.no_place] += 1
        counts["private"] += record.is_private and record.no_place is None


def _seen(numbers: Sequence[str], uow: UnitOfWork) -> dict[str, _Seen]:
    table = OpenDataRecord
    columns = (table.service_request_id, table.ticket_id, table.digest, table.run_id, table.vanished_at)
    wanted = sa_select(*map(col, columns)).where(one_of(table.service_request_id, numbers, uow))
    return {
        number: _Seen(ticket_id, digest, run_id, vanished_at is not None)
        for number, ticket_id, digest, run_id, vanished_at in uow.db.execute(wanted)
    }


def _elsewhere(numbers: Sequence[str], uow: UnitOfWork) -> dict[str, str]:
    """Tickets that have one of these numbers, and not from open data."""
    wanted = sa_select(col(Ticket.service_request_id), col(Ticket.id)).where(
        one_of(Ticket.service_request_id, numbers, uow)
    )
    return {str(number): ticket_id for number, ticket_id in uow.db.execute(wanted)}


def _second_numbers(numbers: Sequence[str], uow: UnitOfWork) -> set[str]:
    """Those that are second records of tickets of ours: what the city says of them is not said of the ticket."""
    every = held_twice(None, uow)  # there are few, if any: cheaper than to ask for thousands of numbers
    return every.intersection(numbers)


def _amend_changed(
    known: Records,
    seen: Mapping[str, _Seen],
    again: Again,
    counts: Counter[str],
    uow: UnitOfWork,
    clock: Clock,
) -> None:
    """Bring those tickets up to date whose rows tell something else than the last time."""
    changed = {number: record for number, record in known.items() if record.digest != seen[number].digest}
    counts["changed"] += len(changed)
    counts["unchanged"] += len(known) - len(changed)
    counts["back"] += sum(seen[number].has_vanished for number in known)
    for some in _some_of(sorted(changed, key=lambda number: seen[number].ticket_id)):
        rows = uow.db.exec(
            select(OpenDataRecord, Ticket)
            .join(Ticket, col(Ticket.id) == OpenDataRecord.ticket_id)
            .where(one_of(OpenDataRecord.service_request_id, some, uow))
            .order_by(col(Ticket.id))
            .with_for_update()
        ).all()
        for row, ticket in rows:
            ready = changed[row.service_request_id]
            amend(ticket, again.record(ready), again.places, now=clock.now(), uow=uow)
            row.digest, row.media_url = ready.digest, ready.media_url
    uow.db.flush()


def _mark_seen(numbers: Sequence[str], run_id: int, uow: UnitOfWork) -> None:
    if numbers:
        uow.db.execute(
            update(OpenDataRecord)
            .where(one_of(OpenDataRecord.service_request_id, numbers, uow))
            .values(run_id=run_id, vanished_at=None),
            execution_options={"synchronize_session": False},
        )


def _insert(fresh: Sequence[ReadyRecord], run: OpenDataRun, uow: UnitOfWork, clock: Clock) -> None:
    """Make tickets of new records."""
    made = list(zip(fresh, free_ticket_ids(len(fresh), uow), strict=True))
    always = {**TICKET_ALWAYS, "updated_at": clock.now()}
    insert_bound(Ticket, TICKET_COLUMNS, ((one, *record.ticket) for record, one in made), uow, always)
    count_in((record.counted for record in fresh if record.counted is not None), uow.db)
    changes = ((one, *change) for record, one in made for change in record.changes)
    insert_bound(StatusChange, CHANGE_COLUMNS, changes, uow, CHANGE_ALWAYS)
    always = {"source": run.source, "run_id": run.id}
    rows = ((record.number, one, record.digest, record.media_url) for record, one in made)  # plain: nothing to bind
    insert_bound(OpenDataRecord, RECORD_COLUMNS, rows, uow, always)
    told = {record.neighborhood_id for record in fresh if record.neighborhood_id and not record.is_private}
    uow.announce(*map(rooms.neighborhood, sorted(told)))


def free_ticket_ids(count: int, uow: UnitOfWork) -> list[TicketId]:
    """Numbers of ours that no ticket has, ascending and close together: what stands side by side is written at once.

    They are drawn with gaps from a stretch that begins anywhere, so that a number tells nothing of how many there are.
    """
    width, dice = 2 * count + 64, Random(secrets.randbits(128))  # noqa: S311 (numbers are no secret)
    while count:
        first = secrets.randbelow(NUMBERS - width)
        ends = ticket_id_of(first), ticket_id_of(first + width - 1)
        taken = set(uow.db.execute(sa_select(col(Ticket.id)).where(col(Ticket.id).between(*ends))).scalars())
        free = [place for place in range(first, first + width) if not taken or ticket_id_of(place) not in taken]
        if len(free) >= count:
            return [ticket_id_of(place) for place in sorted(dice.sample(free, count))]
    return []


def _some_of(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[start : start + ASKED_AT_ONCE] for start in range(0, len(numbers), ASKED_AT_ONCE))
