"""How soon 200 phones in the room of a meeting see a change, and what a phone and a change cost.

    python bench/room.py                      200 phones, 40 concerns on the list, 20 turns
    python bench/room.py --phones 500 --turns 10

Every phone is a connection of its own with an open stream, 200 from one network as behind a church's wifi. In a turn
one phone presses "me too"; the time is that from the press until the last phone has the new number. Then all phones
press at the same moment; the time is that until the last one knows of the last press. Memory is what the server's
processes have more than before (proportional set size), for each stream.
The baselines, in the same run: a hundred questions that do nothing (/healthz), and what all phones asking for the list
once would cost, which is what they would do every few seconds without a stream.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "bench")]

from filled import figures  # noqa: E402
from sqlalchemy import event  # noqa: E402

from liaison_app.domain.access import Role  # noqa: E402
from liaison_app.domain.room import concern_key, new_device  # noqa: E402
from liaison_app.services import room_listing  # noqa: E402
from tests.api.conftest import Backend, running  # noqa: E402
from tests.builders import World  # noqa: E402
from tests.meetings_world import a_meeting, an_item, opened  # noqa: E402

PATIENCE_S = 60.0
MEBIBYTE = 1024 * 1024
OF_ONE_NETWORK = 200
ROUNDS = 5


class Phone:
    """A phone: its stream, and the presses of its owner. What the stream said is kept as it came."""

    def __init__(self, address: str, code: str, source: str) -> None:
        self._host, _, port = address.removeprefix("http://").partition(":")
        self._port, self._origin, self._code = int(port), address, code
        self._source = (source, 0)
        self.device = new_device()
        self.heard = b""
        self._streams: list[asyncio.StreamWriter] = []

    async def listen(self) -> None:
        """Open the stream, and hear the whole list."""
        self._reader, writer = await asyncio.open_connection(self._host, self._port, local_addr=self._source)
        self._streams.append(writer)
        writer.write(self._head("GET", "events") + b"\r\n")
        await self.until(b'"behind":[')

    async def until(self, said: bytes) -> None:
        """Wait until the stream has said this."""
        while said not in self.heard:
            got = await asyncio.wait_for(self._reader.read(65_536), PATIENCE_S)
            if not got:
                raise ConnectionError(self.heard[-200:])
            self.heard = self.heard[-4096:] + got

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """One question over a connection of its own; the status line."""
        reader, writer = await asyncio.open_connection(self._host, self._port, local_addr=self._source)
        head = self._head(method, path) + f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        writer.write(head + body)
        answer = await asyncio.wait_for(reader.read(-1), PATIENCE_S)
        writer.close()
        return answer.split(b"\r\n", 1)[0]

    async def press(self, key: str) -> None:
        """Me too."""
        status = await self.ask("POST", "behind", f'{{"key":"{key}"}}'.encode())
        if b" 200 " not in status:
            raise ConnectionError(status)

    def _head(self, method: str, path: str) -> bytes:
        at = f"/api/room/{self._code}/{path}" if path else "/healthz"
        return (
            f"{method} {at} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Origin: {self._origin}\r\nCookie: room={self.device}\r\nAccept: */*\r\n"
        ).encode()

    def close(self) -> None:
        for one in self._streams:
            one.close()


def memory(backend: Backend) -> int:
    """Bytes that the server's processes have, shared ones by their part."""
    children = Path(f"/proc/{backend.pid}/task/{backend.pid}/children").read_text(encoding="utf-8").split()
    total = 0
    for pid in (backend.pid, *children):
        rolled = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        total += next(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:"))
    return total * 1024


def statements(backend: Backend, code: str) -> int:
    """How many statements one reading of the list takes, for however many phones."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(backend.program.database.engine, "before_cursor_execute", note)
    backend.program.use(room_listing.board, code=code)
    return len([one for one in seen if one.startswith("SELECT")])


def room_with(backend: Backend, concerns: int) -> tuple[str, str]:
    """A room's code, and the key of a concern of its list."""
    world = World(backend.program, backend.program.ports["clock"])
    host = backend.actor(backend.person(Role.COORDINATOR))
    meeting_id = a_meeting(world, host)
    refs = [
        an_item(world, meeting_id, f"Couch number {one} on the sidewalk, 52nd and Market") for one in range(concerns)
    ]
    return opened(world, host, meeting_id), concern_key(refs[0])


async def measured(backend: Backend, given: argparse.Namespace) -> None:
    """Measure and print."""
    code, key = room_with(backend, given.concerns)
    phones = [Phone(backend.address, code, f"127.0.2.{one // OF_ONE_NETWORK + 1}") for one in range(given.phones)]
    await phones[0].listen()
    before = memory(backend)
    started = time.perf_counter()
    await asyncio.gather(*(one.listen() for one in phones[1:]))
    print(f"{given.phones} phones come in and have the list: {time.perf_counter() - started:.2f} s")
    each = (memory(backend) - before) / (given.phones - 1)
    print(f"memory of the server for each: {each / 1024:.0f} kB")
    print(f"statements for a reading of the list, for all phones together: {statements(backend, code)}")
    took, idle, polled = [], [], []
    for turn in range(given.turns):
        idle.append(await nothing(phones[-1]))
        started = time.perf_counter()
        await phones[turn].press(key)
        await asyncio.gather(*(one.until(f'"behind":{turn + 1},'.encode()) for one in phones))
        took.append(time.perf_counter() - started)
    print(f"one presses, until the last has it, ms p50 / p95: {in_ms(took)}, at most {1000 * max(took):.0f}")
    print(f"  baseline, a hundred times nothing: {in_ms(idle)}")
    started = time.perf_counter()
    pressing = asyncio.gather(*(one.press(key) for one in phones[given.turns :]))
    await asyncio.gather(pressing, *(one.until(f'"behind":{given.phones},'.encode()) for one in phones))
    print(f"all press at once, until the last has the last: {time.perf_counter() - started:.2f} s")
    full = memory(backend)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await asyncio.gather(*(one.ask("GET", "list") for one in phones))
        polled.append(time.perf_counter() - started)
    print(f"  baseline, all ask for the list once: {min(polled):.2f} to {max(polled):.2f} s")
    for one in phones:
        one.close()
    await asyncio.sleep(1)
    of = " / ".join(f"{one / MEBIBYTE:.0f}" for one in (before, full, memory(backend)))
    print(f"memory of the server in all, MB, before / after all pressed / when they have left: {of}")


async def nothing(phone: Phone) -> float:
    """Seconds for a hundred questions that do nothing."""
    started = time.perf_counter()
    for _ in range(100):
        await phone.ask("GET", "")
    return time.perf_counter() - started


def in_ms(seconds: list[float]) -> str:
    """Their p50 and p95, in milliseconds."""
    return figures([1000 * one for one in seconds])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--concerns", type=int, default=40)
    parser.add_argument("--turns", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as backend:
        asyncio.run(measured(backend, given))


if __name__ == "__main__":
    main()
