"""Every ticket into the borders in force, some thousands at a time; each time commits where to go on.

A ticket lies where its true place does, on a border in the neighborhood whose id comes first. One whose place was told
in words stays in the neighborhood that a person named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.borders import Borders
from liaison_app.domain.errors import Conflict
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.models import PlaceImport, Ticket
from liaison_app.services.known_borders import borders
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.places import NeighborhoodChoice, neighborhoods

AT_ONCE = 2_000
# Whoever wrote while the borders changed may have looked at the old ones; no transaction takes as long.
MEANWHILE = timedelta(minutes=10)
_COLUMNS = (col(Ticket.id), col(Ticket.lat), col(Ticket.lon), col(Ticket.neighborhood_id), col(Ticket.is_in_words))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many tickets an import has looked at and moved; `is_through` when none is left."""

    seen: int
    moved: int
    is_through: bool


class Assigner:
    """Where a ticket belongs."""

    def __init__(self, every: Sequence[NeighborhoodChoice], known: Borders | None) -> None:
        self._places = NearestPlaces(every, known)

    def moved(self, rows: Iterable[Any]) -> dict[str, NeighborhoodId | None]:
        """Those of the tickets (`_COLUMNS`) that belong elsewhere, and where."""
        found: dict[str, NeighborhoodId | None] = {}
        for ticket_id, lat, lon, now, is_in_words in rows:
            if is_in_words:
                continue
            where = self._places.nearest(LatLon(lat, lon))
            if where != now:
                found[ticket_id] = where
        return found


def reassign_some(*, import_id: int, uow: UnitOfWork) -> Progress:
    """Put the next tickets of an import into its borders.

    Raises:
        Conflict: a newer import has taken over.
    """
    run = _run(import_id, uow)
    rows = _after(run.cursor, uow)
    moved = _move(rows, uow)
    run.seen, run.moved = run.seen + len(rows), run.moved + moved
    if rows:
        run.cursor = rows[-1].id
    return Progress(run.seen, run.moved, is_through=len(rows) < AT_ONCE)


def finish(*, import_id: int, uow: UnitOfWork, clock: Clock) -> Progress:
    """Look again at what was written meanwhile, and say that the import is done.

    Raises:
        Conflict: a newer import has taken over.
    """
    run = _run(import_id, uow)
    since = run.started_at - MEANWHILE
    recent = sa_select(*_COLUMNS).where(col(Ticket.visibility).in_(tuple(Visibility)), col(Ticket.updated_at) >= since)
    run.moved += _move(uow.db.execute(recent).all(), uow)
    run.finished_at = clock.now()
    return Progress(run.seen, run.moved, is_through=True)


def would_move(*, after: str, assigner: Assigner, snapshot: Snapshot) -> tuple[str, int, int]:
    """Look at the tickets behind `after`: the last one's id ('' for the end), how many, and how many would move."""
    rows = _after(after, snapshot)
    return rows[-1].id if len(rows) == AT_ONCE else "", len(rows), len(assigner.moved(rows))


def _run(import_id: int, uow: UnitOfWork) -> PlaceImport:
    run = uow.db.exec(select(PlaceImport).where(PlaceImport.id == import_id).with_for_update()).one()
    newest = select(PlaceImport.id).where(PlaceImport.kind == run.kind).order_by(col(PlaceImport.id).desc())
    if uow.db.exec(newest.limit(1)).one() != import_id:
        raise Conflict("another_import")
    return run


def _after(ticket_id: str, snapshot: Snapshot) -> Sequence[Any]:
    wanted = sa_select(*_COLUMNS).where(col(Ticket.id) > ticket_id).order_by(col(Ticket.id)).limit(AT_ONCE)
    return snapshot.db.execute(wanted).all()


def _move(rows: Iterable[Any], uow: UnitOfWork) -> int:
    assigner = Assigner(neighborhoods(snapshot=uow), borders(uow))
    moved = assigner.moved(rows)
    ids = sorted(moved)
    for start in range(0, len(ids), AT_ONCE):
        # Through the session, so that whatever is counted by neighborhood is counted anew.
        some = select(Ticket).where(col(Ticket.id).in_(ids[start : start + AT_ONCE])).order_by(col(Ticket.id))
        for ticket in uow.db.exec(some.with_for_update()):
            ticket.neighborhood_id = moved[ticket.id]
        uow.db.flush()
    return len(ids)
