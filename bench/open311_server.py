"""What our GeoReport server costs: lists of 100 at many tickets, and filing by eight clients at once over HTTP.

    python bench/open311_server.py                                    SQLite, never analyzed, 100,000 tickets
    python bench/open311_server.py --postgres                         a PostgreSQL of its own, as the tests have
    python bench/open311_server.py --database postgresql+psycopg://…  an empty database of yours
    python bench/open311_server.py --tickets 1000000 --rounds 40

A list is measured as its thread does it: the question, the rows, the document. Its baseline reads the newest 100 rows
with one plain SELECT, in turn with what is measured. Filing is measured through a web server in a process of its own,
with a photo-less request each; its baseline is the discovery document of the same server. Times are milliseconds,
p50 / p95.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
from filled import CITY, NOW, FixedClock, figures, fill, opened, postgres, statements_of, took
from sqlalchemy import func, insert, select, text
from sqlmodel import col

from liaison_app import models
from liaison_app.adapters.open311_wire import WireFormat
from liaison_app.api.georeport.documents import requests as document
from liaison_app.bootstrap import Application, build_application
from liaison_app.db import Database
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.tickets import Status
from liaison_app.domain.told_requests import RequestQuestion
from liaison_app.services import api_keys, open311_reading
from liaison_app.settings import Settings

MADE = 100_000  # of more, each is copied
PORT = int(os.environ.get("PORT", "8155"))
CENTRE = LatLon(39.9526, -75.1652)
LONG_AGO = NOW - timedelta(days=400)

QUESTIONS: dict[str, RequestQuestion] = {
    "newest 100": RequestQuestion(size=100),
    "page 50": RequestQuestion(size=100, skip=4_900),
    "page 500": RequestQuestion(size=100, skip=49_900),
    "one service": RequestQuestion(size=100, service_codes=("SR-07",)),
    "a service nobody asks for": RequestQuestion(size=100, service_codes=("SR-99",)),
    "two services, open": RequestQuestion(size=100, service_codes=("SR-07", "SR-11"), status=Status.OPEN),
    "90 days of last year": RequestQuestion(size=100, requested=(LONG_AGO, LONG_AGO + timedelta(days=90))),
    "changed since yesterday": RequestQuestion(size=100, updated=(NOW - timedelta(days=1), None)),
    "500 m around a place": RequestQuestion(size=100, near=(CENTRE, 500.0)),
    "5 km around a place": RequestQuestion(size=100, near=(CENTRE, 5_000.0)),
    "box: the city": RequestQuestion(size=100, box=Bounds(39.86, -75.28, 40.14, -74.95)),
    "words that all have": RequestQuestion(size=100, words="market st"),
    "words that none has": RequestQuestion(size=100, words="nowhere"),
    "50 by number": RequestQuestion(ids=tuple(f"T-{number * 97:06d}" for number in range(50))),
    "newest 1000": RequestQuestion(size=1000),
}


def copied(database: Database, times: int) -> None:
    """Every ticket so many times: the same places and moments under other numbers. Faster than making each anew."""
    table = models.Ticket.__table__  # type: ignore[attr-defined]
    names = [column.name for column in table.columns]
    for letter in "ABCDEFGHJKMNPQRSTVWXYZ"[: times - 1]:
        own = {"id": table.c.id + letter, "ref": table.c.ref + letter}
        once = select(*(own.get(name, table.c[name]) for name in names)).where(func.length(table.c.id) == 8)
        with database.unit_of_work() as uow:
            uow.db.execute(insert(table).from_select(names, once))
    if not database.is_sqlite:
        with database.unit_of_work() as uow:
            uow.db.execute(text("ANALYZE ticket"))


def listed(database: Database, question: RequestQuestion, form: WireFormat) -> bytes:
    """A list as it goes out."""
    with database.snapshot() as snapshot:
        page = open311_reading.list_(question=question, snapshot=snapshot, clock=FixedClock(), city_profile=CITY)
    return document(page.rows, form, CITY.time_zone, base="http://localhost:8000", extended=True)


def plain(database: Database) -> None:
    """The baseline: the newest 100 rows."""
    newest = (col(models.Ticket.requested_at).desc(), col(models.Ticket.id).desc())
    with database.snapshot() as snapshot:
        snapshot.db.execute(
            select(models.Ticket.__table__)  # type: ignore[attr-defined]
            .where(col(models.Ticket.visibility) == "public")
            .order_by(*newest)
            .limit(100)
        ).all()


def lists(database: Database, rounds: int) -> None:
    """A row of figures for each question, in the two formats."""
    print(f"{'list, ms p50 / p95':28}{'json':>17}{'xml':>20}{'plain select':>20}  statements")
    for name, question in QUESTIONS.items():
        times: dict[str, list[float]] = {"json": [], "xml": [], "plain": []}
        for _ in range(rounds):
            for form in WireFormat:
                times[form].append(took(partial(listed, database, question, form)))
            times["plain"].append(took(partial(plain, database)))
        many = statements_of(database, partial(listed, database, question, WireFormat.JSON))
        print(f"{name:28}{figures(times['json'])}   {figures(times['xml'])}   {figures(times['plain'])}  {many}")


def application() -> Any:
    """Our own routes, for the server's process."""
    from liaison_app.api import build_api  # noqa: PLC0415
    from liaison_app.bootstrap import application as program  # noqa: PLC0415
    from liaison_app.front_end.guards import Door  # noqa: PLC0415
    from liaison_app.server import limits_of, spare_what_stays  # noqa: PLC0415

    served = Door(build_api(program()), limits_of(program().settings))
    spare_what_stays()
    return served


def serve() -> None:
    """What runs in the server's process."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces, Loops  # noqa: PLC0415

    Granian(
        "open311_server:application",
        address="127.0.0.1",
        port=PORT,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        loop=Loops.asyncio,
        log_level="warning",
    ).serve()


def prepare(program: Application) -> str:
    """A key that may file without end."""
    made = program.use(
        api_keys.make,
        actor=SYSTEM,
        name="bench",
        permissions=[ApiPermission.FILE_REQUESTS],
        per_minute=6_000,
        per_day=1_000_000,
    )
    return made.secret


def filing(database_url: str, clients: int, each: int) -> None:
    """So many requests filed by each of so many clients."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"database_url": database_url, "data_dir": folder, "role": "web"}
        program = build_application(Settings(**given))
        secret = prepare(program)
        environment = os.environ | {f"LIAISON_{name.upper()}": value for name, value in given.items()}
        here = Path(__file__).parent
        environment["PYTHONPATH"] = os.pathsep.join([str(here), str(here.parent)])
        with subprocess.Popen([sys.executable, __file__, "--serve"], env=environment) as server:
            base = f"http://127.0.0.1:{PORT}/open311/v2"
            try:
                _await(base)
                _report(base, secret, clients, each)
            finally:
                server.terminate()
        program.close()


def _await(base: str) -> None:
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base}/discovery.json").is_success:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _report(base: str, secret: str, clients: int, each: int) -> None:
    print(f"{'over HTTP, ms p50 / p95':28}{'':17}  a second")
    many, few = partial(_all_at_once, base, secret), each // clients
    for name, act, at_once, times in (
        ("discovery, 8 clients", _trivial, clients, 50),
        ("list of 100, 1 client", _list, 1, 40),
        ("create, 1 client", _create, 1, max(few, 40)),
        (f"create, {clients} clients", _create, clients, each),
        (f"with a mark, {clients} clients", _create_marked, clients, each),
    ):
        took_ms, seconds = many(act, at_once, times)
        print(f"{name:28}{figures(took_ms)}  {len(took_ms) / seconds:8.1f}", flush=True)


def _all_at_once(
    base: str, secret: str, act: Callable[[httpx.Client, str, Random], None], clients: int, each: int
) -> tuple[list[float], float]:
    times: list[float] = []

    def work(seed: int) -> None:
        dice = Random(seed)
        with httpx.Client(base_url=base) as http:
            act(http, secret, dice)
            times.extend(took(lambda: act(http, secret, dice)) for _ in range(each))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - begun


def _trivial(http: httpx.Client, _secret: str, _dice: Random) -> None:
    http.get("/discovery.json").raise_for_status()


def _list(http: httpx.Client, _secret: str, _dice: Random) -> None:
    http.get("/requests.json", params={"page_size": 100}).raise_for_status()


def _create(http: httpx.Client, secret: str, dice: Random, **more: str) -> None:
    data = more | {
        "api_key": secret,
        "service_code": "SR-01",
        "lat": f"{dice.uniform(39.93, 39.99):.6f}",
        "long": f"{dice.uniform(-75.23, -75.14):.6f}",
        "description": f"A bike without wheels, the {dice.random()}th.",
    }
    http.post("/requests.json", data=data).raise_for_status()


def _create_marked(http: httpx.Client, secret: str, dice: Random) -> None:
    """With a mark of the sender's own, under which the same request may come again."""
    _create(http, secret, dice, ref=f"bench-{dice.getrandbits(64):x}")


def measure(url: str, given: argparse.Namespace) -> None:
    """Fill the database behind `url`, then measure on it."""
    database = opened(url)
    fill(database, min(given.tickets, MADE))
    copied(database, given.tickets // MADE)
    print(f"{given.tickets:,} tickets, {database.engine.dialect.name}; load {os.getloadavg()[0]:.1f}")
    lists(database, given.rounds)
    database.close()
    filing(url, given.clients, given.each)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument(
        "--database", default="", help="SQLAlchemy URL of an empty database; a new SQLite file if left out"
    )
    words.add_argument("--postgres", action="store_true", help="a PostgreSQL of its own")
    words.add_argument("--tickets", type=int, default=100_000)
    words.add_argument("--rounds", type=int, default=40)
    words.add_argument("--clients", type=int, default=8)
    words.add_argument("--each", type=int, default=60, help="requests that each client files")
    words.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.serve:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder:
        if given.postgres:
            with postgres(Path(folder)) as url:
                measure(url, given)
            return
        measure(given.database or f"sqlite:///{Path(folder) / 'bench.db'}", given)


if __name__ == "__main__":
    main()
