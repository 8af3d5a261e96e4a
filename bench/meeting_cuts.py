"""Whether each concern of a meeting ends as one ticket when connections are cut and workers killed anywhere.

    python bench/meeting_cuts.py                        60 runs, then the control without a key, which must fail
    python bench/meeting_cuts.py --runs 200 --seed 7

In a run a phone hands over a few concerns by the shelf's rules: in order, each again until the server has answered,
through a door that resets connections before anything arrived, in the middle, or after a concern was recorded and
before the phone heard of it. Then Send is pressed up to four times while a worker, a process of its own, is killed
after so many milliseconds. Counted are the concerns and the tickets that say each mark. That a ticket reaches the city
once is counted by `without_signal.py` and `delivery_storm.py`. The control gives every try a new marker.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "bench")]

import httpx  # noqa: E402
from sqlmodel import select  # noqa: E402
from without_signal import Door, new_ref  # noqa: E402

from liaison_app.bootstrap import build_application  # noqa: E402
from liaison_app.domain.city import ServiceType  # noqa: E402
from liaison_app.models import CityService, MeetingItem, Ticket  # noqa: E402
from liaison_app.services import meeting_sending  # noqa: E402
from liaison_app.settings import Settings  # noqa: E402
from tests.api.conftest import Backend, running  # noqa: E402
from tests.builders import World  # noqa: E402
from tests.meetings_world import a_meeting  # noqa: E402

STEP, ACROSS = 0.0016, 40  # degrees between two concerns, so that none is taken for another; how many in a row
MOST_TRIES = 400


@dataclass
class Told:
    """What was done."""

    runs: int = 0
    cuts: int = 0
    tries: int = 0
    presses: int = 0
    killed: int = 0
    marks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def as_worker(folder: str) -> None:
    """Send what is asked for, until somebody kills this process."""
    program = build_application(Settings(data_dir=folder))
    while True:
        if not program.use(meeting_sending.send_next):
            time.sleep(0.005)


class Workers:
    """One worker at a time; it starts while a run's concerns are handed over."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._now = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        command = [sys.executable, __file__, "--work-in", self._folder]
        return subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """In the middle of whatever it does; another one begins."""
        self.close()
        self._now = self._start()

    def close(self) -> None:
        self._now.send_signal(signal.SIGKILL)
        self._now.wait(30)


def concern(mark: str, number: int) -> dict[str, list[str]]:
    """Its fields: at a place of its own, well inside the city."""
    lat, lon = 39.95 + STEP * (number // ACROSS), -75.20 + STEP * (number % ACROSS)
    return {"how": ["map"], "lat": [f"{lat:.5f}"], "lon": [f"{lon:.5f}"], "address": [f"{number + 1} Market St"],
            "service": ["street"], "description": [f"A hole {mark}"]}  # fmt: skip


def hand_over(send: httpx.Client, to: str, ref: str, mark: str, told: Told, door: Door, has_key: bool) -> None:
    """As the shelf does: again until there is an answer that is about the concern itself."""
    chance = random.Random(ref)
    for attempt in range(MOST_TRIES):
        if attempt == 12:
            door.turn(None)  # the signal is back for good
        if attempt and not has_key:
            ref = new_ref(chance)
        told.tries += 1
        said = {"ref": ref, "line": "", "fields": concern(mark, len(told.marks)), "revision": 0}
        try:
            answer = send.post(to, json=said)
        except httpx.HTTPError:
            continue
        if answer.status_code in (200, 201):
            return
        if answer.status_code < 500 and answer.status_code != 429:
            told.refused.append(answer.text)
            return
        time.sleep(0.2)


def run_once(backend: Backend, door: Door, send: httpx.Client, workers: Workers, told: Told, given: Given) -> None:
    """One meeting: handed over with cuts, then sent with a worker killed in between."""
    world, chance = World(backend.program, backend.program.ports["clock"]), given.chance
    meeting_id = a_meeting(world, backend.actor("liaison"))
    before = door.made
    for _ in range(chance.randrange(2, 6)):
        door.turn(chance)
        mark = f"{given.name}{len(told.marks):04d}x"
        hand_over(send, f"/api/meetings/{meeting_id}/items", new_ref(chance), mark, told, door, given.has_key)
        told.marks.append(mark)
    told.runs, told.cuts = told.runs + 1, told.cuts + door.made - before
    asked = {"actor": backend.actor("liaison"), "meeting_id": meeting_id, "locale": "en"}
    for _ in range(chance.randrange(1, 5)):
        backend.program.use(meeting_sending.ask, **asked)
        told.presses += 1
        time.sleep(chance.random() * 0.06)
        if chance.random() < 0.3:
            workers.kill()
            told.killed += 1
    # One more works beside it, as a second server would.
    while backend.program.use(meeting_sending.send_next):
        pass


@dataclass
class Given:
    """What a row of runs has in common."""

    name: str
    chance: random.Random
    has_key: bool


def counted(backend: Backend, marks: list[str]) -> tuple[int, int]:
    """How many concerns have no ticket, and how many have two, or stand twice on the list."""
    with backend.program.database.snapshot() as snapshot:
        tickets = [str(one) for one in snapshot.db.exec(select(Ticket.description)).all()]
        listed = [one.fields["description"][0] for one in snapshot.db.exec(select(MeetingItem)).all()]
    filed = {mark: sum(mark in one for one in tickets) for mark in marks}
    on_list = {mark: sum(mark in one for one in listed) for mark in marks}
    return sum(not filed[mark] for mark in marks), sum(filed[mark] > 1 or on_list[mark] > 1 for mark in marks)


def left(backend: Backend) -> list[str]:
    """What stands beside each concern that has no ticket."""
    with backend.program.database.snapshot() as snapshot:
        items = snapshot.db.exec(select(MeetingItem).where(MeetingItem.ticket_id == None)).all()  # noqa: E711
        return [f"{one.state.value} {one.trouble} {one.asked_at} {one.fields['description'][0]}" for one in items]


def measure(folder: Path, *, runs: int, seed: int, has_key: bool) -> tuple[Told, int, int]:
    """All runs; then how many concerns were lost and how many were there twice."""
    given, told = Given("kept" if has_key else "control", random.Random(seed), has_key), Told()
    with running(folder) as backend:
        clock = backend.program.ports["clock"]
        World(backend.program, clock).add(
            CityService(code="street", name="Street", type=ServiceType.REALTIME, fetched_at=clock.now())
        )
        door, workers = Door(int(backend.address.rpartition(":")[2])), Workers(str(folder))
        headers = {"Origin": backend.address, "Cookie": backend.cookie_of("liaison")}
        headers["Host"] = backend.address.removeprefix("http://")
        limits = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(base_url=f"http://127.0.0.1:{door.port}", headers=headers, limits=limits, timeout=20) as send:
            for _ in range(runs):
                run_once(backend, door, send, workers, told, given)
        until = time.monotonic() + 20
        while counted(backend, told.marks)[0] and time.monotonic() < until:
            backend.program.use(meeting_sending.send_next)
            time.sleep(0.2)
        workers.close()
        told.left = left(backend)
        return told, *counted(backend, told.marks)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--control-runs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--work-in", default="", help=argparse.SUPPRESS)
    asked, verdict = parser.parse_args(), True
    if asked.work_in:
        as_worker(asked.work_in)
    for has_key, runs in ((True, asked.runs), (False, asked.control_runs)):
        with tempfile.TemporaryDirectory() as folder:
            told, lost, twice = measure(Path(folder), runs=runs, seed=asked.seed, has_key=has_key)
        print(
            f"{'with' if has_key else 'control, without'} a key: {told.runs} runs, {len(told.marks)} concerns, "
            f"{told.tries} tries, {told.cuts} cuts, {told.presses} presses, {told.killed} workers killed: "
            f"{lost} lost, {twice} twice, {len(told.refused)} refused {told.refused[:1] or ''} "
            f"{told.left[:2] if has_key and lost else ''}",
            flush=True,
        )
        verdict &= (lost == twice == len(told.refused) == 0) if has_key else twice > 0
    if not verdict:
        raise SystemExit("That is not how it should be.")


if __name__ == "__main__":
    main()
