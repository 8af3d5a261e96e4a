"""How soon a message is before everybody who has its thread open, and what that costs.

    python bench/threads.py                              500 viewers: one process, then two processes with Redis
    python bench/threads.py --viewers 200 --people 50 --turns 6

The viewers are tabs of so many liaisons who follow one ticket, evenly spread over the processes. A message is committed
by this process; told is the time until the last tab has it, which no tab may miss or show twice. In the first case the
message is sent through the program itself, because nothing else can wake its pages. The baseline, in the same run, is a
hundred questions that do nothing (/healthz): where a machine is busy, it shows. `redis-server` has to be installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "bench")]

from exports import memory_mb  # noqa: E402
from filled import figures, statements_of  # noqa: E402
from open_pages import nothing  # noqa: E402

from liaison_app.domain.ids import TicketId, new_ref  # noqa: E402
from liaison_app.services import ticket_reading  # noqa: E402
from tests.api.conftest import Backend, beside, running  # noqa: E402
from tests.api.thread_pages import SUBMIT, ThreadPage, ask, form, people_of, ticket_with_city  # noqa: E402
from tests.conftest import running_redis  # noqa: E402

SOCKETS = "1000"
Post = Callable[[str, str], None]


@contextmanager
def one_process(folder: Path) -> Iterator[list[Backend]]:
    """The program as it is without any setting."""
    with running(folder, sockets_per_address=SOCKETS) as backend:
        yield [backend]


@contextmanager
def two_processes(folder: Path) -> Iterator[list[Backend]]:
    """Two of them that share a database and a Redis."""
    with ExitStack() as stack:
        url = stack.enter_context(running_redis("redis-server", folder))
        first = stack.enter_context(running(folder, sockets_per_address=SOCKETS, redis_url=url))
        yield [first, stack.enter_context(beside(first))]


def opened(backends: Sequence[Backend], ticket_id: TicketId, people: Sequence[str], viewers: int) -> list[ThreadPage]:
    """So many tabs, each of which shows the ticket."""
    cookies = [[backend.cookie_of(who) for who in people] for backend in backends]
    pages = []
    for n in range(viewers):
        turn = n % len(backends)
        source = f"127.0.3.{n % 250 + 2}"
        pages.append(ThreadPage(backends[turn], cookies[turn][n % len(people)], ticket_id, source=source))
    for page in pages:
        page.wait_until_ready()
    return pages


def poster(backends: Sequence[Backend], ticket_id: TicketId, people: Sequence[str]) -> Post:
    """What sends a message of one of them: through the program itself where no Redis joins us to it."""
    if len(backends) > 1:
        return lambda who, text: ask(backends[0], who, ticket_id, text)
    wires = {who: backends[0].wire(who) for who in people}
    return lambda who, text: wires[who].emit(SUBMIT, form(text), path=f"/t/{ticket_id}")


def told(backends: Sequence[Backend], viewers: int, people_count: int, turns: int) -> None:
    """Measure one case, and print it."""
    first = backends[0]
    ticket_id = ticket_with_city(first)
    people = people_of(first, ticket_id, people_count)
    before = sum(memory_mb(backend.pid) for backend in backends)
    pages = opened(backends, ticket_id, people, viewers)
    after = sum(memory_mb(backend.pid) for backend in backends)
    post = poster(backends, ticket_id, people)
    took, idle, said = [], [], []
    for turn in range(turns):
        idle.append(1000 * nothing(first))
        said.append(f"message {turn:03} {new_ref()}")
        started = time.perf_counter()
        post(people[turn % len(people)], said[-1])
        for page in pages:
            page.hear(said[-1])
        took.append(1000 * (time.perf_counter() - started))
    wrong = sum(page.texts() != said for page in pages)
    reader = first.actor(people[0])
    read = statements_of(
        first.program.database, lambda: first.program.use(ticket_reading.show, actor=reader, ticket_id=ticket_id)
    )
    sent = statements_of(first.program.database, lambda: ask(first, people[0], ticket_id, "counted"))
    print(f"  until the last tab has it   {figures(took)}")
    print(f"  baseline, 100 times nothing {figures(idle)}")
    print(f"  tabs with a message missing or twice: {wrong} of {len(pages)}")
    print(f"  memory a tab: {1024 * (after - before) / viewers:.0f} kB; statements: {sent} to send, {read} to read")
    for page in pages:
        page.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--turns", type=int, default=12)
    given = parser.parse_args()
    print(f"{given.viewers} tabs of {given.people} liaisons; milliseconds, p50 / p95 of {given.turns} messages")
    for words, case in (("one process", one_process), ("two processes with Redis", two_processes)):
        with tempfile.TemporaryDirectory() as name, case(Path(name)) as backends:
            print(words)
            told(backends, given.viewers, given.people, given.turns)


if __name__ == "__main__":
    main()
