"""The protocol under a storm of faults, and three protocols without one of its parts, which must fail here.

A test of delivery that a naive retry also passes proves nothing. So the same storm blows over all of them, and it
must have been a storm: messages sent again, found again, and workers that died after the city had taken theirs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from sqlmodel import col, select

from liaison_app.domain.city import NewRequest
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import CityOutcomeUnknown
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.models import DeliveryAttempt, OutboxEntry, StatusChange, Ticket
from liaison_app.services import delivering, delivery_recording
from liaison_app.services.delivery_claiming import may_still_post
from tests.delivery_world import POLICY, World
from tests.fake_city import FakeCity

pytestmark = pytest.mark.long

TICKETS = 42


class Died(BaseException):
    """The worker is gone: nothing after this line happens."""


@dataclass
class Storm:
    """Faults by turns, the same in every run: what happens to the n-th POST."""

    city: FakeCity
    counts: Counter[str] = field(default_factory=Counter)

    def post(self, request: NewRequest):
        turn = ("fine", "lost answer", "never arrived", "died after", "fine", "died before", "slept")
        fault = turn[sum(self.counts.values()) % len(turn)]
        self.counts[fault] += 1
        if fault == "died before":
            raise Died
        if fault == "never arrived":
            raise CityOutcomeUnknown("reset")
        posted = self.city.post(request)
        if fault == "died after":
            raise Died
        if fault in {"lost answer", "slept"}:
            raise CityOutcomeUnknown("timeout")
        return posted

    def __getattr__(self, name):
        return getattr(self.city, name)


def blow(world: World, lag_s: float = 60.0) -> Storm:
    """File, and let workers work and die until nothing is left to do."""
    city = FakeCity(world.clock, lag_s=lag_s)
    storm = Storm(city)
    world.ask(storm)
    for _ in range(TICKETS):
        world.file()
    for _ in range(2_000):
        try:
            while world.deliver():
                pass
        except Died:
            continue
        due = _next_due(world)
        if due is None:
            return storm
        world.move_to(due)
        world.give_up_lost()
        world.look_up()
    raise AssertionError("it never came to an end")


def _next_due(world: World):
    with world.database.snapshot() as snapshot:
        wanted = select(OutboxEntry.due_at).where(
            col(OutboxEntry.due_at).is_not(None), col(OutboxEntry.delivery) != Delivery.ACCEPTED
        )
        return min(snapshot.db.exec(wanted).all(), default=None)


def twice_and_lost(world: World, city: FakeCity) -> tuple[int, int]:
    """How many tickets the city holds more than once, and how many not at all that nobody is told of."""
    held = Counter(record.ref for record in city.records)
    with world.database.snapshot() as snapshot:
        tickets = snapshot.db.exec(select(Ticket)).all()
    lost = [t for t in tickets if not held[t.ref] and t.delivery not in {Delivery.HUMAN, Delivery.REJECTED}]
    return sum(number > 1 for number in held.values()), len(lost)


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None, replace(POLICY, max_unclear=20, lease_s=30.0, posts_per_minute=100_000))
    yield world
    world.close()


def test_a_storm_loses_nothing_and_files_nothing_twice(world):
    storm = blow(world)
    assert twice_and_lost(world, storm.city) == (0, 0)
    _was_a_storm(world, storm)


def _was_a_storm(world: World, storm: Storm) -> None:
    with world.database.snapshot() as snapshot:
        attempts = snapshot.db.exec(select(DeliveryAttempt)).all()
        reasons = Counter(entry.reason for entry in snapshot.db.exec(select(OutboxEntry)).all())
    assert sum(attempt.number > 1 for attempt in attempts) >= 10, "messages sent again"
    assert reasons["reconciled"] >= 10, "messages found again"
    assert storm.counts["died after"] >= 5, "workers that died after the city had taken theirs"


def test_control_a_naive_retry_files_twice(world, monkeypatch):
    def naive(result, tried, policy, **more):
        step = _after_post(result, tried, policy, **more)
        return replace(step, delivery=Delivery.QUEUED) if step.delivery is Delivery.UNKNOWN else step

    _after_post = delivery_recording.after_post
    monkeypatch.setattr(delivery_recording, "after_post", naive)
    storm = blow(world)
    assert twice_and_lost(world, storm.city)[0] > 5


def test_control_without_the_settle_time_it_files_twice(world):
    world.policy = replace(world.policy, settle_s=0.0, poll_s=0.1)
    storm = blow(world, lag_s=300.0)
    assert twice_and_lost(world, storm.city)[0] > 5


def test_with_the_settle_time_the_same_lag_files_nothing_twice(world):
    storm = blow(world, lag_s=300.0)
    assert twice_and_lost(world, storm.city) == (0, 0)


def sleeper(world: World, *, checks: bool) -> FakeCity:
    """A worker claims, sleeps past its lease and far beyond; meanwhile another finishes the job."""
    city = FakeCity(world.clock)
    world.ask(city)
    world.file()

    def asleep(**given):
        world.clock.move(world.policy.lease_s)
        world.give_up_lost()
        world.settle()
        if not city.records:
            awake.setattr(delivering, "may_still_post", may_still_post)
            world.deliver()
        return may_still_post(**given) if checks else True

    with pytest.MonkeyPatch.context() as awake:
        awake.setattr(delivering, "may_still_post", asleep)
        world.deliver()
    return city


def test_a_sleeper_that_wakes_after_its_lease_sends_nothing(world):
    assert len(sleeper(world, checks=True).records) == 1


def test_control_without_the_fence_a_sleeper_files_twice(world):
    city = sleeper(world, checks=False)
    assert len(city.records) == 2
    with world.database.snapshot() as snapshot:
        flagged = snapshot.db.exec(select(StatusChange.note).where(StatusChange.word == "duplicate")).all()
    assert flagged == [city.records[1].service_request_id], "and even then a person is told"


def test_a_second_finding_of_the_same_number_is_no_duplicate(world):
    city = FakeCity(world.clock)
    world.ask(city)
    ticket_id = world.file()
    world.deliver()
    with world.database.unit_of_work() as uow:
        entry, ticket = delivery_recording.held(ticket_id, uow)
        number = ServiceRequestId(ticket.service_request_id)
        delivery_recording.flag_duplicate(ticket, [], now=world.clock.now(), uow=uow)
        posted = delivery_recording.Posted(number)
        delivery_recording.take_answer(entry, ticket, posted, now=world.clock.now(), policy=world.policy, uow=uow)
    assert "duplicate" not in [word for _, word, _ in world.changes(ticket_id)]
