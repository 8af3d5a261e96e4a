"""Counting acts: windows for what people and programs try, buckets for what pages send, "at most once a minute"."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

import redis
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from liaison_app.domain.errors import TooMany
from liaison_app.logs import logger

T = TypeVar("T")
REDIS_WAIT_S = 2.0  # nobody's signing in hangs on a Redis that is gone
REDIS_AGAIN_S = 10.0
# A moving window keeps the time of each act; one of a day would keep thousands. From an hour on only their number is
# kept, from the first act until the window ends.
LONG_S = 3600
log = logger("rate_limits")

# Buckets and due times are forgotten when there are more than this, oldest first: a flood of made-up names may cost
# the attacker's own history, never our memory.
MOST_NAMES = 20_000


class _Windows:
    """How acts are counted in one store: moving windows, and whole ones where they are long."""

    def __init__(self, storage: Storage) -> None:
        self._moving = MovingWindowRateLimiter(storage)
        self._whole = FixedWindowRateLimiter(storage)

    def of(self, item: RateLimitItemPerSecond) -> RateLimiter:
        return self._whole if item.get_expiry() >= LONG_S else self._moving


class WindowRateLimits:
    """Windows in memory, or in Redis where several processes share them. Names are stored hashed.

    While Redis is away each process counts by itself: people may sign in, and guessing stays slow.
    """

    def __init__(self, redis_url: str = "", tick: Callable[[], float] = time.monotonic) -> None:
        self._own = _Windows(MemoryStorage())
        waits = {"socket_timeout": REDIS_WAIT_S, "socket_connect_timeout": REDIS_WAIT_S}
        self._shared = _Windows(storage_from_string(redis_url, **waits)) if redis_url else None
        self._tick = tick
        self._away_until = float("-inf")

    def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one act. Raises: TooMany when it would be over `limit` within `per_s` seconds."""
        item = RateLimitItemPerSecond(limit, per_s)
        if not self._ask(item, lambda limiter: limiter.hit(item, what, _hidden(who))):
            raise self._too_many(item, what, who)

    def check(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Only look. Raises: TooMany when `limit` is used up."""
        item = RateLimitItemPerSecond(limit, per_s)
        if not self._ask(item, lambda limiter: limiter.test(item, what, _hidden(who))):
            raise self._too_many(item, what, who)

    def forget(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Start counting anew for `who`."""
        item = RateLimitItemPerSecond(limit, per_s)
        self._own.of(item).clear(item, what, _hidden(who))
        self._ask(item, lambda limiter: limiter.clear(item, what, _hidden(who)))

    def _too_many(self, item: RateLimitItemPerSecond, what: str, who: str) -> TooMany:
        ends = self._ask(item, lambda limiter: limiter.get_window_stats(item, what, _hidden(who)).reset_time)
        return TooMany(retry_after_s=max(1, round(ends - time.time())))

    def _ask(self, item: RateLimitItemPerSecond, question: Callable[[RateLimiter], T]) -> T:
        """The shared count's answer; our own where there is none, or while it does not answer."""
        if self._shared is None or self._tick() < self._away_until:
            return question(self._own.of(item))
        try:
            return question(self._shared.of(item))
        except redis.RedisError as error:
            self._away_until = self._tick() + REDIS_AGAIN_S
            log.warning("counting_alone", why=type(error).__name__)
            return question(self._own.of(item))


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
