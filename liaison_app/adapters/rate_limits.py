"""Counting acts: moving windows for what people try, buckets for what pages send, and "at most once a minute"."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from hashlib import sha256

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from liaison_app.domain.errors import TooMany

# Buckets and due times are forgotten when there are more than this, oldest first: a flood of made-up names may cost
# the attacker's own history, never our memory.
MOST_NAMES = 20_000


class WindowRateLimits:
    """Moving windows in memory, or in Redis where several processes share them. Names are stored hashed."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(redis_url) if redis_url else MemoryStorage()
        self._limiter = MovingWindowRateLimiter(storage)

    def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one act. Raises: TooMany when it would be over `limit` within `per_s` seconds."""
        item = RateLimitItemPerSecond(limit, per_s)
        if not self._limiter.hit(item, what, _hidden(who)):
            raise self._too_many(item, what, who)

    def check(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Only look. Raises: TooMany when `limit` is used up."""
        item = RateLimitItemPerSecond(limit, per_s)
        if not self._limiter.test(item, what, _hidden(who)):
            raise self._too_many(item, what, who)

    def forget(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Start counting anew for `who`."""
        self._limiter.clear(RateLimitItemPerSecond(limit, per_s), what, _hidden(who))

    def _too_many(self, item: RateLimitItemPerSecond, what: str, who: str) -> TooMany:
        ends = self._limiter.get_window_stats(item, what, _hidden(who)).reset_time
        return TooMany(retry_after_s=max(1, round(ends - time.time())))


class BucketLimits:
    """A bucket a name: it fills by `per_second` and holds `burst`; each act takes one. Within this process only."""

    def __init__(self, per_second: float, burst: float, tick: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tick = tick
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def hit(self, what: str, who: str) -> None:
        """Take one. Raises: TooMany when the bucket is empty."""
        now = self._tick()
        with self._lock:
            left, at = self._buckets.pop((what, who), (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            self._buckets[what, who] = (left - 1 if left >= 1 else left, now)
            _forget_oldest(self._buckets)
        if left < 1:
            raise TooMany(retry_after_s=1)


class OnceInAWhile:
    """Says when something is due again for a name: at most once in `every_s` seconds. Within this process only."""

    def __init__(self, every_s: float, tick: Callable[[], float] = time.monotonic) -> None:
        self._every_s = every_s
        self._tick = tick
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def is_due(self, who: str) -> bool:
        """True the first time, and again when `every_s` seconds have passed since it last said so."""
        now = self._tick()
        with self._lock:
            if now - self._last.get(who, float("-inf")) < self._every_s:
                return False
            self._last.pop(who, None)
            self._last[who] = now
            _forget_oldest(self._last)
        return True


def _forget_oldest(names: dict[tuple[str, str], tuple[float, float]] | dict[str, float]) -> None:
    if len(names) > MOST_NAMES:
        del names[next(iter(names))]  # type: ignore[arg-type]


def _hidden(who: str) -> str:
    return sha256(who.encode(errors="replace")).hexdigest()[:32]
