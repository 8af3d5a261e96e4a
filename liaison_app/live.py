"""Fan-out: wake the viewers who wait in a room, and say nothing about what changed.

One hub a process. A viewer holds a `Waiting` and reads what changed from the database after each waking, through the
same services and the same permission as any page. Publishing is cheap and may come from any thread; several wakings
before a viewer looks are one. With `LIAISON_REDIS_URL`, room names travel to the other processes by Redis pub/sub.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress

import redis

from liaison_app.logs import logger

CHANNEL = "liaison:rooms"
REDIS_WAIT_S = 2.0  # a commit must not hang on a Redis that is gone
RECONNECT_S = 1.0
log = logger("live")


class Waiting:
    """A viewer who waits in some rooms. Belongs to the event loop it was made on.

    `woken_at` is when the viewer was last woken (monotonic seconds): what is read from then on holds the change.
    `woken_in` are the rooms of the last waking, or of several before the viewer looked.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._rooms: set[str] = set()
        self.woken_at = time.monotonic()
        self.woken_in: frozenset[str] = frozenset()

    def wake(self, rooms: Collection[str] = ()) -> None:
        """Wake the viewer for what happened in `rooms`; callable from any thread, also after its loop has ended."""
        self.woken_at = time.monotonic()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._note, rooms)

    def _note(self, rooms: Collection[str]) -> None:
        self._rooms.update(rooms)
        self._changed.set()

    async def changed(self, timeout_s: float) -> bool:
        """Wait until something changed; False when `timeout_s` seconds passed without a waking."""
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return False
        self._changed.clear()
        self.woken_in, self._rooms = frozenset(self._rooms), set()
        return True


class LocalHub:
    """The hub of one process."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Waiting]] = defaultdict(set)
        self._lock = threading.Lock()

    def publish(self, rooms: Sequence[str]) -> None:
        """Wake everyone who waits in any of `rooms`, once each."""
        self._wake(rooms)

    def _wake(self, rooms: Sequence[str]) -> None:
        woken: dict[Waiting, set[str]] = defaultdict(set)
        with self._lock:
            for room in rooms:
                for viewer in self._rooms.get(room, ()):
                    woken[viewer].add(room)
        for viewer, where in woken.items():
            viewer.wake(where)

    @contextmanager
    def waiting_in(self, rooms: Sequence[str]) -> Iterator[Waiting]:
        """Wait in `rooms` for the length of the block. To miss nothing, enter first and read the database then."""
        viewer = Waiting()
        with self._lock:
            for room in rooms:
                self._rooms[room].add(viewer)
        try:
            yield viewer
        finally:
            with self._lock:
                for room in rooms:
                    self._rooms[room].discard(viewer)
                    if not self._rooms[room]:
                        del self._rooms[room]

    def count_viewers(self) -> int:
        """How many viewers wait now."""
        with self._lock:
            return len({viewer for viewers in self._rooms.values() for viewer in viewers})

    def wake_all(self) -> None:
        """Wake every viewer: something may have been missed."""
        with self._lock:
            rooms = list(self._rooms)
        self._wake(rooms)

    def close(self) -> None:
        """Stop; nothing to do in one process."""


class RedisHub(LocalHub):
    """A hub of several processes: the names of rooms travel by Redis pub/sub, and nothing else does.

    A process listens from its first viewer on. While Redis is away, viewers of this process are still woken by what
    happens in it; when it is back, all of them look once, because pub/sub keeps nothing.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = redis.Redis.from_url(url, socket_timeout=REDIS_WAIT_S, socket_connect_timeout=REDIS_WAIT_S)
        self._name = secrets.token_hex(8)
        self._listener: threading.Thread | None = None
        self._stopped = threading.Event()

    def publish(self, rooms: Sequence[str]) -> None:
        """Wake everyone who waits in any of `rooms`, here and in the other processes; never fails."""
        self._wake(rooms)
        try:
            self._redis.publish(CHANNEL, json.dumps({"from": self._name, "rooms": list(rooms)}))
        except redis.RedisError as error:
            log.warning("fan_out_failed", why=type(error).__name__)

    @contextmanager
    def waiting_in(self, rooms: Sequence[str]) -> Iterator[Waiting]:
        """As `LocalHub.waiting_in`; the first viewer starts the listening, and is woken when it has begun."""
        with super().waiting_in(rooms) as viewer:
            self._listen()
            yield viewer

    def close(self) -> None:
        """Stop listening."""
        self._stopped.set()
        self._redis.close()

    def _listen(self) -> None:
        with self._lock:
            if self._listener is None:
                self._listener = threading.Thread(target=self._stay_subscribed, name="live", daemon=True)
                self._listener.start()

    def _stay_subscribed(self) -> None:
        while not self._stopped.is_set():
            try:
                self._hear()
            except (redis.RedisError, OSError, ValueError) as error:
                if not self._stopped.is_set():
                    log.warning("not_listening", why=type(error).__name__)
            self._stopped.wait(RECONNECT_S)

    def _hear(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as told:  # type: ignore[no-untyped-call]
            told.subscribe(CHANNEL)
            self.wake_all()
            while not self._stopped.is_set():
                message = told.get_message(timeout=RECONNECT_S)
                if message is not None:
                    self._pass_on(message["data"])

    def _pass_on(self, data: bytes) -> None:
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(data)
            if said["from"] != self._name:
                self._wake([room for room in said["rooms"] if isinstance(room, str)])


def hub_for(redis_url: str) -> LocalHub:
    """The hub that the settings ask for: one process, or several that share a Redis."""
    return RedisHub(redis_url) if redis_url else LocalHub()
