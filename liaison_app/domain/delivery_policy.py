"""How patient delivery is: times, limits, and what this city's endpoint can be asked for. Seconds throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison_app.domain.media_links import MediaLinks

DAY_S = 86_400.0
HOUR_S = 3_600.0
MOST_QUESTIONS = 100  # of one search


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """What the services of delivery are told. Numbers and their reasons: docs/delivery.md.

    `settle_s` must be longer than the city takes to show a new request; only searches after it count. `clock_skew_s`
    is how far the city's clock may be from ours. `shows_marker` says that the city gives descriptions back as they
    were, so that a search which finds nothing means something. `longest_wait_s` bounds what a city may ask us to wait.
    `photos_in_description` says that links to further photos go in the description, because the city publishes none.
    After `unwell_after` outcomes in a row that told nothing, no more is sent as usual.
    `description_length` is how much of a description the city keeps, 0 for all.
    """

    timeout_s: float = 60.0
    lease_s: float = 120.0
    settle_s: float = 900.0
    backoff_s: Sequence[float] = (60.0, 300.0, 900.0, 1800.0, 3600.0)
    jitter: float = 0.2
    first_look_s: float = 20.0
    clock_skew_s: float = 900.0
    shows_marker: bool = True
    max_unclear: int = 5
    unwell_after: int = 3
    search_patience_s: float = 3 * DAY_S
    token_backoff_s: Sequence[float] = (5.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
    token_patience_s: float = 7 * DAY_S
    posts_per_minute: int = 60
    reads_per_minute: int = 0
    pause_retry_s: float = HOUR_S
    longest_wait_s: float = DAY_S
    poll_s: float = 60.0
    services_s: float = HOUR_S
    has_updates: bool = True
    has_updated_after: bool = False
    mirrors: bool = False
    takes_messages: bool = False
    tells_messages: bool = False
    ids_per_call: int = 50
    description_length: int = 0
    jurisdiction: str = ""
    media_links: MediaLinks | None = None
    photos_in_description: bool = False

    @property
    def look_lease_s(self) -> float:
        """How long a worker may hold what it looks up: each of many questions waits for its turn."""
        waits_s = MOST_QUESTIONS * 60.0 / self.reads_per_minute if self.reads_per_minute else 0.0
        return self.lease_s + waits_s

    def spread(self, wait_s: float, dice: float) -> float:
        """`wait_s` with up to `jitter` added, so that what failed together does not come back together.

        `dice` lies between 0 and 1.
        """
        return wait_s * (1 + self.jitter * dice)


def step_of(steps: Sequence[float], number: int) -> float:
    """The wait after the `number`-th failure, counted from 1; the last one repeats without end."""
    return steps[min(max(number, 1), len(steps)) - 1]
