"""How soon an open page shows a change: one made here, before many viewers, and one the city makes.

    python bench/open_pages.py                       500 viewers of one ticket; a poll of the city every 2 seconds
    python bench/open_pages.py --viewers 200 --turns 20

A change of ours is committed by this process and heard in the program's over a Redis of this run's own
(`redis-server`); the time is that until the last viewer has the words. A change at the practice city is made at
another point between two polls each time; the time is that until the page has the words, and it is held against the
poll interval.
The baseline, in the same run, is a hundred questions that do nothing (/healthz): where a machine is busy, it shows.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "bench")]

from filled import figures  # noqa: E402

from liaison_app.domain.tickets import Status  # noqa: E402
from tests.api.conftest import Backend, running  # noqa: E402
from tests.api.open_pages import (  # noqa: E402
    HEADLINES,
    PATIENCE_S,
    WATCH,
    WITH_THE_CITY,
    joined,
    move,
    new_ticket,
    open_pages,
    says,
    ticket_at,
)
from tests.conftest import running_redis  # noqa: E402
from tests.practice_city import PracticeCityProcess  # noqa: E402

POLL_S = 2.0


def in_ms(seconds: list[float]) -> str:
    """Their p50 and p95, in milliseconds."""
    return figures([1000 * one for one in seconds])


def nothing(backend: Backend) -> float:
    """Seconds for a hundred questions that do nothing."""
    with backend.client() as client:
        started = time.perf_counter()
        for _ in range(100):
            client.get("/healthz").raise_for_status()
        return time.perf_counter() - started


def our_changes(backend: Backend, viewers: int, turns: int) -> tuple[list[float], list[float]]:
    """Seconds from a committed change until the last viewer has it, and those of the baseline before each."""
    ticket_id = new_ticket(backend)
    pages = open_pages(backend, ticket_id, viewers, HEADLINES[Status.OPEN])
    took, idle = [], []
    for turn in range(turns):
        status = (Status.CLOSED, Status.OPEN)[turn % 2]
        idle.append(nothing(backend))
        started = time.perf_counter()
        move(backend, ticket_id, status)
        for page in pages:
            page.listen(says(HEADLINES[status]), within_s=PATIENCE_S)
        took.append(time.perf_counter() - started)
    for page in pages:
        page.close()
    return took, idle


def changes_of_the_city(folder: Path, turns: int) -> tuple[list[float], list[float]]:
    """The same for one page, and a change the city makes."""
    city = PracticeCityProcess(folder / "city", speed=1.0).start()
    took, idle = [], []
    try:
        with joined(folder, city, POLL_S) as backend:
            ticket_id, number = ticket_at(backend, city)
            page = backend.wire()
            page.emit(WATCH, path=f"/t/{ticket_id}")
            page.listen(says(WITH_THE_CITY))
            for turn in range(turns):
                page.heard_in(POLL_S + 1 + 0.37 * turn)
                idle.append(nothing(backend))
                started = time.perf_counter()
                if turn % 2:
                    city.desk.reopen(number, "Not done.")
                else:
                    city.desk.close(number, "Done.", was_fixed=True)
                page.listen(says(WITH_THE_CITY if turn % 2 else HEADLINES[Status.CLOSED]), within_s=PATIENCE_S)
                took.append(time.perf_counter() - started)
    finally:
        city.close()
    return took, idle


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--turns", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "many").mkdir()
        with (
            running_redis("redis-server", folder) as url,
            running(folder / "many", sockets_per_address="1000", redis_url=url) as backend,
        ):
            took, idle = our_changes(backend, given.viewers, given.turns)
        print(f"milliseconds, p50 / p95 of {given.turns} turns")
        print(f"{given.viewers} viewers, a change of ours until the last has it: {in_ms(took)}")
        print(f"  baseline, a hundred times nothing: {in_ms(idle)}")
        (folder / "one").mkdir()
        took, idle = changes_of_the_city(folder / "one", given.turns)
        print(f"one page, a change at the city, polled every {POLL_S:g} s: {in_ms(took)}")
        print(f"  at worst {max(took) - POLL_S:+.2f} s from the poll interval")
        print(f"  baseline, a hundred times nothing: {in_ms(idle)}")


if __name__ == "__main__":
    main()
