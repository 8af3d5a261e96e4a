"""Threads of their own for slow work: what waits for photos or for an address service must not hold up every event.

Python's shared threads are few (six on two processors), and every event, sign-in and page needs one. A pool has its
own, and a bounded queue: who comes when it is full is told to come again, instead of waiting behind everybody.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from liaison_app.domain.errors import TooMany

T = TypeVar("T")
COME_AGAIN_S = 5
AGAIN_LATER_S = 30


class Places:
    """So many at once, and so many of them for one."""

    def __init__(self, most: int, *, of_one: int, again_s: int = AGAIN_LATER_S) -> None:
        self._most = most
        self._of_one = of_one
        self._again_s = again_s
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, who: str) -> None:
        """Take a place. Raises: TooMany when all are taken, or as many as one may have."""
        with self._lock:
            self.require_one(who)
            self._taken[who] += 1

    def require_one(self, who: str) -> None:
        """Only look. Raises: as `take`."""
        if self._taken.total() >= self._most or self._taken[who] >= self._of_one:
            raise TooMany(retry_after_s=self._again_s)

    def give_back(self, who: str) -> None:
        """Give a place back."""
        with self._lock:
            self._taken[who] -= 1
            self._taken += Counter()  # those at nought are forgotten


class Pool:
    """`threads` that work, and room for `waiting` more; of all those places `of_one` at most for one who asks."""

    def __init__(self, name: str, *, threads: int, waiting: int, of_one: int | None = None) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        places = threads + waiting
        self._places = Places(places, of_one=of_one or places, again_s=COME_AGAIN_S)

    def require_place(self) -> None:
        """Only look. Raises: TooMany when nobody more may wait."""
        self._places.require_one("")

    async def run(self, work: Callable[..., T], /, **given: Any) -> T:
        """Do `work` in a thread of the pool. Raises: TooMany when nobody more may wait."""
        return await self.run_for("", work, **given)

    async def run_for(self, who: str, work: Callable[..., T], /, **given: Any) -> T:
        """`run`, counted as `who`'s. Raises: TooMany also when that one has as many places as one may have."""
        self._places.take(who)
        future = self._threads.submit(copy_context().run, partial(work, **given))
        # Given back when the work ends, not when somebody stops waiting for it.
        future.add_done_callback(lambda _done: self._places.give_back(who))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Take nothing more; what runs goes on to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
