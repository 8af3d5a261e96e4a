"""What the search for chronic spots costs at a million tickets: the first sweep, a step of news, the pages.

    python bench/chronic_spots.py                                      SQLite, 100,000 tickets
    python bench/chronic_spots.py --database postgresql+psycopg://…    an empty database of yours
    python bench/chronic_spots.py --tickets 1000000

A third of the tickets lie at some thousands of places where they come back, as real ones do. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import project  # noqa: F401
from sqlalchemy import func, insert, text
from sqlmodel import col, select

from liaison_app import models
from liaison_app.bootstrap import Application, build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import SpotId, ticket_id_of
from liaison_app.domain.spot_rows import SpotFilter
from liaison_app.domain.tickets import Status, TicketOrigin, Visibility
from liaison_app.services import chronic_spot_search, chronic_spots
from liaison_app.settings import Settings

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SOUTH, WEST, NORTH, EAST = 39.88, -75.27, 40.13, -74.97
YEARS = 3
BATCH = 5000


class Clock:
    """A clock that a step of the bench moves."""

    at = NOW

    def now(self) -> datetime:
        return self.at


def row(number: int, spots: Sequence[LatLon], codes: Sequence[str], dice: Random) -> dict[str, Any]:
    """A ticket of the last years; every third lies at one of the places where they come back."""
    at = LatLon(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST))
    if number % 3 == 0:
        place = dice.choice(spots)
        at = LatLon(place.lat + dice.gauss(0, 5e-5), place.lon + dice.gauss(0, 5e-5))
    asked = NOW - timedelta(minutes=dice.randint(60, YEARS * 365 * 24 * 60))
    closed = None if dice.random() < 0.2 else min(asked + timedelta(days=dice.expovariate(1 / 12)), NOW)
    return {
        "id": ticket_id_of(number),
        "ref": f"NL-{number:016d}",
        "origin": TicketOrigin.OPEN_DATA,
        "service_code": dice.choice(codes),
        "service_name": "Any service",
        "description": "",
        "address": "5234 Market St",
        "public_address": "5200 Market St",
        "lat": at.lat,
        "lon": at.lon,
        "public_lat": at.lat,
        "public_lon": at.lon,
        "cell": cell_of(at),
        "visibility": Visibility.PRIVATE if dice.random() < 0.05 else Visibility.PUBLIC,
        "status": Status.CLOSED if closed else Status.OPEN,
        "status_notes": "Issue Resolved" if closed else "",
        "delivery": Delivery.ACCEPTED,
        "service_notice": "",
        "agency_responsible": "Streets Department",
        "requested_at": asked,
        "updated_at": closed or asked,
        "closed_at": closed,
        "has_public_photo": False,
    }


def rows(tickets: int, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """So many tickets, the same every time."""
    dice = Random(11)
    spots = [LatLon(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)) for _ in range(max(10, tickets // 60))]
    return (row(number, spots, codes, dice) for number in range(tickets))


def fill(app: Application, tickets: int) -> None:
    """The tables and so many tickets."""
    models.metadata.create_all(app.database.engine)
    codes = [code for family in app.ports["city_process"].families for code in sorted(family.services)]
    waiting: list[dict[str, Any]] = []
    for one in rows(tickets, codes):
        waiting.append(one)
        if len(waiting) == BATCH:
            _store(app, waiting)
            waiting = []
    if waiting:
        _store(app, waiting)
    if not app.database.is_sqlite:
        with app.database.unit_of_work() as uow:
            uow.db.execute(text("ANALYZE ticket"))


def _store(app: Application, batch: list[dict[str, Any]]) -> None:
    with app.database.unit_of_work() as uow:
        uow.db.execute(insert(models.Ticket), batch)


def took(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    begun = time.perf_counter()
    found = ask()
    return (time.perf_counter() - begun) * 1000, found


def shown(name: str, times: Sequence[float]) -> None:
    """A line of the table."""
    ranked = sorted(times)
    p95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
    total = sum(times) / 1000
    print(f"{name:34}{len(times):7,} ×  p50 {statistics.median(times):8.2f}  p95 {p95:8.2f}  total {total:8.1f} s")


def sweep(app: Application) -> None:
    """Everything, step by step."""
    steps = []
    while True:
        spent, is_more = took(lambda: app.use(chronic_spot_search.find_spots))
        steps.append(spent)
        if not is_more:
            break
    shown("first sweep, steps", steps)


def news(app: Application, clock: Clock, rounds: int) -> None:
    """A ticket changes, and what is around it is looked at again."""
    dice, times = Random(3), []
    with app.database.snapshot() as snapshot:
        ids = snapshot.db.exec(select(models.Ticket.id).limit(50_000)).all()
    for _ in range(rounds):
        clock.at += timedelta(minutes=1)
        with app.database.unit_of_work() as uow:
            ticket = uow.db.get(models.Ticket, dice.choice(ids))
            assert ticket is not None
            ticket.updated_at = clock.at
        clock.at += timedelta(minutes=1)
        spent, _ = took(lambda: app.use(chronic_spot_search.find_spots))
        times.append(spent)
    shown("news of one ticket", times)


def pages(app: Application, rounds: int) -> None:
    """The list, one spot, and the spot of a ticket."""
    with app.database.snapshot() as snapshot:
        chronic = select(models.ChronicSpot.id).where(col(models.ChronicSpot.is_chronic))
        ids = snapshot.db.exec(chronic.order_by(col(models.ChronicSpot.id)).limit(rounds)).all()
        many = snapshot.db.exec(select(func.count()).select_from(models.ChronicSpot)).one()
        tickets = snapshot.db.exec(select(models.Ticket).limit(rounds * 3)).all()[::3]
    print(f"{many:,} spots")
    wanted = SpotFilter()
    ask_list = lambda after: app.use(chronic_spots.list_spots, wanted=wanted, after=after, limit=30)  # noqa: E731
    shown("list of spots, from anywhere", [took(lambda one=one: ask_list(one))[0] for one in ids])
    shown(
        "a spot with its history",
        [took(lambda one=one: app.use(chronic_spots.show_spot, spot_id=SpotId(one)))[0] for one in ids],
    )
    shown(
        "the spot of a ticket", [took(lambda one=one: app.use(chronic_spots.spot_of, ticket=one))[0] for one in tickets]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        clock = Clock()
        app = build_application(Settings(database_url=url), clock=clock)
        spent, _ = took(lambda: fill(app, asked.tickets))
        print(f"{asked.tickets:,} tickets on {app.database.engine.dialect.name}, filled in {spent / 1000:.0f} s")
        sweep(app)
        news(app, clock, asked.rounds)
        pages(app, asked.rounds)
        app.close()


if __name__ == "__main__":
    main()
