"""Whether what a phone kept is filed once when the connection is cut anywhere: in a request, in an answer, in between.

    python bench/without_signal.py                        60 runs, then the control without a key, which must fail
    python bench/without_signal.py --runs 200 --seed 7

It starts a program and a practice city of its own, in a folder that is thrown away. A real browser runs the app's own
`shelf.js` against a door that passes bytes on and, as the seed has it, resets a connection after so many bytes up or
down: before anything arrived, in the middle of a photo, or after a report was filed and before the phone heard of it.
In some runs the page is loaded again in the middle of sending. Then the door stays open until nothing waits. Counted
are our own tickets and the city's requests. The control gives every try a new marker, as if there were none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")
PASSWORD, CONTROL_KEY = "river-lantern-quiet-42", "only-for-the-bench"
READY_WITHIN_S, SETTLED_WITHIN_S = 240, 60
EVERYTHING = 10**9
# What a person wrote, with pictures that are different for each.
PUT = """async ([owner, records]) => {
  const { putOnShelf } = await import("/js/shelf.js");
  for (const { ref, note, photos } of records) {
    const pictures = [];
    for (let at = 0; at < photos; at += 1) {
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
      const brush = canvas.getContext("2d");
      for (let spot = 0; spot < 300; spot += 1) {
        brush.fillStyle = `hsl(${(spot * 47 + at * 90) % 360} 70% 50%)`;
        brush.fillRect(Math.random() * 320, Math.random() * 240, 40, 30);
      }
      pictures.push({ id: `${ref}-${at}`, blob: await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)) });
    }
    const fields = { how: ["map"], lat: ["39.9552"], lon: ["-75.2205"], address: ["5200 Market St"],
      service: ["SR-ST02"], "answer:MATERIAL": ["FURNITURE"], description: [note] };
    await putOnShelf({ ref, owner, fields, photos: pictures, state: "waiting", locale: "en" });
  }
}"""
SEND = """async (owner) => (await import("/js/shelf.js")).sendShelf(owner)"""
LEFT = """async (owner) => {
  const { onShelf } = await import("/js/shelf.js");
  const left = (await onShelf(owner)).filter((one) => one.state !== "sent");
  return left.map(({ ref, state, trouble, wrong }) => ({ ref, state, trouble, wrong }));
}"""
# The page sends nothing by itself: the runs do.
QUIET = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })"
WITHOUT_KEY = """() => {
  const own = window.fetch;
  window.fetch = (to, given) => {
    if (to === "/api/reports") {
      const said = JSON.parse(given.body);
      const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
      said.ref = "NL-" + Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte & 31]).join("");
      given = { ...given, body: JSON.stringify({ ...said, fields: { ...said.fields, ref: [said.ref] } }) };
    }
    return own(to, given);
  };
}"""


class Door:
    """Passes bytes on between a browser and the app; while `cuts` is given, each connection ends where it says."""

    def __init__(self, target: int) -> None:
        self._target, self._open = target, set[asyncio.StreamWriter]()
        self.cuts: random.Random | None = None
        self.made = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0
        threading.Thread(target=self._serve, daemon=True).start()
        self._ready.wait(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._pass, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    def turn(self, cuts: random.Random | None) -> None:
        """From now on cut as `cuts` has it, or not at all; what is open ends first."""
        self.cuts = cuts
        asyncio.run_coroutine_threadsafe(self._end_all(), self._loop).result(10)

    async def _end_all(self) -> None:
        for writer in list(self._open):
            _reset(writer)
        self._open.clear()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = self._room()
        if up == 0:
            self.made += 1
            _reset(writer)
            return
        try:
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(writer)
            return
        self._open |= {writer, far}
        ways = [
            asyncio.create_task(self._copy(reader, far, up)),
            asyncio.create_task(self._copy(far_reader, writer, down)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for one in (writer, far):
            _reset(one)
        self._open -= {writer, far}

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, room: int) -> None:
        with suppress(OSError):
            while room > 0 and (piece := await reader.read(min(room, 16_384))):
                writer.write(piece)
                await writer.drain()
                room -= len(piece)
            if room <= 0:
                self.made += 1
                await asyncio.sleep(0.05)  # what was passed on arrives

    def _room(self) -> tuple[int, int]:
        """How many bytes a connection may pass on, up and down."""
        if self.cuts is None or self.cuts.random() < 0.1:
            return EVERYTHING, EVERYTHING
        kind = self.cuts.choice(["refused", "up", "unheard", "down"])
        return {
            "refused": (0, 0),
            "up": (self.cuts.randrange(1, self.cuts.choice([2_500, 30_000])), EVERYTHING),
            "unheard": (EVERYTHING, 1),
            "down": (EVERYTHING, self.cuts.randrange(1, 900)),
        }[kind]


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, AttributeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError, RuntimeError):
        writer.transport.abort()


@dataclass
class Told:
    """What came of the runs. `filed` counts by note: in our store, at the city."""

    runs: int = 0
    records: int = 0
    photos: int = 0
    cuts: int = 0
    reloads: int = 0
    notes: list[str] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def program(folder: Path, port: int, city_port: int, door: int) -> Any:
    """A program with a practice city, in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")} | {
        "LIAISON_DATA_DIR": str(folder / "data"),
        "LIAISON_DEMO_PASSWORD": PASSWORD,
        "LIAISON_PRACTICE_CONTROL_KEY": CONTROL_KEY,
        "LIAISON_MAP_TILE_URL": "",
        "LIAISON_DELIVERY_BACKOFF_S": "1",
        "LIAISON_ALLOWED_ORIGINS": f"http://localhost:{door}",
    }
    command = [sys.executable, "-m", "liaison_app", "run", "--port", str(port), "--city-port", str(city_port)]
    with (folder / "program.log").open("wb") as log:
        process = subprocess.Popen([*command, "--tickets", "20"], cwd=PROJECT, env=environment, stdout=log, stderr=log)
        try:
            await_health(f"http://localhost:{port}/healthz", process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def await_health(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2).status_code == 200:
                return
        time.sleep(0.3)
    raise SystemExit("The program did not start.")


def new_ref(chance: random.Random) -> str:
    return "NL-" + "".join(chance.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(16))


def run_once(page: Page, door: Door, owner: str, chance: random.Random, told: Told, mark: str) -> None:
    """Put some reports on the shelf, send them over a bad connection, then over a good one until nothing waits."""
    records = [
        {"ref": new_ref(chance), "note": f"{mark}-{told.runs}-{number} mattress", "photos": int(chance.random() < 0.15)}
        for number in range(chance.randrange(1, 4))
    ]
    page.evaluate(PUT, [owner, records])
    before = door.made
    for _ in range(chance.randrange(2, 6)):
        door.turn(chance)
        if chance.random() < 0.25:
            interrupt(page, door, owner, chance)
            told.reloads += 1
        else:
            page.evaluate(SEND, owner)
    door.turn(None)
    for _ in range(5):
        if not page.evaluate(SEND, owner):
            break
    told.refused += page.evaluate(LEFT, owner)
    told.runs, told.records, told.cuts = told.runs + 1, told.records + len(records), told.cuts + door.made - before
    told.photos += sum(int(one["photos"]) for one in records)
    told.notes += [str(one["note"]) for one in records]


def interrupt(page: Page, door: Door, owner: str, chance: random.Random) -> None:
    """The page goes in the middle of sending and comes again."""
    page.evaluate(f"(owner) => {{ ({SEND})(owner); }}", owner)
    page.wait_for_timeout(chance.randrange(5, 250))
    cuts, door.cuts = door.cuts, None
    page.reload()
    door.cuts = cuts


def descriptions(file: Path, table: str) -> list[str]:
    """What the rows of a table say, read beside the program that writes them."""
    with closing(sqlite3.connect(file)) as store:
        return [str(row[0]) for row in store.execute(f"SELECT description FROM {table}")]


def count(folder: Path, notes: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """How often each note stands in our store and in the city's, once the city has all of ours."""
    until = time.monotonic() + SETTLED_WITHIN_S
    while True:
        ours = descriptions(folder / "data" / "liaison.db", "ticket")
        theirs = descriptions(folder / "data" / "practice_city.db", "request")
        own = {note: sum(note == said for said in ours) for note in notes}
        there = {note: sum(note in said for said in theirs) for note in notes}
        if all(there[note] >= own[note] for note in notes) or time.monotonic() > until:
            return own, there
        time.sleep(1)


def measure(folder: Path, *, runs: int, seed: int, has_key: bool) -> tuple[Told, int, int]:
    """All runs; then how many reports were lost and how many were filed twice, in either store."""
    port, city_port, told, mark = free_port(), free_port(), Told(), f"{'kept' if has_key else 'control'}-{seed}"
    door, chance = Door(port), random.Random(seed)
    with program(folder, port, city_port, door.port), sync_playwright() as playwright:
        path = next(found for name in BROWSERS if (found := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        address = f"http://localhost:{door.port}"
        context = browser.new_context(base_url=address, service_workers="block")
        signed = context.request.post(
            "/api/sign-in", form={"email": "liaison@example.org", "password": PASSWORD}, headers={"Origin": address}
        )
        owner = context.request.get("/api/pocket").json()["account"]["id"]
        if not signed.ok:
            raise SystemExit(f"Nobody could sign in: {signed.status}")
        page = context.new_page()
        context.add_init_script(QUIET)
        if not has_key:
            context.add_init_script(f"({WITHOUT_KEY})()")
        page.goto("/pocket")
        for _ in range(runs):
            run_once(page, door, owner, chance, told, mark)
        browser.close()
        own, there = count(folder, told.notes)
    lost = sum(own[note] < 1 or there[note] < 1 for note in told.notes)
    twice = sum(own[note] > 1 or there[note] > 1 for note in told.notes)
    return told, lost, twice


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--runs", type=int, default=60)
    given.add_argument("--control-runs", type=int, default=15)
    given.add_argument("--seed", type=int, default=6)
    asked = given.parse_args()
    verdict = True
    for has_key, runs in ((True, asked.runs), (False, asked.control_runs)):
        with tempfile.TemporaryDirectory() as folder:
            told, lost, twice = measure(Path(folder), runs=runs, seed=asked.seed, has_key=has_key)
        print(
            f"{'with' if has_key else 'control, without'} a key: {told.runs} runs, {told.records} reports, "
            f"{told.photos} photos, {told.cuts} cuts, {told.reloads} reloads: {lost} lost, {twice} twice, "
            f"{len(told.refused)} left on the shelf {told.refused[:2] or ''}"
        )
        verdict &= (lost == twice == len(told.refused) == 0) if has_key else twice > 0
    if not verdict:
        raise SystemExit("That is not how it should be.")


if __name__ == "__main__":
    main()
