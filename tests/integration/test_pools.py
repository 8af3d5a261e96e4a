"""Slow work has threads of its own: photos and slow address services never hold up an event."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from starlette.applications import Starlette

from liaison_app.api import map_data
from liaison_app.bootstrap import build_application
from liaison_app.domain.errors import TooMany
from liaison_app.domain.ports_places import PlaceFound, PlaceName
from liaison_app.pools import Pool
from liaison_app.services import map_feed, place_finding, places
from liaison_app.settings import Settings
from tests.tables import create_tables


class SlowGeocoder:
    """Answers when the test says so, and remembers whether a transaction was open meanwhile."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked = threading.Semaphore(0)

    def find(self, _text: str) -> list[PlaceFound]:
        self.asked.release()
        assert self.go_on.wait(20)
        return []

    def name(self, _at: object) -> PlaceName | None:
        return None


@pytest.fixture
def program(sqlite_url, tmp_path):
    built = build_application(Settings(data_dir=tmp_path, database_url=sqlite_url), geocoder=SlowGeocoder())
    create_tables(built.database.engine)
    yield built
    built.ports["geocoder"].go_on.set()
    built.close()


async def test_twenty_slow_searches_hold_up_nobody(program):
    """Python's shared threads are fewer than that."""
    searches = [asyncio.create_task(program.call(place_finding.places, text="a corner")) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(program.ports["geocoder"].asked.acquire)
    assert await asyncio.wait_for(program.call(places.neighborhoods), 5) == ()
    assert program.database.engine.pool.checkedout() == 0
    program.ports["geocoder"].go_on.set()
    assert await asyncio.gather(*searches) == [()] * 20


async def test_who_comes_to_a_full_queue_is_told_to_come_again():
    pool, go_on = Pool("test", threads=1, waiting=1), threading.Event()
    waiting = [asyncio.create_task(pool.run(go_on.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        pool.require_place()
    with pytest.raises(TooMany):
        await pool.run(go_on.wait)
    waiting[1].cancel()
    await asyncio.gather(waiting[1], return_exceptions=True)
    waiting.append(asyncio.create_task(pool.run(go_on.wait)))
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(waiting[0], waiting[2]) == [True, True]
    pool.require_place()
    pool.close()


async def test_one_who_asks_for_more_than_a_share_keeps_nobody_else_out():
    pool, go_on = Pool("test", threads=1, waiting=5, of_one=2), threading.Event()
    waiting = [asyncio.create_task(pool.run_for("a", go_on.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        await pool.run_for("a", go_on.wait)
    waiting.append(asyncio.create_task(pool.run_for("b", go_on.wait)))
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await pool.run_for("a", go_on.wait)
    pool.close()


async def test_one_reader_of_the_map_holds_up_no_other_and_no_event(program, monkeypatch):
    """Forty slow looks of one network: its next is refused, another's is taken, and an event runs meanwhile."""
    go_on = threading.Event()
    monkeypatch.setattr(map_feed, "neighborhoods", lambda wanted: () if go_on.wait(20) else wanted)
    app = Starlette(routes=map_data.ROUTES)
    app.state.application = program

    async def look(address: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test", timeout=20) as client:
            return await client.get("/api/map/neighborhoods.json")

    many = [asyncio.create_task(look("10.0.0.1")) for _ in range(40)]
    await asyncio.sleep(0.1)
    refused = await look("10.0.0.1")
    other = asyncio.create_task(look("10.0.0.2"))
    assert await asyncio.wait_for(program.call(places.neighborhoods), 5) == ()
    assert not other.done()
    go_on.set()
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert {answer.status_code for answer in (*await asyncio.gather(*many), await other)} == {200}
