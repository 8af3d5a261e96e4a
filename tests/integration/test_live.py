"""The fan-out: viewers in a room are woken after a commit, in this process and, over Redis, in the others."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing

import pytest

from liaison_app.db import Database
from liaison_app.live import LocalHub, RedisHub
from tests.conftest import await_port, free_port

AT_LAST_S = 10.0


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
        assert await viewer.changed(AT_LAST_S)
    assert hub.count_viewers() == 0
    database.close()


async def test_other_rooms_sleep_on_and_many_wakings_are_one():
    hub = LocalHub()
    with hub.waiting_in(["a"]) as one, hub.waiting_in(["a", "b"]) as two:
        hub.publish(["b", "b"])
        hub.publish(["b"])
        assert await two.changed(AT_LAST_S)
        assert not await two.changed(0.05)
        assert not await one.changed(0.05)


async def test_a_viewer_knows_in_which_rooms_something_happened_since_it_looked():
    hub = LocalHub()
    with hub.waiting_in(["a", "b", "c"]) as viewer:
        hub.publish(["a"])
        hub.publish(["b", "d"])
        assert await viewer.changed(AT_LAST_S)
        assert viewer.woken_in == {"a", "b"}
        hub.publish(["c"])
        assert await viewer.changed(AT_LAST_S)
        assert viewer.woken_in == {"c"}


async def test_any_thread_may_publish():
    hub = LocalHub()
    with hub.waiting_in(["a"]) as viewer:
        thread = threading.Thread(target=hub.publish, args=(["a"],))
        thread.start()
        assert await viewer.changed(AT_LAST_S)
        thread.join()


async def listening(viewer) -> None:
    """Wait until a hub listens: it wakes its first viewer once when it begins to."""
    assert await viewer.changed(AT_LAST_S)


async def test_the_first_viewer_is_there_before_the_listening_begins(monkeypatch):
    monkeypatch.setattr(RedisHub, "_listen", RedisHub.wake_all)
    with closing(RedisHub("redis://127.0.0.1:1/0")) as hub, hub.waiting_in(["a"]) as viewer:
        assert await viewer.changed(AT_LAST_S)


async def test_rooms_travel_between_processes(redis_url):
    here, there = RedisHub(redis_url), RedisHub(redis_url)
    with closing(here), closing(there), there.waiting_in(["ticket:1"]) as viewer:
        await listening(viewer)
        with there.waiting_in(["ticket:2"]) as other:
            here.publish(["ticket:1"])
            assert await viewer.changed(AT_LAST_S)
            assert not await other.changed(0.1)


async def test_own_viewers_are_woken_once_and_at_once(redis_url):
    with closing(RedisHub(redis_url)) as hub, hub.waiting_in(["a"]) as viewer:
        await listening(viewer)
        hub.publish(["a"])
        assert await viewer.changed(AT_LAST_S)
        assert not await viewer.changed(0.2)


async def test_nonsense_on_the_channel_is_passed_over(redis_url):
    import redis

    with (
        closing(RedisHub(redis_url)) as hub,
        closing(redis.Redis.from_url(redis_url)) as client,
        hub.waiting_in(["a"]) as viewer,
    ):
        await listening(viewer)
        for nonsense in (b"\xff", b"[]", b"null", b'{"from": 1}', b'{"from": "x", "rooms": [1, null]}'):
            client.publish("liaison:rooms", nonsense)
        client.publish("liaison:rooms", b'{"from": "x", "rooms": ["a"]}')
        assert await viewer.changed(AT_LAST_S)


async def test_without_redis_the_own_process_goes_on():
    url = f"redis://127.0.0.1:{free_port()}/0"
    with closing(RedisHub(url)) as hub, hub.waiting_in(["a"]) as viewer:
        await asyncio.to_thread(hub.publish, ["a"])
        assert await viewer.changed(AT_LAST_S)


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
        await listening(viewer)
        first.terminate()
        first.wait()
        assert not await viewer.changed(0.3)
        second = start()
        assert await viewer.changed(AT_LAST_S)
    hub.close()
    second.terminate()
    second.wait()


async def test_one_change_wakes_two_hundred_viewers_of_a_room_once_each():
    hub, woken = LocalHub(), []

    async def one(opened: asyncio.Event) -> None:
        with hub.waiting_in(["ticket:1"]) as viewer:
            opened.set()
            woken.append(await viewer.changed(AT_LAST_S))
            woken.append(await viewer.changed(0.1))

    gates = [asyncio.Event() for _ in range(200)]
    waiting = [asyncio.create_task(one(gate)) for gate in gates]
    await asyncio.gather(*(gate.wait() for gate in gates))
    assert hub.count_viewers() == 200
    hub.publish(["ticket:1"])
    await asyncio.gather(*waiting)
    assert (woken.count(True), woken.count(False), hub.count_viewers()) == (200, 200, 0)
