"""What the files of open data cost: rows a second and memory, read by a client at full speed and by a slow one.

    python bench/exports.py                                    SQLite, 1,000,000 tickets
    python bench/exports.py --tickets 100000
    python bench/exports.py --database postgresql+psycopg://…  an empty database of yours

The program serves in a process of its own, without its site. Its memory is the resident set of that process, before and
at its highest while the file is read. Every row is counted; in the CSV, each line ends one.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

import httpx
from filled import fill, opened

PORT = int(os.environ.get("PORT", "8169"))
PROJECT = Path(__file__).parents[1]
FILES = ("tickets.csv", "tickets.geojson")
SLOW_FOR_S = 10.0
SLOW_BYTES = 65_536


def memory_mb(pid: int) -> float:
    """The resident set of a process and of those below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    own = int(status.split("VmRSS:")[1].split()[0]) / 1024
    return own + sum(memory_mb(int(child)) for child in children)


class Watch:
    """The highest memory of a process while a block runs."""

    def __init__(self, pid: int) -> None:
        self.pid, self.before, self.most = pid, memory_mb(pid), 0.0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, memory_mb(self.pid))


def rows_of(chunks: Iterable[bytes], *, is_packed: bool) -> tuple[int, int]:
    """How many lines that hold a row, and how many bytes came over the wire."""
    unpacker = zlib.decompressobj(31)
    lines = size = 0
    for chunk in chunks:
        size += len(chunk)
        lines += (unpacker.decompress(chunk) if is_packed else chunk).count(b"\n")
    return lines, size


def whole(client: httpx.Client, path: str, watch: Callable[[], Watch], *, is_packed: bool) -> None:
    """One file at full speed."""
    encoding = "gzip" if is_packed else "identity"
    begun = time.perf_counter()
    with watch() as seen, client.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
        answer.raise_for_status()
        first = time.perf_counter() - begun
        lines, size = rows_of(answer.iter_raw(), is_packed=is_packed)
    took = time.perf_counter() - begun
    print(
        f"{path.rsplit('/', 1)[1]:18}{encoding:10}{lines:>11,} lines {took:7.1f} s {lines / took:>9,.0f} rows/s "
        f"{size / 1e6:8.1f} MB, head after {first * 1000:5.0f} ms, memory {seen.before:.0f} → {seen.most:.0f} MB"
    )


def slow(client: httpx.Client, path: str, watch: Callable[[], Watch]) -> None:
    """A reader who takes 64 kB a second: what is written must wait for what is read."""
    until = time.monotonic() + SLOW_FOR_S
    with watch() as seen, client.stream("GET", path, headers={"Accept-Encoding": "identity"}) as answer:
        for _ in answer.iter_raw(SLOW_BYTES):
            time.sleep(1)
            if time.monotonic() > until:
                break
    print(f"a slow reader for {SLOW_FOR_S:.0f} s: memory {seen.before:.0f} → {seen.most:.0f} MB")


def event_loop(client: httpx.Client, address: str) -> None:
    """How long /healthz takes while a file is written."""
    times: list[float] = []
    over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=address, timeout=60) as other:
            while not over.is_set():
                begun = time.perf_counter()
                other.get("/healthz").raise_for_status()
                times.append((time.perf_counter() - begun) * 1000)
                time.sleep(0.02)

    asking = threading.Thread(target=ask)
    asking.start()
    with client.stream("GET", "/open-data/tickets.csv") as answer:
        rows_of(answer.iter_raw(), is_packed=True)
    over.set()
    asking.join()
    times.sort()
    print(
        f"/healthz meanwhile: {len(times)} times, p50 {times[len(times) // 2]:.1f}, "
        f"p95 {times[int(len(times) * 0.95)]:.1f}, highest {times[-1]:.0f} ms"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--database", default="")
    words.add_argument("--tickets", type=int, default=1_000_000)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        database = opened(url)
        fill(database, given.tickets)
        database.close()
        address = f"http://127.0.0.1:{PORT}"
        settings = {
            "DATABASE_URL": url,
            "DATA_DIR": folder,
            "PUBLIC_URL": address,
            "ROLE": "web",
            "LOG_LEVEL": "WARNING",
        }
        environment = os.environ | {f"LIAISON_{name}": value for name, value in settings.items()} | {"PORT": str(PORT)}
        with subprocess.Popen([sys.executable, "-m", "tests.api.served"], cwd=PROJECT, env=environment) as program:
            try:
                measure(address, program.pid)
            finally:
                program.send_signal(signal.SIGTERM)


def measure(address: str, pid: int) -> None:
    with httpx.Client(base_url=address, timeout=120) as client:
        for _ in range(300):
            try:
                client.get("/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        client.get("/open-data/tickets.csv?start_date=2099-01-01").raise_for_status()
        for name in FILES:
            for is_packed in (False, True):
                whole(client, f"/open-data/{name}", lambda: Watch(pid), is_packed=is_packed)
        slow(client, "/open-data/tickets.csv", lambda: Watch(pid))
        event_loop(client, address)


if __name__ == "__main__":
    main()
