"""The search for chronic spots: a little at a time, and never the whole city at once.

Two ways lead to a spot. **News**: where public tickets were filed, closed or looked at, the few metres around them are
looked at again. **The sweep**: once a day the city is gone through tile by tile, for what grows old, was imported, or
was moved. Reading and reckoning hold no lock; what was found is written in a short transaction, and only if nobody else
has written meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col, func, select

from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain.chronic_spots import REACH_M
from liaison_app.domain.city_process import CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.geo import Bounds, LatLon, bounds_of_tile, cells_of_tile, tile_of_cell
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.logs import logger
from liaison_app.models import ChronicSpot, SpotSearch, Ticket
from liaison_app.services.chronic_spot_looking import look_at

log = logger("chronic_spots")

TILE_ZOOM = 15  # about 940 m a side here: some thousands of tickets where there are a million
NEWS_AT_ONCE = 100  # changed tickets looked at in one step
FLOOD = 2_000  # more changes than these wait for no steps of their own: the city is swept
READ_AT_ONCE = 2_000  # tickets read in one step of a sweep, before it is the next one's turn
TILES_AT_ONCE = 20
SWEEP_EVERY = timedelta(days=1)
SETTLED = timedelta(seconds=5)  # a change may be written a little later than its time says


@dataclass(frozen=True, slots=True)
class _Step:
    """What one step found: rows of spots, and the new place of the search."""

    spots: tuple[dict[str, Any], ...]
    place: dict[str, Any]
    is_more: bool


def find_spots(*, database: Database, clock: Clock, city_profile: CityProfile, city_process: CityProcess) -> bool:
    """One step of the search; whether there is more to do now."""
    if not city_process.families:
        return False
    now = clock.now()
    with database.snapshot() as snapshot:
        search = snapshot.db.get(SpotSearch, 1) or SpotSearch()
        step = _next_step(search, _Area(now, city_profile, city_process, snapshot))
    if step is None:
        return False
    with database.unit_of_work() as uow:
        if not _move(search, step.place, uow):
            return True
        _keep(step.spots, now, uow)
    return step.is_more


def _next_step(search: SpotSearch, area: _Area) -> _Step | None:
    """News first; the sweep goes on where there is none. None where there is nothing to do."""
    if search.news_at is None or _is_flood(search, area):
        # The sweep finds all that was there until now; after an import that is the shorter way as well.
        return _Step((), {"news_at": area.now - SETTLED, "news_id": "", "swept_to": -1}, is_more=True)
    if (news := _news(search.news_at, search.news_id, area)) is not None:
        return news
    is_due = search.swept_to is not None or search.swept_at is None or area.now - search.swept_at >= SWEEP_EVERY
    return _sweep(search.swept_to, area) if is_due else None


@dataclass(frozen=True, slots=True)
class _Area:
    """What looking needs, and does not change within a step."""

    now: datetime
    city_profile: CityProfile
    city_process: CityProcess
    snapshot: Snapshot

    def look(self, box: Bounds, found: dict[str, dict[str, Any]]) -> int:
        """Look at a part of the city, and add to what this step has `found`; how many tickets were read."""
        looked = look_at(
            box,
            found_just_now=found.values(),
            now=self.now,
            city_profile=self.city_profile,
            city_process=self.city_process,
            snapshot=self.snapshot,
        )
        found.update((row["id"], row) for row in looked.spots)
        return looked.read


def _sweep(swept_to: int | None, area: _Area) -> _Step:
    """The next tiles that hold tickets or spots, until enough was read."""
    spots: dict[str, dict[str, Any]] = {}
    place, read = -1 if swept_to is None else swept_to, 0
    for _ in range(TILES_AT_ONCE):
        cell = _next_cell(place, area.snapshot)
        if cell is None:
            log.info("swept")
            return _Step(tuple(spots.values()), {"swept_to": None, "swept_at": area.now}, is_more=False)
        x, y = tile_of_cell(cell, TILE_ZOOM)
        read += area.look(bounds_of_tile(TILE_ZOOM, x, y), spots)
        place = cells_of_tile(TILE_ZOOM, x, y)[1]
        if read >= READ_AT_ONCE:
            break
    return _Step(tuple(spots.values()), {"swept_to": place}, is_more=True)


def _next_cell(after: int, snapshot: Snapshot) -> int | None:
    """The lowest cell behind `after` with a public ticket or a known spot."""
    ticket = select(func.min(Ticket.cell)).where(Ticket.visibility == Visibility.PUBLIC, col(Ticket.cell) > after)
    spot = select(func.min(ChronicSpot.cell)).where(col(ChronicSpot.cell) > after)
    cells: list[int | None] = [snapshot.db.exec(ticket).one(), snapshot.db.exec(spot).one()]
    return min((cell for cell in cells if cell is not None), default=None)


def _news(since: datetime, since_id: str, area: _Area) -> _Step | None:
    """What changed since the last step; None where nothing did."""
    rows = _changed(since, since_id, area, first=0, many=NEWS_AT_ONCE)
    if not rows:
        return None
    spots: dict[str, dict[str, Any]] = {}
    for at in dict.fromkeys(LatLon(row.public_lat, row.public_lon) for row in rows):
        area.look(Bounds.around(at, REACH_M), spots)
    place = {"news_at": rows[-1].updated_at, "news_id": rows[-1].id}
    return _Step(tuple(spots.values()), place, is_more=True)


def _is_flood(search: SpotSearch, area: _Area) -> bool:
    """Whether so much has changed that a sweep is the shorter way."""
    since = search.news_at
    return since is not None and bool(_changed(since, search.news_id, area, first=FLOOD, many=1))


def _changed(since: datetime, since_id: str, area: _Area, *, first: int, many: int) -> Sequence[Any]:
    """Tickets by their last change, `many` from place `first` on of each visibility.

    What became private is news too: its spot has one ticket less now.
    """
    rows: list[Any] = []
    at = col(Ticket.updated_at)
    for visibility in Visibility:
        rows += area.snapshot.db.exec(
            select(Ticket.id, Ticket.updated_at, Ticket.public_lat, Ticket.public_lon)
            .where(
                Ticket.visibility == visibility,
                at >= since,
                or_(at > since, and_(at == since, col(Ticket.id) > since_id)),
                at <= area.now - SETTLED,
            )
            .order_by(at, col(Ticket.id))
            .offset(first)
            .limit(many)
        ).all()
    return sorted(rows, key=lambda row: (row.updated_at, row.id))[:many]


def _move(search: SpotSearch, place: dict[str, Any], uow: UnitOfWork) -> bool:
    """Write down how far the search has come; False where another worker was faster."""
    row = uow.db.get(SpotSearch, 1, with_for_update=True)
    if row is None:
        row = SpotSearch()
        uow.db.add(row)
    elif row.fence != search.fence:
        return False
    for name, value in place.items():
        setattr(row, name, value)
    row.fence = search.fence + 1
    uow.db.flush()
    return True


def _keep(spots: Sequence[dict[str, Any]], now: datetime, uow: UnitOfWork) -> None:
    ids = [row["id"] for row in spots]
    known = {spot.id: spot for spot in uow.db.exec(select(ChronicSpot).where(col(ChronicSpot.id).in_(ids))).all()}
    for row in spots:
        spot = known.get(row["id"])
        if spot is None:
            spot = ChronicSpot(**row, found_at=now, changed_at=now)
            known[spot.id] = spot
            uow.db.add(spot)
        elif any(getattr(spot, name) != value for name, value in row.items()):
            for name, value in row.items():
                setattr(spot, name, value)
            spot.changed_at = now
