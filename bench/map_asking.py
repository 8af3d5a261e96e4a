"""The map's questions as `map.py` asks them: which filters and zooms, about which places, and what an answer costs."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from filled import CITY, EAST, NORTH, SOUTH, WEST, FixedClock, share
from sqlalchemy import event
from starlette.applications import Starlette

from liaison_app.api import map_data
from liaison_app.bootstrap import build_application
from liaison_app.db import Database
from liaison_app.domain.geo import LatLon, tile_of
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.settings import Settings

FILTERS = {
    "open": MapFilter(),
    "all": MapFilter(Show.ALL),
    "not fixed": MapFilter(Show.NOT_FIXED),
    "late, a common service": MapFilter(Show.LATE, service_code="SR-01"),
    "closed, a rare service": MapFilter(Show.CLOSED, service_code="SR-27"),
    "all, three months": MapFilter(Show.ALL, since=202605, until=202607),
    "all, two years": MapFilter(Show.ALL, since=202411),
    "service, a year": MapFilter(Show.ALL, service_code="SR-02", since=202511),
}
ZOOMS = {10: "city", 12: "part of town", 14: "neighborhood", 15: "street", 16: "street", 17: "block", 18: "block"}


@dataclass
class Measured:
    """What a question cost, over many places."""

    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    statements: int = 0

    def said(self) -> str:
        p50, p95, p99 = (share(self.times, part) for part in (0.5, 0.95, 0.99))
        return f"{p50:7.1f} {p95:7.1f} {p99:7.1f} {max(self.sizes):9,} {self.statements:5}"


class Reader:
    """Asks our routes in this process."""

    def __init__(self, database: Database) -> None:
        app = build_application(Settings(database_url=database.url), clock=FixedClock(), city_profile=CITY)
        app.database.close()
        app.database = app.ports["database"] = database
        self._app = Starlette(routes=map_data.ROUTES)
        self._app.state.application = app
        self._loop = asyncio.new_event_loop()
        self._statements = 0
        event.listen(database.engine, "before_cursor_execute", self._count)

    def _count(self, *_of: Any) -> None:
        self._statements += 1

    def ask(self, path: str, into: Measured) -> None:
        """One question; its time, size and statements."""
        self._statements = 0
        begun = time.perf_counter()
        size = self._loop.run_until_complete(self._answer(path))
        into.times.append((time.perf_counter() - begun) * 1000)
        into.sizes.append(size)
        into.statements = max(into.statements, self._statements)

    async def _answer(self, path: str) -> int:
        target, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": target, "raw_path": target.encode(), "root_path": "", "query_string": query.encode(),
            "headers": [(b"accept-encoding", b"gzip")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        size = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal size
            if message["type"] == "http.response.start" and message["status"] != 200:
                raise RuntimeError(f"{message['status']}: {path}")
            size += len(message.get("body", b""))

        await self._app(scope, receive, send)  # type: ignore[arg-type]
        return size


def places(rounds: int) -> list[LatLon]:
    """Places in the city, half of them where people live close together; the same every time."""
    dice = Random(5)
    found = []
    for number in range(rounds):
        at = LatLon(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST))
        if number % 2:
            centre = Random(dice.randrange(1, 40, 2)).random
            at = LatLon(
                SOUTH + centre() * (NORTH - SOUTH) + dice.gauss(0, 0.004),
                WEST + centre() * (EAST - WEST) + dice.gauss(0, 0.004),
            )
        found.append(at)
    return found


def path_of(at: LatLon, zoom: int, wanted: MapFilter) -> str:
    x, y = tile_of(at, zoom)
    words = "&".join(f"{name}={word}" for name, word in wanted.words().items())
    return f"/api/map/{zoom}/{x}/{y}.json?{words}"
