"""The fan-out: viewers in a room are woken after a commit, in this process and, over Redis, in the others."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from liaison_app.db import Database
from liaison_app.live import LocalHub, RedisHub
from tests.conftest import await_port, free_port

SOON_S = 1.0


def announce_and_fail(database):
    with database.unit_of_work() as uow:
        uow.announce("ticket:1")
        raise RuntimeError


async def test_a_commit_wakes_the_room_and_a_rollback_does_not(sqlite_url):
    hub = LocalHub()
    database = Database(sqlite_url, published=hub.publish)
    with hub.waiting_in(["ticket:1"]) as viewer:
        with pytest.raises(RuntimeError):
            announce_and_fail(database)
        assert not await viewer.changed(0.05)
        with database.unit_of_work() as uow:
            uow.announce("ticket:1", "ticket:2")
        assert await viewer.changed(SOON_S)
    assert hub.count_viewers() == 0
    database.close()


async def test_other_rooms_sleep_on_and_many_wakings_are_one():
    hub = LocalHub()
    with hub.waiting_in(["a"]) as one, hub.waiting_in(["a", "b"]) as two:
        hub.publish(["b", "b"])
        hub.publish(["b"])
        assert await two.changed(SOON_S)
        assert not await two.changed(0.05)
        assert not await one.changed(0.05)


async def test_any_thread_may_publish():
    hub = LocalHub()
    with hub.waiting_in(["a"]) as viewer:
        thread = threading.Thread(target=hub.publish, args=(["a"],))
        thread.start()
        assert await viewer.changed(SOON_S)
        thread.join()


async def listening(hub: RedisHub, viewer) -> None:
    """Wait until a hub listens: it wakes its viewers once when it begins to."""
    assert await viewer.changed(10)


async def test_rooms_travel_between_processes(redis_url):
    here, there = RedisHub(redis_url), RedisHub(redis_url)
    with there.waiting_in(["ticket:1"]) as viewer, there.waiting_in(["ticket:2"]) as other:
        await listening(there, viewer)
        await listening(there, other)
        started = time.perf_counter()
        here.publish(["ticket:1"])
        assert await viewer.changed(SOON_S)
        assert time.perf_counter() - started < SOON_S
        assert not await other.changed(0.1)
    here.close()
    there.close()


async def test_own_viewers_are_woken_once_and_at_once(redis_url):
    hub = RedisHub(redis_url)
    with hub.waiting_in(["a"]) as viewer:
        await listening(hub, viewer)
        hub.publish(["a"])
        assert await viewer.changed(SOON_S)
        assert not await viewer.changed(0.2)
    hub.close()


async def test_nonsense_on_the_channel_is_passed_over(redis_url):
    import redis

    hub = RedisHub(redis_url)
    client = redis.Redis.from_url(redis_url)
    with hub.waiting_in(["a"]) as viewer:
        await listening(hub, viewer)
        for nonsense in (b"\xff", b"[]", b"null", b'{"from": 1}', b'{"from": "x", "rooms": [1, null]}'):
            client.publish("liaison:rooms", nonsense)
        client.publish("liaison:rooms", b'{"from": "x", "rooms": ["a"]}')
        assert await viewer.changed(SOON_S)
    client.close()
    hub.close()


async def test_without_redis_the_own_process_goes_on():
    hub = RedisHub(f"redis://127.0.0.1:{free_port()}/0")
    with hub.waiting_in(["a"]) as viewer:
        await asyncio.to_thread(hub.publish, ["a"])
        assert await viewer.changed(SOON_S)
    hub.close()


async def test_viewers_look_once_when_redis_is_back(tmp_path):
    import shutil
    import subprocess

    port = free_port()
    command = [shutil.which("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    hub = RedisHub(f"redis://127.0.0.1:{port}/0")

    def start():
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
        await_port(port)
        return process

    first = start()
    with hub.waiting_in(["a"]) as viewer:
        await listening(hub, viewer)
        first.terminate()
        first.wait()
        assert not await viewer.changed(0.3)
        second = start()
        assert await viewer.changed(10)
    hub.close()
    second.terminate()
    second.wait()


async def test_two_hundred_viewers_of_a_room_are_woken_within_a_second():
    hub = LocalHub()

    async def one(opened: asyncio.Event) -> float:
        with hub.waiting_in(["ticket:1"]) as viewer:
            opened.set()
            assert await viewer.changed(10)
            return time.perf_counter()

    gates = [asyncio.Event() for _ in range(200)]
    waiting = [asyncio.create_task(one(gate)) for gate in gates]
    await asyncio.gather(*(gate.wait() for gate in gates))
    assert hub.count_viewers() == 200
    started = time.perf_counter()
    hub.publish(["ticket:1"])
    assert max(await asyncio.gather(*waiting)) - started < SOON_S
    assert hub.count_viewers() == 0
