"""The streams of a room: one reading for all of them, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event

from liaison_app.api import room_live
from liaison_app.api.room_live import LiveRooms, Stream
from liaison_app.domain.room import concern_key, new_device
from liaison_app.services import room_listing, room_opening, room_supporting
from tests.meetings_world import a_meeting, a_phone, an_item, opened

PHONES = 30


@pytest.fixture
def meeting_id(world, rosa):
    return a_meeting(world, rosa)


@pytest.fixture
def code(world, rosa, meeting_id):
    return opened(world, rosa, meeting_id)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(room_live, "PAUSE_S", 0.01)
    monkeypatch.setattr(room_live, "ENDING_SEEN_S", 0.05)


class Heard:
    """What one phone is sent."""

    def __init__(self):
        self.status, self.told, self._gone, self._heard = 0, [], asyncio.Event(), asyncio.Event()

    async def receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.status = message.get("status", self.status)
        lines = message.get("body", b"").decode().splitlines()
        self.told += [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
        self._heard.set()

    def leave(self):
        self._gone.set()

    async def until(self, happened, within_s=5.0):
        async with asyncio.timeout(within_s):
            while not happened(self):
                await self._heard.wait()
                self._heard.clear()


@asynccontextmanager
async def listening(among, code, phones=1, network="one"):
    heard = [Heard() for _ in range(phones)]
    streams = [
        Stream(among, code=code, network=network, locale="en", device=new_device())({}, one.receive, one.send)
        for one in heard
    ]
    tasks = [asyncio.ensure_future(one) for one in streams]
    try:
        yield heard, tasks
    finally:
        for one in heard:
            one.leave()
        await asyncio.gather(*tasks)


def test_a_change_is_read_once_for_all_and_told_to_each(world, code, meeting_id):
    key, among = concern_key(an_item(world, meeting_id)), LiveRooms(world.app)
    statements = []

    async def watch():
        async with listening(among, code, PHONES) as (heard, _):
            await asyncio.gather(*(one.until(lambda it: it.told) for one in heard))
            await asyncio.sleep(0.2)
            event.listen(world.app.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
            await asyncio.to_thread(world.app.use, room_supporting.stand_behind, visitor=a_phone(code), key=key)
            await asyncio.gather(*(one.until(lambda it: len(it.told) == 2) for one in heard))
            return [one.told[1] for one in heard]

    told = asyncio.run(watch())
    assert {json.dumps(one) for one in told} == {json.dumps(told[0])}
    assert [one["behind"] for one in told[0]["put"]] == [1]
    reads = [one for one in statements if "FROM meeting_attendee" in one]
    assert len(reads) == 1
    assert among.count() == 0


def test_a_phone_that_goes_leaves_nothing(world, code):
    among = LiveRooms(world.app)

    async def come_and_go():
        async with listening(among, code, 3) as (heard, _):
            await asyncio.gather(*(one.until(lambda it: it.told) for one in heard))
            assert world.app.hub.count_viewers() == 1
        await asyncio.sleep(0.05)

    asyncio.run(come_and_go())
    assert (among.count(), among._rooms, dict(among._networks), world.app.hub.count_viewers()) == (0, {}, {}, 0)


def test_a_room_that_is_not_there_is_not_found(world):
    async def knock():
        async with listening(LiveRooms(world.app), "0000000000") as (heard, tasks):
            await asyncio.gather(*tasks)
            return heard[0].status

    assert asyncio.run(knock()) == 404


def test_a_room_closes_before_everybodys_eyes_without_being_told(world, code, monkeypatch):
    monkeypatch.setattr(room_live, "LOOK_AGAIN_S", 0.1)

    async def wait():
        async with listening(LiveRooms(world.app), code) as (heard, _):
            await heard[0].until(lambda it: it.told)
            world.clock.at += room_opening.OPEN_FOR
            await heard[0].until(lambda it: len(it.told) == 2)
            return heard[0].told

    first, second = asyncio.run(wait())
    assert (first["head"]["is_open"], second["head"]["is_open"]) == (True, False)


def test_a_new_code_and_the_end_of_the_program_end_the_streams(world, rosa, code, meeting_id):
    async def renew():
        async with listening(LiveRooms(world.app), code) as (heard, tasks):
            await heard[0].until(lambda it: it.told)
            given = {"actor": rosa, "meeting_id": meeting_id, "has_new_code": True}
            await asyncio.to_thread(world.app.use, room_opening.open_room, **given)
            await asyncio.wait_for(tasks[0], 5)

    async def end():
        fresh = world.app.use(room_opening.panel, actor=rosa, meeting_id=meeting_id).code
        async with listening(LiveRooms(world.app), fresh) as (heard, tasks):
            await heard[0].until(lambda it: it.told)
            world.app.ports["ending"].set()
            await asyncio.wait_for(tasks[0], 5)

    asyncio.run(renew())
    asyncio.run(end())


def test_too_many_streams_are_told_to_come_later(world, code, monkeypatch):
    monkeypatch.setattr(room_live, "MOST_OF_NETWORK", 2)
    among = LiveRooms(world.app)

    async def crowd():
        async with listening(among, code, 3) as (heard, _):
            await asyncio.gather(*(one.until(lambda it: it.status) for one in heard))
            async with listening(among, code, 1, network="another") as (others, _):
                await others[0].until(lambda it: it.told)
            return sorted(one.status for one in heard)

    assert asyncio.run(crowd()) == [200, 200, 429]


def test_a_database_that_is_away_for_a_moment_ends_no_stream(world, code, meeting_id, monkeypatch):
    monkeypatch.setattr(room_live, "RETRY_S", 0.05)
    key, board, failures = concern_key(an_item(world, meeting_id)), room_listing.board, [True, True]

    def failing(*, code, snapshot, clock, guidance):
        if len(told) and failures:
            failures.pop()
            raise OSError
        return board(code=code, snapshot=snapshot, clock=clock, guidance=guidance)

    told = []
    monkeypatch.setattr(room_listing, "board", failing)

    async def watch():
        async with listening(LiveRooms(world.app), code) as (heard, _):
            await heard[0].until(lambda it: it.told)
            told.append(True)
            await asyncio.to_thread(world.app.use, room_supporting.stand_behind, visitor=a_phone(code), key=key)
            await heard[0].until(lambda it: len(it.told) == 2)

    asyncio.run(watch())
    assert failures == []
