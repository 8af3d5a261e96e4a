"""A Redis that is gone: people still sign in, and guessing stays slow."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from liaison_app.adapters.rate_limits import WindowRateLimits
from liaison_app.domain.errors import TooMany
from tests.conftest import free_port


class Tick:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_without_its_redis_a_process_counts_by_itself():
    tick = Tick()
    limits = WindowRateLimits(f"redis://127.0.0.1:{free_port()}/0", tick)
    with capture_logs() as logged:
        limits.hit("try", "a", limit=2, per_s=300)
        limits.check("try", "a", limit=2, per_s=300)
        limits.hit("try", "a", limit=2, per_s=300)
        with pytest.raises(TooMany) as refused:
            limits.hit("try", "a", limit=2, per_s=300)
        limits.forget("try", "a", limit=2, per_s=300)
        limits.hit("try", "a", limit=2, per_s=300)
    assert 0 < refused.value.retry_after_s <= 300
    assert [line["event"] for line in logged] == ["counting_alone"]
    tick.now += 60
    with capture_logs() as logged:
        limits.hit("try", "a", limit=2, per_s=300)
    assert [line["event"] for line in logged] == ["counting_alone"]
