"""A storm over delivery: the program's own workers in processes of their own, killed and put to sleep, and a city that
fails half of the time. What it holds at the end is counted in its own register.

`Storm.lacks` takes one part of the protocol away. Without it messages are filed twice; a storm that does not show that
proves nothing.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import col, select

from liaison_app.bootstrap import Application, build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult, Step, Tried
from liaison_app.models import DeliveryAttempt, OutboxEntry, StatusChange, Ticket
from liaison_app.services import delivering, delivery_reconciling, delivery_recording
from liaison_app.settings import Settings
from liaison_app.worker import Job, Worker
from tests.delivery_world import World, client_of
from tests.practice_city import PracticeCityProcess

TAKEN = ("drop_after", "error_after", "malformed")
NOT_TAKEN = ("drop_before", "error_before")
FAULTY = 0.46
#: Each of five faults meets a call by itself, so that one of them does in 46 of 100.
CHANCE = 1 - (1 - FAULTY) ** (1 / len(TAKEN + NOT_TAKEN))
SHOWN_AFTER_S = 2.5
SETTLE_S = 5.0
KILL_EVERY_S = 0.25
WOKEN_WITHIN_S = 10.0
TICK_S = 0.3
ASLEEP = "asleep"
DONE = frozenset({Delivery.ACCEPTED, Delivery.HUMAN, Delivery.REJECTED})
QUICK = DeliveryPolicy(
    timeout_s=1.0, lease_s=2.0, settle_s=SETTLE_S, first_look_s=0.4, backoff_s=(0.2, 0.5), poll_s=0.5, max_unclear=1000,
    posts_per_minute=1_000_000, clock_skew_s=5.0,
    unwell_after=1_000_000,  # else a city as bad as this one gets one message at a time, and that is no storm
)  # fmt: skip


@dataclass(frozen=True)
class Storm:
    """How much weather. `lacks` is '', 'patience' (resend whatever is unclear), 'fence' or 'settle'.

    `workers` are killed by turns; `sleepers` claim one message each and are stopped before they send it, until the
    others have finished everything.
    """

    tickets: int
    kills: int = 0
    workers: int = 3
    sleepers: int = 1
    within_s: float = 60.0
    lacks: str = ""
    seed: int = 311

    @property
    def policy(self) -> DeliveryPolicy:
        """The protocol's times; without the settle time a search at once is believed."""
        return replace(QUICK, settle_s=0.0, poll_s=0.05, first_look_s=0.0) if self.lacks == "settle" else QUICK


@dataclass
class Figures:
    """What came of it. `twice` and `lost` are counted in the city's register."""

    twice: int = 0
    lost: int = 0
    left: int = 0
    for_people: int = 0
    flagged: int = 0
    took_s: float = 0.0
    kills: int = 0
    posts: int = 0
    faulty: int = 0
    sent_again: int = 0
    found_again: int = 0
    killed_after_post: int = 0
    killed_before_answer: int = 0
    slept: int = 0
    results: Counter[str] = field(default_factory=Counter)

    def say(self) -> str:
        """All of it on one line."""
        numbers = {name: value for name, value in vars(self).items() if name != "results"}
        numbers["took_s"] = round(self.took_s, 1)
        return f"{numbers} {dict(self.results)}"


def blow(storm: Storm, url: str, city: PracticeCityProcess) -> Figures:
    """File, let workers work and die until nothing is left to do, and count."""
    world = World(url, client_of(city.url, city.api_key), storm.policy)
    for _ in range(storm.tickets):
        world.file()
    _switch_on(city)
    started = time.monotonic()
    until = started + storm.within_s
    dice, kills, killed = random.Random(storm.seed), 0, set[tuple[str, int]]()
    world.database.close()  # nothing open is handed to the children
    with TemporaryDirectory() as folder, _crew(storm, world, city, folder) as crew:
        while time.monotonic() < until and _left(world):
            if kills < storm.kills:
                victim = _in_mid_send(world, killed)
                crew.kill(dice.randrange(storm.workers) if victim is None else victim)
                kills += 1
            time.sleep(dice.uniform(0.0, 1.0) * KILL_EVERY_S)
        faulty = sum(fault.met for fault in city.desk.faults() if fault.kind in TAKEN + NOT_TAKEN)
        city.desk.clear_faults()
        woken = crew.wake()
    figures = _count(world, city)
    figures.took_s, figures.kills, figures.slept, figures.faulty = time.monotonic() - started, kills, woken, faulty
    world.close()
    return figures


def _switch_on(city: PracticeCityProcess) -> None:
    city.desk.set_clock(is_running=True, speed=1.0)
    for kind in TAKEN + NOT_TAKEN:
        city.desk.switch_on(kind, chance=CHANCE, reach="posts", shape="truncated")
    city.desk.switch_on("slow", chance=0.5, seconds=0.15, reach="posts")
    city.desk.switch_on("hidden", chance=0.9, seconds=SHOWN_AFTER_S)


class _Crew:
    def __init__(self, storm: Storm, world: World, city: PracticeCityProcess, folder: str) -> None:
        self._world = world
        self._context = multiprocessing.get_context("fork")
        self._given = (storm, world.database.url, city.url, city.api_key, folder)
        self._warm_up()
        self.sleepers = [self._start(_sleep_over_one, ASLEEP) for _ in range(storm.sleepers)]
        self.workers = [self._start(_work, str(number)) for number in range(storm.workers)]

    def _warm_up(self) -> None:
        """Read the city's files once, so that a worker is at work as soon as it is started."""
        _application(*self._given).close()

    def _start(self, life: Callable[..., None], name: str) -> BaseProcess:
        worker = self._context.Process(target=life, args=(name, *self._given), daemon=True)
        worker.start()
        return worker

    def kill(self, number: int) -> None:
        """SIGKILL one, and start another in its place."""
        self.workers[number].kill()
        self.workers[number].join()
        self._world.database.close()  # nothing open is handed to the child
        self.workers[number] = self._start(_work, str(number))

    def wake(self) -> int:
        """Let the sleepers go on, and wait for them: how many there were."""
        for sleeper in self.sleepers:
            os.kill(sleeper.pid or 0, signal.SIGCONT)
        for sleeper in self.sleepers:
            sleeper.join(WOKEN_WITHIN_S)
        return sum(sleeper.exitcode == 0 for sleeper in self.sleepers)


@contextmanager
def _crew(storm: Storm, world: World, city: PracticeCityProcess, folder: str) -> Iterator[_Crew]:
    crew = _Crew(storm, world, city, folder)
    try:
        yield crew
    finally:
        for worker in (*crew.workers, *crew.sleepers):
            worker.kill()
            worker.join()


def _application(storm: Storm, url: str, city_url: str, key: str, folder: str) -> Application:
    """The program, as patient with this city as the storm is."""
    of = Settings(database_url=url, city_endpoint=city_url, city_api_key=key, data_dir=folder)
    city = client_of(city_url, key, timeout_s=QUICK.timeout_s)
    return build_application(of, city=city, delivery_policy=storm.policy)


class _Deliverer(Worker):
    """The program's own worker: its loop, its threads and its jobs, but for those that have no part in a storm."""

    def jobs(self) -> list[Job]:
        kept = [job for job in super().jobs() if job.name.startswith(("deliver_", "give_up_lost", "look_up", "probe"))]
        return [replace(job, every_s=TICK_S) if job.name == "probe" else job for job in kept]


def _work(name: str, storm: Storm, *given: str) -> None:
    """The life of one worker; only a signal ends it."""
    _take_a_part_away(storm)
    worker = _Deliverer(_application(storm, *given), name=name, tick_s=TICK_S)
    asyncio.run(worker.run(asyncio.Event()))


def _sleep_over_one(name: str, storm: Storm, url: str, city_url: str, key: str, _folder: str) -> None:
    """Claim one, be stopped like a laptop whose lid is shut, and go on where it was."""
    _take_a_part_away(storm)
    world = World(url, client_of(city_url, key, timeout_s=QUICK.timeout_s), storm.policy)
    world.name = name
    may_still_post = delivering.may_still_post

    def asked_after_a_sleep(**given: Any) -> bool:
        os.kill(os.getpid(), signal.SIGSTOP)
        return may_still_post(**given)

    delivering.may_still_post = asked_after_a_sleep
    while not world.deliver():
        time.sleep(TICK_S)


def _take_a_part_away(storm: Storm) -> None:
    """Let this process lack one part of the protocol."""
    after_post = delivery_recording.after_post

    def resend_what_is_unclear(result: AttemptResult, tried: Tried, policy: DeliveryPolicy, **more: Any) -> Step:
        step = after_post(result, tried, policy, **more)
        return replace(step, delivery=Delivery.QUEUED, wait_s=0.0) if step.delivery is Delivery.UNKNOWN else step

    if storm.lacks == "patience":
        delivery_recording.after_post = resend_what_is_unclear
    if storm.lacks == "fence":
        delivering.may_still_post = lambda **_given: True
    if storm.lacks == "settle":
        delivering.deliver = _looking_at_once(delivering.deliver)


def _looking_at_once(deliver: Callable[..., bool]) -> Callable[..., bool]:
    """Whoever does not wait looks twice right after each try, before the city shows what it took."""

    @wraps(deliver)
    def deliver_and_look(**given: Any) -> bool:
        went_on = deliver(**given)
        for _ in range(2 if went_on else 0):
            delivery_reconciling.look_up(**given)
            time.sleep(given["delivery_policy"].poll_s)
        return went_on

    return deliver_and_look


def _in_mid_send(world: World, killed: set[tuple[str, int]]) -> int | None:
    """The number of a worker that is sending right now, where one does within a moment; `killed` holds former ones."""
    until = time.monotonic() + KILL_EVERY_S
    wanted = select(OutboxEntry.worker, OutboxEntry.ticket_id, OutboxEntry.fence).where(
        OutboxEntry.delivery == Delivery.SENDING, OutboxEntry.worker != ASLEEP
    )
    while time.monotonic() < until:
        with world.database.snapshot() as snapshot:
            sending = snapshot.db.exec(wanted).all()
        for name, ticket_id, fence in sending:
            if (ticket_id, fence) not in killed:
                killed.add((ticket_id, fence))
                return int(name)
        time.sleep(0.005)
    return None


def _left(world: World) -> int:
    with world.database.snapshot() as snapshot:
        states = snapshot.db.exec(select(OutboxEntry.delivery)).all()
    return sum(state not in DONE for state in states)


def _count(world: World, city: PracticeCityProcess) -> Figures:
    held = _register(city)
    with world.database.snapshot() as snapshot:
        tickets = snapshot.db.exec(select(Ticket)).all()
        attempts = snapshot.db.exec(select(DeliveryAttempt).order_by(col(DeliveryAttempt.id))).all()
        entries = {entry.ticket_id: entry for entry in snapshot.db.exec(select(OutboxEntry)).all()}
        flagged = snapshot.db.exec(select(StatusChange.ticket_id).where(StatusChange.word == "duplicate")).all()
    last = {attempt.ticket_id: attempt for attempt in attempts}
    found_again = {ticket_id for ticket_id, entry in entries.items() if entry.reason == "reconciled"}
    died = {one for one in found_again if last[one].result == AttemptResult.LEASE_RAN_OUT.value}
    results = Counter(attempt.result or "under way" for attempt in attempts)
    return Figures(
        twice=sum(held[ticket.ref] > 1 for ticket in tickets),
        lost=sum(not held[ticket.ref] for ticket in tickets if ticket.delivery is not Delivery.HUMAN),
        left=sum(entry.delivery not in DONE for entry in entries.values()),
        for_people=sum(entry.delivery in DONE - {Delivery.ACCEPTED} for entry in entries.values()),
        flagged=len(set(flagged)),
        posts=len(attempts),
        sent_again=sum(attempt.number > 1 for attempt in attempts),
        found_again=len(found_again),
        killed_after_post=len(died),
        killed_before_answer=results[AttemptResult.LEASE_RAN_OUT.value],
        results=results,
    )


def _register(city: PracticeCityProcess) -> Counter[str]:
    """How often the city holds each ref."""
    held: Counter[str] = Counter()
    total = city.desk.queue(is_open=None, page_size=1).total
    for page in range(1, math.ceil(total / 100) + 1):
        for row in city.desk.queue(is_open=None, page=page, page_size=100).requests:
            held[row.description.rpartition("[ref ")[2].rstrip("]")] += 1
    return held
