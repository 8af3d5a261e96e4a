"""Threads of their own for slow work: what waits for photos or for an address service must not hold up every event.

Python's shared threads are few (six on two processors), and every event, sign-in and page needs one. A pool has its
own, and a bounded queue: who comes when it is full is told to come again, instead of waiting behind everybody.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from liaison_app.domain.errors import TooMany

T = TypeVar("T")
COME_AGAIN_S = 5
AGAIN_LATER_S = 30


class Places:
    """So many at once, and so many of them for one."""

    def __init__(self, most: int, *, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, who: str) -> None:
        """Take a place. Raises: TooMany when all are taken, or as many as one may have."""
        with self._lock:
            if self._taken.total() >= self._most or self._taken[who] >= self._of_one:
                raise TooMany(retry_after_s=AGAIN_LATER_S)
            self._taken[who] += 1

    def give_back(self, who: str) -> None:
        """Give a place back."""
        with self._lock:
            self._taken[who] -= 1
            self._taken += Counter()  # those at nought are forgotten


class Pool:
    """`threads` that work, and room for `waiting` more."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threads + waiting
        self._taken = 0
        self._lock = threading.Lock()

    def require_place(self) -> None:
        """Only look. Raises: TooMany when nobody more may wait."""
        if self._taken >= self._places:
            raise TooMany(retry_after_s=COME_AGAIN_S)

    async def run(self, work: Callable[..., T], /, **given: Any) -> T:
        """Do `work` in a thread of the pool. Raises: TooMany when nobody more may wait."""
        with self._lock:
            self.require_place()
            self._taken += 1
        future = self._threads.submit(copy_context().run, partial(work, **given))
        # Given back when the work ends, not when somebody stops waiting for it.
        future.add_done_callback(self._give_back)
        return await asyncio.wrap_future(future)

    def _give_back(self, _done: Future[Any]) -> None:
        with self._lock:
            self._taken -= 1

    def close(self) -> None:
        """Take nothing more; what runs goes on to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
