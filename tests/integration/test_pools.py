"""Slow work has threads of its own: photos and slow address services never hold up an event."""

from __future__ import annotations

import asyncio
import threading

import pytest

from liaison_app.bootstrap import build_application
from liaison_app.domain.errors import TooMany
from liaison_app.domain.ports_places import PlaceFound, PlaceName
from liaison_app.models import metadata
from liaison_app.pools import Pool
from liaison_app.services import place_finding, places
from liaison_app.settings import Settings


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
    metadata.create_all(built.database.engine)
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
