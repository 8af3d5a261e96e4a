"""Counting: moving windows, buckets, and at most once in a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.adapters import rate_limits
from liaison_app.adapters.rate_limits import BucketLimits, OnceInAWhile, WindowRateLimits
from liaison_app.domain.errors import TooMany


class Tick:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(limits, times: int, who: str = "a") -> int:
    count = 0
    for _ in range(times):
        try:
            limits.hit("try", who)
        except TooMany:
            continue
        count += 1
    return count


def test_a_window_takes_its_limit_and_says_how_long_to_wait():
    limits = WindowRateLimits()
    for _ in range(3):
        limits.hit("try", "a", limit=3, per_s=300)
    with pytest.raises(TooMany) as caught:
        limits.hit("try", "a", limit=3, per_s=300)
    assert 290 <= caught.value.retry_after_s <= 300
    limits.hit("try", "b", limit=3, per_s=300)
    limits.hit("other", "a", limit=3, per_s=300)


def test_looking_is_not_counting():
    limits = WindowRateLimits()
    for _ in range(9):
        limits.check("try", "a", limit=1, per_s=60)
    limits.hit("try", "a", limit=1, per_s=60)
    with pytest.raises(TooMany):
        limits.check("try", "a", limit=1, per_s=60)
    limits.forget("try", "a", limit=1, per_s=60)
    limits.check("try", "a", limit=1, per_s=60)


def test_parallel_tries_get_no_further_than_slow_ones():
    limits = WindowRateLimits()

    def hit(_):
        try:
            limits.hit("try", "a", limit=10, per_s=60)
        except TooMany:
            return 0
        return 1

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(hit, range(200))) == 10


def test_a_bucket_takes_a_burst_and_then_its_rate():
    tick = Tick()
    limits = BucketLimits(per_second=40, burst=80, tick=tick)
    assert taken(limits, 500) == 80
    tick.now += 1
    assert taken(limits, 500) == 40
    tick.now += 3600
    assert taken(limits, 500) == 80
    assert taken(limits, 1, who="b") == 1


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 60)), max_size=30))
def test_a_bucket_never_takes_more_than_burst_and_rate_allow(steps):
    tick = Tick()
    limits = BucketLimits(per_second=10, burst=20, tick=tick)
    total = 0
    for pause, tries in steps:
        tick.now += pause
        total += taken(limits, tries)
    assert total <= 20 + 10 * tick.now + 1e-6


def test_a_flood_of_names_costs_no_memory(monkeypatch):
    monkeypatch.setattr(rate_limits, "MOST_NAMES", 100)
    limits = BucketLimits(per_second=1, burst=1)
    for number in range(1000):
        limits.hit("try", str(number))
    assert len(limits._buckets) == 100


def test_once_in_a_while_is_due_once():
    tick = Tick()
    due = OnceInAWhile(60, tick=tick)
    assert [due.is_due("a"), due.is_due("a"), due.is_due("b")] == [True, False, True]
    tick.now = 59.9
    assert not due.is_due("a")
    tick.now = 60
    assert due.is_due("a")
