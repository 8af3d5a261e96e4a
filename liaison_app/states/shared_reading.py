"""One reading for all pages that are woken together: the same for who may see the same, else in one go."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

SHARED_S = 5.0  # how long a reading is kept for those who come to it late
GATHER_S = 0.01  # how long a reading waits for others who were woken with it
MOST_TOGETHER = 25  # so that the first ones do not wait long for the last

T = TypeVar("T")
Who = TypeVar("Who", bound=Hashable)
#: When the page in hand was woken (monotonic seconds); outside a watch every reading is a new one.
woken_at: ContextVar[float] = ContextVar("woken_at", default=float("inf"))


class SharedReads:
    """One reading for all who wait for the same and may see the same.

    A reading may serve everybody who was woken before it began, because it then holds what woke them.
    """

    def __init__(self) -> None:
        self._reads: dict[Hashable, tuple[float, asyncio.Task[Any]]] = {}
        self._groups: dict[Hashable, tuple[list[Any], asyncio.Task[Any]]] = {}

    async def read(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> T:
        """What `load` gives, or what somebody else's gave. `key` must name all that the answer depends on."""
        begun_at, task = self._reads.get(key, (0.0, None))
        if task is None or begun_at < woken_at.get():
            begun_at, task = time.monotonic(), asyncio.ensure_future(load())
            self._reads[key] = begun_at, task
            task.add_done_callback(lambda done: self._done(key, begun_at, done))
        found: T = await asyncio.shield(task)
        return found

    async def read_with_others(
        self, key: Hashable, who: Who, load: Callable[[Sequence[Who]], Awaitable[Mapping[Who, T]]]
    ) -> T | None:
        """What `load` gives to `who`, None where it gives nothing.

        Those who ask for the same `key` at nearly the same moment are read together.
        """
        group, task = self._groups.get(key, ([], None))
        if task is None or len(group) >= MOST_TOGETHER:
            group = []
            task = asyncio.ensure_future(self._read_group(key, group, load))
            self._groups[key] = group, task
        group.append(who)
        found: Mapping[Who, T] = await asyncio.shield(task)
        return found.get(who)

    async def _read_group(
        self, key: Hashable, group: list[Any], load: Callable[[Sequence[Any]], Awaitable[Mapping[Any, T]]]
    ) -> Mapping[Any, T]:
        await asyncio.sleep(GATHER_S)
        if self._groups.get(key, (None,))[0] is group:
            del self._groups[key]  # whoever comes from here on may have been woken by something newer
        return await load(group)

    def _done(self, key: Hashable, begun_at: float, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._forget(key, begun_at)  # whoever tries again reads again
        else:
            asyncio.get_running_loop().call_later(SHARED_S, self._forget, key, begun_at)

    def _forget(self, key: Hashable, begun_at: float) -> None:
        if self._reads.get(key, (0.0, None))[0] == begun_at:
            del self._reads[key]


shared_reads = SharedReads()
