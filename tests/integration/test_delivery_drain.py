"""D16: the city is away for six hours while a hundred are filed, and comes back to a queue, not to a herd."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.delivery import Delivery
from liaison_app.models import DeliveryAttempt, OutboxEntry
from tests.delivery_world import POLICY, World, client_of

pytestmark = pytest.mark.long

TICKETS = 108
RATE = 20
HOURS = 6


@pytest.fixture
def world(database_url, practice_city):
    world = World(
        database_url,
        client_of(practice_city.url, practice_city.api_key),
        replace(POLICY, posts_per_minute=RATE, jitter=0.2),
    )
    yield world
    world.close()


def deliver_all(workers):
    """Let several workers deliver by turns until none has anything: how many tries that were."""
    tries = 0
    while went := sum(worker.deliver() for worker in workers):
        tries += went
    return tries


def states(world):
    with world.database.snapshot() as snapshot:
        return Counter(snapshot.db.exec(select(OutboxEntry.delivery)).all())


def refs_in_the_order_of_the_register(city):
    pages = [city.desk.queue(is_open=None, page=page, page_size=100).requests for page in range(1, 5)]
    rows = sorted((row for page in pages for row in page), key=lambda row: int(row.service_request_id))
    return [row.description.rpartition("[ref ")[2].rstrip("]") for row in rows]


@pytest.mark.timeout(600)  # some hundred real exchanges with the city: a busy machine takes minutes for them
def test_d16_after_six_hours_down_a_hundred_go_out_at_the_citys_rate_and_the_oldest_first(world, practice_city):
    workers = [world, world.twin(), world.twin()]
    for one in workers[1:]:
        one.clock = world.clock
    practice_city.stop()
    filed, tries = [], 0
    try:
        for _ in range(2 * HOURS):
            filed += [world.file() for _ in range(TICKETS // (2 * HOURS))]
            tries += deliver_all(workers)
            world.clock.move(1800)
    finally:
        practice_city.start()
    assert states(world) == {Delivery.QUEUED: TICKETS}
    assert tries <= RATE * 2 * HOURS, "an outage is no reason to knock more often than the rate"
    world.poll()  # any contact shows that it is back
    minutes = 0
    while states(world)[Delivery.QUEUED]:
        before = states(world)[Delivery.ACCEPTED]
        deliver_all(workers)
        assert states(world)[Delivery.ACCEPTED] - before <= RATE
        world.clock.move(61)
        minutes += 1
        assert minutes <= TICKETS // RATE + 1
    sent = refs_in_the_order_of_the_register(practice_city)
    assert sent == [world.ticket(ticket_id).ref for ticket_id in filed], "each once, in the order they were filed"
    for one in workers[1:]:
        one.database.close()


def test_d16_workers_that_come_at_the_same_moment_keep_the_rate_together(world, practice_city):
    world.policy = replace(world.policy, posts_per_minute=10)
    for _ in range(40):
        world.file()
    workers = [world, *(world.twin() for _ in range(3))]
    ready = threading.Barrier(len(workers))

    def work(worker):
        ready.wait()
        for _ in range(15):
            worker.deliver()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.database.snapshot() as snapshot:
        started = snapshot.db.exec(select(DeliveryAttempt.started_at).order_by(col(DeliveryAttempt.started_at))).all()
    at_most = max(sum(first <= one < first + timedelta(seconds=60) for one in started) for first in started)
    assert at_most == 10
    for one in workers[1:]:
        one.database.close()


def test_d16_those_that_failed_together_do_not_come_back_together(world, practice_city):
    practice_city.stop()
    try:
        waiting = [world.file() for _ in range(20)]
        deliver_all([world])
    finally:
        practice_city.start()
    due = sorted(world.entry(ticket_id).due_at for ticket_id in waiting)
    assert due[-1] - due[0] > timedelta(seconds=4), "a fifth of a minute apart at most, and spread over it"
