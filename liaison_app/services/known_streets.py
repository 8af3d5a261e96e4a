"""The imported streets in force: stored as rows, kept as an index."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable

from sqlalchemy import delete, func, select
from sqlmodel import col

from liaison_app.bulk import insert_bound
from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports import Clock
from liaison_app.domain.street_index import StreetIndex
from liaison_app.domain.street_segments import StreetSegment
from liaison_app.models import StreetRow
from liaison_app.services.place_imports import ImportKind, KeptImport, SourceFacts, add_import

COLUMNS = ("id", "name", "direction", "left_first", "left_last", "right_first", "right_last", "points")
ROWS_AT_ONCE = 2_000
LOOKS_AGAIN_S = 1.0
_kept: KeptImport[StreetIndex] = KeptImport(ImportKind.STREETS)


class KnownStreets:
    """Looks up the index in force; `origin` is the city's centre.

    A new import is known after `LOOKS_AGAIN_S` at the latest: every address that is filed asks, and few are imported.
    """

    def __init__(self, database: Database, origin: LatLon, tick: Callable[[], float] = time.monotonic) -> None:
        self._database, self._origin, self._tick = database, origin, tick
        self._known: tuple[float, StreetIndex | None] = (float("-inf"), None)

    def __call__(self) -> StreetIndex | None:
        """The streets in force; None before an import. The first question reads them all: about a second."""
        until, found = self._known
        now = self._tick()
        if now < until:
            return found
        with self._database.snapshot() as snapshot:
            found = _kept.current(snapshot, lambda snapshot: read_streets(snapshot, self._origin))
        self._known = now + LOOKS_AGAIN_S, found
        return found


def read_streets(snapshot: Snapshot, origin: LatLon) -> StreetIndex:
    """The streets as they stand in the database."""
    columns = [col(getattr(StreetRow, name)) for name in COLUMNS[1:]]
    wanted = select(*columns).order_by(col(StreetRow.id)).execution_options(yield_per=ROWS_AT_ONCE)
    rows = snapshot.db.execute(wanted)
    return StreetIndex(
        (
            StreetSegment(name, direction, (a, b), (c, d), tuple((x, y) for x, y in json.loads(points)))
            for name, direction, a, b, c, d, points in rows
        ),
        origin,
    )


def put_in_force(*, segments: Iterable[StreetSegment], source: SourceFacts, uow: UnitOfWork, clock: Clock) -> None:
    """Replace the imported streets by `segments`."""
    uow.db.execute(delete(StreetRow))
    rows = (
        (number, one.name[:120], one.direction, *one.left, *one.right, json.dumps(one.points, separators=(",", ":")))
        for number, one in enumerate(segments, 1)
    )
    insert_bound(StreetRow, COLUMNS, rows, uow)
    count = uow.db.execute(select(func.count()).select_from(StreetRow)).scalar_one()
    add_import(ImportKind.STREETS, source, count, uow, clock).finished_at = clock.now()
