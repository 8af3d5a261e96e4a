"""Two times: the wall stamps, the work clock drives."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from liaison_app.practice_city.catalogue import ServiceLevel
from liaison_app.practice_city.clock import Reading, WorkClock, promised_by

EASTERN = ZoneInfo("America/New_York")


class Wall:
    """A wall clock that a test moves."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def make(speed: float = 720.0) -> tuple[Wall, WorkClock]:
    wall = Wall()
    return wall, WorkClock(Reading(at=wall.now, speed=speed), wall)


def test_work_passes_faster_than_the_wall_and_is_stamped_with_the_wall():
    wall, clock = make()
    wall.now += 10
    assert clock.worked_s() == 7_200
    assert clock.stamp_of(3_600) == 1_000_005
    assert clock.now() == 1_000_010


def test_a_stopped_clock_keeps_what_was_done():
    wall, clock = make()
    wall.now += 10
    clock.set_to(is_running=False)
    wall.now += 1_000
    assert clock.worked_s() == 7_200
    clock.set_to(is_running=True, speed=1.0)
    wall.now += 5
    assert clock.worked_s() == 7_205


def test_what_a_step_reaches_is_stamped_with_the_present():
    wall, clock = make(speed=0.0)
    clock.step(86_400)
    wall.now += 3
    assert clock.worked_s() == 86_400
    assert clock.stamp_of(40_000) == clock.now() == 1_000_003


def test_a_step_of_a_running_clock_stamps_nothing_in_the_future_or_before_the_step():
    wall, clock = make()
    clock.step(86_400)
    wall.now += 1
    assert clock.stamp_of(100) == 1_000_000
    assert clock.stamp_of(10**9) == clock.now()


def test_a_wall_that_goes_back_undoes_no_work():
    wall, clock = make()
    wall.now -= 100
    assert clock.worked_s() == 0


def test_a_skew_moves_the_stamps_and_not_the_work():
    wall, clock = make()
    clock.set_to(skew_s=-600)
    wall.now += 10
    assert (clock.now(), clock.worked_s(), clock.stamp_of(7_200)) == (999_410, 7_200, 999_410)


@pytest.mark.parametrize(
    ("level", "requested", "promised"),
    [
        (ServiceLevel(3, True, ""), "2026-11-20T15:00:00+00:00", "2026-11-25"),  # a Friday: over the weekend
        (ServiceLevel(3, False, ""), "2026-11-20T15:00:00+00:00", "2026-11-23"),
        (ServiceLevel(1, True, ""), "2026-11-21T15:00:00+00:00", "2026-11-23"),  # a Saturday
        (ServiceLevel(1, False, ""), "2026-11-21T03:00:00+00:00", "2026-11-21"),  # still the day before in the city
    ],
)
def test_a_promise_is_a_day_of_the_city_at_midnight_utc(level, requested, promised):
    at = promised_by(level, int(datetime.fromisoformat(requested).timestamp()), EASTERN)
    assert at is not None
    assert datetime.fromtimestamp(at, UTC) == datetime.fromisoformat(promised).replace(tzinfo=UTC)


def test_no_level_no_promise():
    assert promised_by(None, 0, EASTERN) is None
