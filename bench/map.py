"""What the map costs at 10,000, 100,000 and a million tickets: tiles, neighborhoods, the list in view.

    python bench/map.py                                    SQLite, never analyzed
    python bench/map.py --postgres                         a PostgreSQL of its own, as the tests have
    python bench/map.py --sizes 100000,1000000 --rounds 60
    python bench/map.py --sizes 1000000 --http 8           and eight clients at once over HTTP

A question goes through our ASGI routes in this process: routing, the query, JSON, gzip; each about another place, half
of them where people live close together. Beside it stands the baseline, in turn with it: a plain GROUP BY over the
tickets of the same tile. Told are milliseconds, bytes on the wire (gzip), statements, and the load of the machine.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from filled import CITY, NOW, FixedClock, fill, opened, postgres, row, share
from map_asking import FILTERS, ZOOMS, Measured, Reader, path_of, places
from sqlalchemy import case, func, insert, literal, select
from sqlmodel import col
from starlette.applications import Starlette

from liaison_app import models
from liaison_app.api import map_data
from liaison_app.bootstrap import build_application
from liaison_app.db import Database
from liaison_app.domain.geo import CELL_ZOOM, LatLon, cells_of_tile, tile_of
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.map_feed import PIN_ZOOM, SPLIT, MapFilter, Show
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.settings import Settings

PORT = int(os.environ.get("PORT", "8163"))
BOXES = {"a few blocks": 0.004, "a neighborhood": 0.02, "a part of town": 0.08, "the city": 0.4}
BASELINE_ROUNDS = 5
HERE = NeighborhoodId("west-kensington")


def plain(database: Database, at: LatLon, zoom: int) -> None:
    """The baseline: open and all tickets of the same tile, grouped over the tickets."""
    ticket, cells = models.Ticket, cells_of_tile(zoom, *tile_of(at, zoom))
    part = col(ticket.cell).op(">>")(literal(2 * max(0, CELL_ZOOM - zoom - SPLIT)))
    is_open = case((col(ticket.status) == Status.OPEN, 1), else_=0)
    with database.snapshot() as snapshot:
        snapshot.db.execute(
            select(func.avg(ticket.public_lat), func.avg(ticket.public_lon), func.count(), func.sum(is_open))
            .where(col(ticket.visibility) == Visibility.PUBLIC, col(ticket.cell).between(*cells))
            .group_by(part)
        ).all()


def told(name: str, measured: Measured, baseline: list[float] | None = None) -> None:
    beside = f"{share(baseline, 0.5):9.1f}" if baseline else ""
    print(f"{name:42}{measured.said()} {beside}", flush=True)


def tiles(reader: Reader, database: Database, rounds: int) -> dict[str, float]:
    """Every zoom and filter. Its p95 by name."""
    found: dict[str, float] = {}
    for zoom, what in ZOOMS.items():
        for name, wanted in FILTERS.items():
            measured, baseline = Measured(), []
            for number, at in enumerate(places(rounds)):
                reader.ask(path_of(at, zoom, wanted), measured)
                if name == "all" and zoom < PIN_ZOOM and number < BASELINE_ROUNDS:
                    begun = time.perf_counter()
                    plain(database, at, zoom)
                    baseline.append((time.perf_counter() - begun) * 1000)
            found[f"zoom {zoom} ({what}): {name}"] = share(measured.times, 0.95)
            told(f"zoom {zoom} ({what}): {name}", measured, baseline)
    return found


def others(reader: Reader, rounds: int) -> dict[str, float]:
    """Tiles of one neighborhood, the neighborhoods, and the list in view."""
    found: dict[str, float] = {}
    questions: dict[str, Callable[[LatLon], str]] = {
        "zoom 13, one neighborhood": lambda at: path_of(at, 13, MapFilter(Show.ALL, neighborhood_id=HERE)),  # type: ignore[arg-type]
        "neighborhoods": lambda _: "/api/map/neighborhoods.json",
        "neighborhoods: a service, a year": lambda _: "/api/map/neighborhoods.json?service=SR-02&since=2025-11",
        "list: newest of all": lambda _: "/api/tickets.json?show=all",
        "list: not fixed, of all": lambda _: "/api/tickets.json?show=not_fixed",
        "list: a rare service, of all": lambda _: "/api/tickets.json?show=all&service=SR-29",
        "list: late of a service, of all": lambda _: "/api/tickets.json?show=late&service=SR-03",
        "list: one neighborhood": lambda _: "/api/tickets.json?show=all&neighborhood=west-kensington",
    }
    for what, side in BOXES.items():
        for show in ("open", "all", "not_fixed"):
            questions[f"list: {what}, {show}"] = lambda at, side=side, show=show: (  # type: ignore[misc]
                f"/api/tickets.json?show={show}&box={at.lat - side / 2:.5f},{at.lon - side * 0.65:.5f},"
                f"{at.lat + side / 2:.5f},{at.lon + side * 0.65:.5f}"
            )
    for name, path in questions.items():
        measured = Measured()
        for at in places(rounds):
            reader.ask(path(at), measured)
        found[name] = share(measured.times, 0.95)
        told(name, measured)
    return found


def writes(database: Database, already: int, count: int = 150) -> None:
    """A ticket in a transaction of its own: through a session that counts it, and past it."""
    dice, nowhere = Random(already), NearestPlaces([])
    table = models.Ticket.__table__  # type: ignore[attr-defined]
    counted, past, closing = [], [], []
    for number in range(count):
        values = [row(900_000_000 + already * 2 + place * count + number, dice, nowhere) for place in (0, 1)]
        values[1] |= {"facet": 0, "visibility": Visibility.PRIVATE}
        begun = time.perf_counter()
        with database.unit_of_work() as uow:
            uow.db.add(models.Ticket(**values[0]))
        counted.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        with database.unit_of_work() as uow:
            uow.db.connection().execute(insert(table), values[1])
        past.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        with database.unit_of_work() as uow:
            ticket = uow.db.get_one(models.Ticket, values[0]["id"])
            ticket.status, ticket.closed_at = Status.CLOSED, NOW + timedelta(hours=number)
        closing.append((time.perf_counter() - begun) * 1000)
    for name, times in {"insert, counted": counted, "insert, past the counts": past, "close, counted": closing}.items():
        print(f"{name:42}{share(times, 0.5):7.1f} {share(times, 0.95):7.1f} {share(times, 0.99):7.1f}")


@contextmanager
def served(url: str) -> Iterator[None]:
    """Our routes behind the web server, in a process of their own."""
    environment = os.environ | {"LIAISON_DATABASE_URL": url, "PORT": str(PORT)}
    with subprocess.Popen([sys.executable, __file__, "--serve"], env=environment, cwd=Path(__file__).parent) as program:
        try:
            for _ in range(300):
                try:
                    _get(http.client.HTTPConnection("127.0.0.1", PORT, timeout=30), "/api/map/10/298/387.json")
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            program.terminate()


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {path}")


def serve() -> None:
    """Serve until a signal ends it."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces, Loops  # noqa: PLC0415

    Granian(
        "map:served_application", address="127.0.0.1", port=PORT, interface=Interfaces.ASGI, factory=True, workers=1,
        loop=Loops.asyncio, log_level="warning",
    ).serve()  # fmt: skip


def served_application() -> Starlette:
    """What the web server serves."""
    app = Starlette(routes=map_data.ROUTES)
    app.state.application = build_application(Settings(), clock=FixedClock(), city_profile=CITY)
    return app


def at_once(url: str, clients: int, each: int = 300) -> None:
    """So many clients at once, each with tiles of all zooms, mostly open ones."""
    times: list[float] = []

    def read(seed: int) -> None:
        dice, connection = Random(seed), http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        for at in places(each):
            wanted = dice.choice([MapFilter(), MapFilter(), MapFilter(), *FILTERS.values()])
            begun = time.perf_counter()
            _get(connection, path_of(at, dice.choice(list(ZOOMS)), wanted))
            times.append((time.perf_counter() - begun) * 1000)

    with served(url):
        read(0)
        times.clear()
        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(1, clients + 1)]
        begun, before = time.perf_counter(), os.times()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - begun
    mine = sum(os.times()[:2]) - sum(before[:2])
    print(
        f"{clients} clients over HTTP: {clients * each / spent:,.0f} requests/s, p50 {share(times, 0.5):.1f}, "
        f"p95 {share(times, 0.95):.1f} ms; the clients took {mine:.1f} of {spent:.1f} s of a processor; "
        f"load {os.getloadavg()[0]:.1f}"
    )


def grown(before: dict[str, float], after: dict[str, float]) -> None:
    """How much more the slower half of the questions takes than with fewer tickets."""
    times = sorted(after[name] / before[name] for name in after)
    worst = max(after, key=lambda name: after[name] / before[name])
    print(f"growth of p95: in the middle ×{share(times, 0.5):.2f}, at most ×{times[-1]:.2f} ({worst})")


def measure(url: str, sizes: list[int], rounds: int, clients: int, *, is_filled: bool = False) -> None:
    """Everything at each size; the first is there already where the database `is_filled`."""
    database, already, before = opened(url), sizes[0] if is_filled else 0, None
    for size in sizes:
        fill(database, size, already)
        already = size
        load = os.getloadavg()[0]
        print(f"\n{size:,} tickets, {database.engine.dialect.name}; load {load:.1f} on {os.cpu_count()} processors")
        print(f"{'ms':42}{'p50':>7} {'p95':>7} {'p99':>7} {'bytes':>9} {'SQL':>5} {'GROUP BY':>9}")
        reader = Reader(database)
        found = tiles(reader, database, rounds) | others(reader, rounds)
        writes(database, size)
        if before is not None:
            grown(before, found)
        before = found
    database.close()
    if clients:
        at_once(url, clients)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--database", default="", help="SQLAlchemy URL of an empty database")
    words.add_argument("--postgres", action="store_true", help="a PostgreSQL of its own")
    words.add_argument("--filled", action="store_true", help="the first of the sizes is in --database already")
    words.add_argument("--sizes", default="10000,100000,1000000")
    words.add_argument("--rounds", type=int, default=40)
    words.add_argument("--http", type=int, default=8, help="clients at once over HTTP; 0 for none")
    words.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.serve:
        serve()
        return
    sizes = [int(one) for one in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        if given.postgres:
            with postgres(Path(folder)) as url:
                measure(url, sizes, given.rounds, given.http)
            return
        url = given.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        measure(url, sizes, given.rounds, given.http, is_filled=given.filled)


if __name__ == "__main__":
    main()
