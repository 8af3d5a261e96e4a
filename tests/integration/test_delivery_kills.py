"""D04: workers that are killed in mid-work, again and again, while the city fails half of the time.

Real processes, real HTTP, SIGKILL. The count at the end is taken from the city's own register.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter

from sqlmodel import select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.models import DeliveryAttempt, OutboxEntry, Ticket
from tests.delivery_world import World, client_of

TICKETS = 40
KILLS = 14
WITHIN_S = 90.0
QUICK = DeliveryPolicy(
    timeout_s=1.0, lease_s=2.0, settle_s=1.5, first_look_s=0.4, backoff_s=(0.2, 0.5), poll_s=0.5, max_unclear=100,
    posts_per_minute=100_000,
)  # fmt: skip


def _work(url: str, city_url: str, key: str) -> None:
    world = World(url, client_of(city_url, key, timeout_s=QUICK.timeout_s), QUICK)
    while True:
        if not (world.deliver() or world.give_up_lost() or world.look_up()):
            time.sleep(0.02)


def _to_do(world: World) -> int:
    with world.database.snapshot() as snapshot:
        states = snapshot.db.exec(select(OutboxEntry.delivery)).all()
    return sum(state not in {Delivery.ACCEPTED, Delivery.HUMAN} for state in states)


def test_d04_workers_killed_in_mid_answer_lose_nothing_and_file_nothing_twice(sqlite_url, practice_city):
    world = World(sqlite_url, client_of(practice_city.url, practice_city.api_key), QUICK)
    for _ in range(TICKETS):
        world.file()
    for fault in ("drop_after", "drop_before", "error_after"):
        practice_city.desk.switch_on(fault, chance=0.17, reach="posts")
    practice_city.desk.switch_on("slow", chance=0.3, seconds=0.1, reach="posts")
    dice, context = random.Random(311), multiprocessing.get_context("fork")
    kills, until = 0, time.monotonic() + WITHIN_S
    world.database.close()
    while time.monotonic() < until and _to_do(world):
        world.database.close()
        workers = [
            context.Process(target=_work, args=(sqlite_url, practice_city.url, practice_city.api_key), daemon=True)
            for _ in range(2)
        ]
        for worker in workers:
            worker.start()
        if kills < KILLS:
            time.sleep(dice.uniform(0.1, 0.35))
            kills += 1
        else:
            while time.monotonic() < until and _to_do(world):
                time.sleep(0.1)
        for worker in workers:
            worker.kill()
            worker.join()
    _check(world, practice_city)
    world.close()


def _check(world: World, practice_city) -> None:
    held = Counter[str]()
    for page in (1, 2):
        for row in practice_city.desk.queue(is_open=None, page=page, page_size=100).requests:
            held[row.description.rpartition("[ref ")[2].rstrip("]")] += 1
    with world.database.snapshot() as snapshot:
        tickets = snapshot.db.exec(select(Ticket)).all()
        attempts = snapshot.db.exec(select(DeliveryAttempt)).all()
        reasons = Counter(entry.reason for entry in snapshot.db.exec(select(OutboxEntry)).all())
    results = Counter(attempt.result for attempt in attempts)
    figures = f"{results} {reasons} {Counter(t.delivery.value for t in tickets)}"
    assert [ticket.id for ticket in tickets if held[ticket.ref] != 1] == [], figures
    assert {ticket.delivery for ticket in tickets} == {Delivery.ACCEPTED}, figures
    # It must have been a storm, or it proves nothing.
    assert results["lease_ran_out"] >= 3, figures
    assert sum(attempt.number > 1 for attempt in attempts) >= 3, figures
    assert reasons["reconciled"] >= 5, figures
