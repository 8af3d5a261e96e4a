"""Fan-out: wake the viewers who wait in a room, and say nothing about what changed.

One hub a process. A viewer holds a `Waiting` and reads what changed from the database after each waking, through the
same services and the same permission as any page. Publishing is cheap and may come from any thread; several wakings
before a viewer looks are one. With `LIAISON_REDIS_URL`, room names travel to the other processes by Redis pub/sub.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Waiting:
    """A viewer who waits in some rooms. Belongs to the event loop it was made on."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Wake the viewer; callable from any thread, also after its loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    async def changed(self, timeout_s: float) -> bool:
        """Wait until something changed; False when `timeout_s` seconds passed without a waking."""
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class LocalHub:
    """The hub of one process."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Waiting]] = defaultdict(set)
        self._lock = threading.Lock()

    def publish(self, rooms: Sequence[str]) -> None:
        """Wake everyone who waits in any of `rooms`, once each."""
        with self._lock:
            waiting = {viewer for room in rooms for viewer in self._rooms.get(room, ())}
        for viewer in waiting:
            viewer.wake()

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
