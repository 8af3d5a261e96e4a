"""What was made a moment ago, kept for whoever asks for the same; one makes it for all who wait.

What is kept is bounded by number and by size, whatever is asked for.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Held(Generic[T]):
    """A value, when it was made and until when it may be given away, in seconds of the store's clock."""

    value: T
    made: float
    until: float


class Kept(Generic[T]):
    """Values by key. `size` says how many bytes a value takes; `most` values and `most_bytes` are held at once."""

    def __init__(
        self,
        *,
        size: Callable[[T], int],
        most: int,
        most_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size, self._most, self._most_bytes, self._clock = size, most, most_bytes, clock
        self._held: OrderedDict[str, Held[T]] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, asyncio.Task[Held[T]]] = {}

    async def of(self, key: str, make: Callable[[], Awaitable[T]], *, life_s: float) -> tuple[T, float]:
        """The value under `key`, made if there is none, and its age in seconds. It lives for `life_s` from its birth.

        Raises: whatever `make` raises, which is kept for nobody.
        """
        held = self._held.get(key)
        if held is None or held.until <= self._clock():
            held = await self._made(key, make, life_s)
        return held.value, max(0.0, self._clock() - held.made)

    async def _made(self, key: str, make: Callable[[], Awaitable[T]], life_s: float) -> Held[T]:
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make, life_s))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        # Who stops waiting does not end it for the others.
        return await asyncio.shield(task)

    async def _make(self, key: str, make: Callable[[], Awaitable[T]], life_s: float) -> Held[T]:
        made = self._clock()
        try:
            held = Held(await make(), made, made + life_s)
            self._hold(key, held)
        finally:
            del self._making[key]
        return held

    def _hold(self, key: str, held: Held[T]) -> None:
        now = self._clock()
        self._forget(key)
        self._held[key] = held
        self._bytes += self._size(held.value) + len(key)
        while self._held and (self._is_full() or next(iter(self._held.values())).until <= now):
            self._forget(next(iter(self._held)))

    def _is_full(self) -> bool:
        return len(self._held) > self._most or self._bytes > self._most_bytes

    def _forget(self, key: str) -> None:
        gone = self._held.pop(key, None)
        if gone is not None:
            self._bytes -= self._size(gone.value) + len(key)

    def size(self) -> tuple[int, int]:
        """How many values are held, and how many bytes they take."""
        return len(self._held), self._bytes
