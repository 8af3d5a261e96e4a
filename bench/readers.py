"""Many readers of the public pages: each opens the map, moves on it, opens a ticket and comes back once.

    python bench/readers.py                                     5,000 readers in 10 minutes, 100,000 tickets, SQLite
    python bench/readers.py --readers 500 --minutes 1
    python bench/readers.py --database postgresql+psycopg://…   an empty database of yours
    python bench/readers.py --address http://127.0.0.1:8000 --pid 1234    a program that runs already, on this machine

The program is the whole one, with its site (`python -m liaison_app build` first), in a process of its own. Readers
arrive evenly; a reader thinks between two steps, and asks as a browser does: the page and what it names, what the map
shows of the whole city, then tiles and list of places of his own, a few at once, packed. Times are those until the
whole answer is there, in milliseconds. /healthz, which does nothing, is asked all the while: where a machine is busy,
that baseline shows it. Memory is the resident set of the program: before, at its highest, and a minute after the last
reader.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from exports import memory_mb
from filled import fill, opened
from lean_browser import Answer, LeanBrowser, NoAnswer

from liaison_app.domain.geo import LatLon, tile_of

PORT = int(os.environ.get("PORT", "8171"))
PROJECT = Path(__file__).parents[1]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ZOOM, ACROSS, MOVES = 14, 3, 3
# The map's own size on three phones, in pixels; the page asks for what is in it.
PHONES = ((360, 560), (390, 640), (412, 700))
TILE_PX = 256
THINKS_S = (1.0, 6.0)
AFTER_S = 60
NAMED = re.compile(r'(?:href|src)="(/(?:assets|fonts)/[^"]+)"')
BROWSER = {"Accept-Encoding": "gzip, br", "Accept": "text/html,*/*"}
CENTRE, SPREAD = LatLon(39.99, -75.14), 0.06


class Figures:
    """How long every kind of request took, and what went wrong."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: dict[str, int] = defaultdict(int)

    async def get(self, client: LeanBrowser, step: str, path: str, **headers: str) -> Answer | None:
        begun = time.perf_counter()
        try:
            answer = await client.get(path, headers)
        except NoAnswer:
            self.failed[f"{step}: no answer"] += 1
            return None
        self.took[step].append((time.perf_counter() - begun) * 1000)
        if answer.status_code not in {200, 304}:
            self.failed[f"{step}: {answer.status_code}"] += 1
        return answer

    def line(self, step: str) -> str:
        times = sorted(self.took[step])
        p95, p99 = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.95, 0.99))
        return f"{step:22}{len(times):9,}{statistics.median(times):9.1f}{p95:9.1f}{p99:9.1f}{times[-1]:9.1f}"


def box_of(at: LatLon, high: float, wide: float) -> str:
    """South, west, north, east of a view, in degrees and rounded as the page does."""
    sides = (at.lat - high / 2, at.lon - wide / 2, at.lat + high / 2, at.lon + wide / 2)
    return ",".join(f"{side:.3f}" for side in sides)


async def look_over(client: LeanBrowser, figures: Figures, dice: random.Random) -> None:
    """What the map shows when it opens: the whole city."""
    ground = await figures.get(client, "ground", "/api/map/ground.json")
    if ground is None or ground.status_code != 200:
        return
    lat, lon = ground.json()["centre"]
    wide, high = dice.choice(PHONES)
    degree = 360 / TILE_PX / (1 << ground.json()["zoom"])
    box = box_of(LatLon(lat, lon), high * degree * math.cos(math.radians(lat)), wide * degree)
    await asyncio.gather(
        figures.get(client, "shapes", "/api/map/shapes.json"),
        figures.get(client, "neighborhoods", "/api/map/neighborhoods.json?lang=en"),
        figures.get(client, "list of the city", f"/api/tickets.json?box={box}&lang=en"),
    )


async def look(client: LeanBrowser, figures: Figures, at: LatLon) -> list[str]:
    """The tiles and the list of a view; the numbers of the tickets in the list."""
    x, y = tile_of(at, ZOOM)
    tiles = [(x + column, y + line) for column in range(ACROSS) for line in range(ACROSS)]
    side = 360 / (1 << ZOOM) * ACROSS / 2
    box = box_of(at, 2 * side, 2 * side)
    asked = [figures.get(client, "tile", f"/api/map/{ZOOM}/{one}/{other}.json?lang=en") for one, other in tiles]
    *_, listed = await asyncio.gather(*asked, figures.get(client, "list", f"/api/tickets.json?box={box}&lang=en"))
    if listed is None or listed.status_code != 200:
        return []
    return [row["id"] for row in listed.json()["cards"]]


def network_of(number: int) -> str:
    """An address of a reader's own; all of 127/8 is this machine. One network has only a share of what is offered."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


async def read(address: str, figures: Figures, dice: random.Random, network: str) -> None:
    """One reader, from the first visit to leaving; a browser keeps what it was told to keep."""
    async with LeanBrowser(address, network, BROWSER) as client:
        page = await figures.get(client, "map page", "/")
        if page is None:
            return
        files = sorted(set(NAMED.findall(page.text)))
        await asyncio.gather(*(figures.get(client, "file", one) for one in files))
        await look_over(client, figures, dice)
        at = LatLon(CENTRE.lat + dice.gauss(0, SPREAD), CENTRE.lon + dice.gauss(0, SPREAD))
        found: list[str] = []
        for _ in range(MOVES):
            await asyncio.sleep(dice.uniform(*THINKS_S))
            at = LatLon(at.lat + dice.gauss(0, 0.01), at.lon + dice.gauss(0, 0.01))
            found = await look(client, figures, at) or found
        await asyncio.sleep(dice.uniform(*THINKS_S))
        if not found:
            return
        ticket = f"/t/{dice.choice(found)}"
        opened = await figures.get(client, "ticket page", ticket)
        await asyncio.sleep(dice.uniform(*THINKS_S))
        if opened is not None and "etag" in opened.headers:
            await figures.get(client, "ticket asked again", ticket, **{"If-None-Match": opened.headers["etag"]})


@asynccontextmanager
async def baseline(address: str, figures: Figures) -> AsyncIterator[None]:
    """Ask for nothing ten times a second."""

    async def ask() -> None:
        async with LeanBrowser(address, LOOPBACK[0], {}) as client:
            while True:
                await figures.get(client, "nothing (/healthz)", "/healthz")
                await asyncio.sleep(0.1)

    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        asking.cancel()


async def watch(pid: int, seen: list[float]) -> None:
    """Note the program's memory, twice a second."""
    while True:
        seen.append(memory_mb(pid))
        await asyncio.sleep(0.5)


async def measure(address: str, pid: int, readers: int, seconds: float) -> None:
    figures, dice, seen = Figures(), random.Random(11), [memory_mb(pid)]
    watching = asyncio.create_task(watch(pid, seen))
    begun = time.monotonic()
    async with baseline(address, figures), asyncio.TaskGroup() as reading:
        for number in range(readers):
            await asyncio.sleep(max(0.0, begun + number * seconds / readers - time.monotonic()))
            reading.create_task(read(address, figures, random.Random(dice.random()), network_of(number)))
    took = time.monotonic() - begun
    await asyncio.sleep(AFTER_S if seconds >= AFTER_S else 2)
    watching.cancel()
    count = sum(len(times) for times in figures.took.values())
    print(f"{readers:,} readers in {took:.0f} s, {count:,} requests, {count / took:.0f} a second")
    print(f"{'ms':22}{'requests':>9}{'p50':>9}{'p95':>9}{'p99':>9}{'highest':>9}")
    for step in figures.took:
        print(figures.line(step))
    print("nothing failed" if not figures.failed else f"failed: {dict(figures.failed)}")
    print(f"memory before {seen[0]:.0f} MB, at its highest {max(seen):.0f} MB, after {memory_mb(pid):.0f} MB")


async def is_there(address: str, within_s: float) -> None:
    until = time.monotonic() + within_s
    async with httpx.AsyncClient(base_url=address) as client:
        while time.monotonic() < until:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
    sys.exit("The program did not start.")


def with_a_program(given: argparse.Namespace) -> None:
    """Fill a database and read from a program of our own."""
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        database = opened(url)
        fill(database, given.tickets)
        database.close()
        address = f"http://127.0.0.1:{PORT}"
        settings = {"DATABASE_URL": url, "DATA_DIR": folder, "PUBLIC_URL": address, "ROLE": "web"}
        settings |= {"LOG_LEVEL": "WARNING", "MAP_TILE_URL": ""}
        environment = os.environ | {f"LIAISON_{name}": value for name, value in settings.items()}
        counting = [sys.executable, "-m", "liaison_app", "rollups", "rebuild"]
        subprocess.run(counting, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, check=True)
        command = [
            sys.executable,
            "-c",
            f"from liaison_app.web_server import serve_app; serve_app(host='127.0.0.1', port={PORT})",
        ]
        with subprocess.Popen(command, cwd=PROJECT, env=environment | {"PORT": str(PORT)}) as program:
            try:
                asyncio.run(is_there(address, 60))
                asyncio.run(measure(address, program.pid, given.readers, given.minutes * 60))
            finally:
                program.terminate()
                program.wait(30)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--readers", type=int, default=5000)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--tickets", type=int, default=100_000)
    words.add_argument("--database", default="")
    words.add_argument("--address", default="", help="a program that runs already, on this machine only")
    words.add_argument("--pid", type=int, default=0, help="its process, for its memory")
    given = words.parse_args()
    if not given.address:
        with_a_program(given)
        return
    if httpx.URL(given.address).host not in {name.strip("[]") for name in LOOPBACK}:
        sys.exit("Only a program on this machine is read from.")
    asyncio.run(measure(given.address, given.pid or os.getpid(), given.readers, given.minutes * 60))


if __name__ == "__main__":
    main()
