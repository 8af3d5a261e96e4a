"""What a map tile and the list in view cost at a hundred thousand tickets, beside a plain query of the same answer.

    python bench/lists_and_tiles.py                                    SQLite, never analyzed, 100,000 tickets
    python bench/lists_and_tiles.py --database postgresql+psycopg://…  an empty database of yours
    python bench/lists_and_tiles.py --tickets 1000000 --rounds 20

Every question is asked of a different place of the city. The baseline of a row counts the same box over the plain
columns `public_lat` and `public_lon`, which is how the list was found before it went through the map cells; it runs in
turn with what is measured, so that a busy machine slows both. Times are milliseconds, p50 / p95.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select, text
from sqlmodel import col

from liaison_app import models
from liaison_app.cities import city_folder, read_profile
from liaison_app.db import Database
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import Bounds, LatLon, cell_of, tile_of
from liaison_app.domain.map_feed import MapFilter, Show, Tile
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.services import map_feed, ticket_finding

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
CITY = read_profile(city_folder())
SOUTH, WEST, NORTH, EAST = 39.88, -75.27, 40.13, -74.97
BATCH = 5000
SIDES = {"a few blocks": 0.004, "a neighborhood": 0.02, "a part of town": 0.08, "the city": 0.4}
ZOOMS = (12, 14, 16, 17, 18)


class FixedClock:
    """A clock that stands still, so that every run counts the same tickets as late."""

    def now(self) -> datetime:
        return NOW


def row(number: int, dice: Random) -> dict[str, Any]:
    """A ticket. Half of them lie around a few centres, as people do."""
    at = LatLon(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST))
    if number % 2:
        centre = Random(number % 40).random
        at = LatLon(
            SOUTH + centre() * (NORTH - SOUTH) + dice.gauss(0, 0.006),
            WEST + centre() * (EAST - WEST) + dice.gauss(0, 0.006),
        )
    asked = NOW - timedelta(minutes=dice.randint(0, 500 * 24 * 60))
    is_open = dice.random() < 0.25
    return {
        "id": f"T-{number:06d}",
        "ref": f"NL-{number:016d}",
        "filed_by": "liaison",
        "service_code": f"SR-{dice.randint(1, 30):02d}",
        "service_name": "Any service",
        "description": "What a person wrote about it, of a usual length. " * 3,
        "address": "5234 Market St",
        "public_address": "5200 Market St",
        "lat": at.lat,
        "lon": at.lon,
        "public_lat": at.lat,
        "public_lon": at.lon,
        "cell": cell_of(at),
        "visibility": Visibility.PRIVATE if dice.random() < 0.05 else Visibility.PUBLIC,
        "status": Status.OPEN if is_open else Status.CLOSED,
        "status_notes": "",
        "delivery": Delivery.ACCEPTED,
        "service_notice": "",
        "agency_responsible": "Streets Department",
        "requested_at": asked,
        "updated_at": asked,
        "promised_on": (asked + timedelta(days=14)).date(),
        "has_public_photo": False,
    }


def fill(database: Database, tickets: int) -> None:
    """The tables and so many tickets."""
    models.metadata.create_all(database.engine)
    dice = Random(11)
    with database.unit_of_work() as uow:
        uow.db.add(
            models.Account(
                id="liaison",
                email="liaison@example.org",
                name="Liaison",
                role=Role.LIAISON,
                password_hash="-",
                created_at=NOW,
                password_changed_at=NOW,
            )
        )
    for first in range(0, tickets, BATCH):
        rows = [row(number, dice) for number in range(first, min(tickets, first + BATCH))]
        with database.unit_of_work() as uow:
            uow.db.execute(insert(models.Ticket), rows)
        print(f"\r{first + len(rows):,} of {tickets:,} tickets", end="", flush=True)
    print()
    if not database.is_sqlite:  # PostgreSQL gathers its statistics by itself, sooner or later
        with database.unit_of_work() as uow:
            uow.db.execute(text("ANALYZE ticket"))


def took(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def boxes(side: float, rounds: int) -> list[Bounds]:
    """So many boxes in the city, `side` degrees high and a third wider, all different."""
    dice = Random(side)
    corners = [(dice.uniform(SOUTH, NORTH - side / 2), dice.uniform(WEST, EAST - side / 2)) for _ in range(rounds)]
    return [Bounds(south, west, south + side, west + side * 1.3) for south, west in corners]


def plain(database: Database, box: Bounds) -> None:
    """The baseline: count and newest page of a box, over the plain columns."""
    inside = [
        col(models.Ticket.visibility) == Visibility.PUBLIC,
        col(models.Ticket.public_lat).between(box.south, box.north),
        col(models.Ticket.public_lon).between(box.west, box.east),
    ]
    today = NOW.astimezone(CITY.time_zone).date()
    with database.snapshot() as snapshot:
        snapshot.db.execute(select(*map_feed.tally_columns(today)).where(*inside)).one()
        newest = col(models.Ticket.requested_at).desc()
        snapshot.db.execute(select(col(models.Ticket.id)).where(*inside).order_by(newest).limit(31)).all()


def listed(database: Database, box: Bounds) -> None:
    """The list in view, its first page."""
    with database.snapshot() as snapshot:
        ticket_finding.in_view(
            view=box,
            wanted=MapFilter(Show.ALL),
            after="",
            guidance=None,  # type: ignore[arg-type]  # asked only about kinds
            snapshot=snapshot,
            clock=FixedClock(),
            city_profile=CITY,
        )


def tile(database: Database, box: Bounds, zoom: int) -> None:
    """The tile at the box's corner."""
    x, y = tile_of(LatLon(box.south, box.west), zoom)
    with database.snapshot() as snapshot:
        map_feed.tile(
            at=Tile(zoom, x, y),
            wanted=MapFilter(Show.ALL),
            guidance=None,  # type: ignore[arg-type]
            snapshot=snapshot,
            clock=FixedClock(),
            city_profile=CITY,
        )


def figures(times: list[float]) -> str:
    """p50 / p95."""
    return f"{statistics.median(times):8.1f} / {sorted(times)[int(len(times) * 0.95)]:6.1f}"


def compare(name: str, places: list[Bounds], ask: Callable[[Bounds], None], other: Callable[[Bounds], None]) -> None:
    """A row of the table: what is measured and the baseline, in turn."""
    mine, base = [], []
    for box in places:
        mine.append(took(lambda box=box: ask(box)))  # type: ignore[misc]
        base.append(took(lambda box=box: other(box)))  # type: ignore[misc]
    print(f"{name:28}{figures(mine)}   {figures(base)}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument(
        "--database", default="", help="SQLAlchemy URL of an empty database; a new SQLite file if left out"
    )
    words.add_argument("--tickets", type=int, default=100_000)
    words.add_argument("--rounds", type=int, default=40)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(given.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        fill(database, given.tickets)
        print(f"{'ms, p50 / p95':28}{'measured':>17}   {'plain columns':>17}")
        for name, side in SIDES.items():
            places = boxes(side, given.rounds)
            compare(f"list: {name}", places, lambda box: listed(database, box), lambda box: plain(database, box))
        for zoom in ZOOMS:
            side = 360 / (1 << zoom)
            compare(
                f"tile: zoom {zoom}",
                boxes(side, given.rounds),
                lambda box, zoom=zoom: tile(database, box, zoom),  # type: ignore[misc]
                lambda box: plain(database, box),
            )
        database.close()


if __name__ == "__main__":
    main()
