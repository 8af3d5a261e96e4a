"""What each page of a coordinator costs on the server, in a program of a big city.

    python bench/desk.py                                  SQLite: the large program, and the small one beside it
    python bench/desk.py --tickets 20000 --rounds 20 --on both
    python bench/desk.py --large FOLDER --small FOLDER    data folders with the programs loaded already

Each page is opened as its state opens it: the services it calls, one after the other, each in its own transaction
(`tests/desk_pages.py`, which knows every page). Per page: milliseconds p50 / p95, statements, rows in the answers, and
their bytes as JSON; then the same of the demo's small program, the baseline. A page is over where its p50 is above
150 ms or it takes more than 10 statements; then the script ends with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "bench")]

from filled import postgres, share, took  # noqa: E402

from liaison_app import models  # noqa: E402
from liaison_app.adapters.passwords import Argon2Passwords  # noqa: E402
from liaison_app.adapters.photo_folder import PhotoFolder  # noqa: E402
from liaison_app.bootstrap import Application, build_application  # noqa: E402
from liaison_app.cities import city_folder  # noqa: E402
from liaison_app.cities.curriculum import read_curriculum  # noqa: E402
from liaison_app.demo.command import demo_world, enlarged  # noqa: E402
from liaison_app.demo.load import DemoWish, load_demo  # noqa: E402
from liaison_app.logs import set_up_logs  # noqa: E402
from liaison_app.services import shipped_modules  # noqa: E402
from liaison_app.settings import Settings  # noqa: E402
from tests.desk_pages import PAGES, DeskPage, Subjects, open_page, plain, subjects_of  # noqa: E402

MOST_MS, MOST_STATEMENTS = 150, 10
SMALL, SEED = 2_000, 311


@dataclass(frozen=True)
class Cost:
    """What opening a page costs: milliseconds of each round, statements, rows and bytes."""

    times: list[float]
    statements: int
    rows: int
    size: int

    @property
    def p50(self) -> float:
        return share(self.times, 0.5)

    @property
    def is_over(self) -> bool:
        return self.p50 > MOST_MS or self.statements > MOST_STATEMENTS

    def __str__(self) -> str:
        return f"{self.p50:7.1f} /{share(self.times, 0.95):7.1f} {self.statements:4} {self.rows:6,} {self.size:9,}"


def loaded(app: Application, folder: Path, tickets: int, *, is_large: bool) -> None:
    """The tables, what the app brings along, and a demo program."""
    models.metadata.create_all(app.database.engine)
    world = demo_world(app.settings)
    app.use(shipped_modules.seed, modules=read_curriculum(city_folder(app.settings.city)))
    wish = DemoWish(
        tickets=tickets, seed=SEED, now=datetime.now(UTC).replace(microsecond=0), password="-" * 20, photos=100,
        city_dir=folder / "city",
    )  # fmt: skip
    begun = time.perf_counter()
    done = load_demo(
        database=app.database, world=enlarged(world, SEED) if is_large else world, wish=wish,
        passwords=Argon2Passwords(), photo_store=PhotoFolder(folder / "photos"),
    )  # fmt: skip
    print(f"{done.tickets:,} tickets, {done.rows:,} rows loaded in {time.perf_counter() - begun:.0f} s")


@contextmanager
def program(url: str, folder: Path, tickets: int = 0, *, is_large: bool = False) -> Iterator[Application]:
    """The program at `url`; loaded first where `tickets` are asked for."""
    folder.mkdir(exist_ok=True)
    app = build_application(Settings(database_url=url, data_dir=folder))
    set_up_logs("ERROR")
    try:
        if tickets:
            loaded(app, folder, tickets, is_large=is_large)
        yield app
    finally:
        app.close()


def cost(page: DeskPage, app: Application, at: Subjects, rounds: int) -> Cost:
    """Open it once for the first time, then so many times by the clock."""
    opened = open_page(page, app, at)
    size = sum(len(json.dumps(plain(one), default=str)) for one in opened.answers)
    times = [took(lambda: open_page(page, app, at)) for _ in range(rounds)]
    return Cost(times, len(opened.statements), opened.rows, size)


def compare(large: Application, small: Application, rounds: int, only: str) -> bool:
    """A line for each page; whether any is over."""
    of_large, of_small = subjects_of(large), subjects_of(small)
    print(f"{'page':58} {'large: ms p50 / p95, statements, rows, bytes':>46}   {'small':>40}")
    any_over = False
    for page in PAGES:
        if only in page.name:
            here, beside = cost(page, large, of_large, rounds), cost(page, small, of_small, rounds)
            any_over = any_over or here.is_over
            print(f"{page.name:58} {here}{' !' if here.is_over else '  '}   {beside}", flush=True)
    return any_over


def on_sqlite(wish: argparse.Namespace, folder: Path) -> bool:
    """Both programs in files of their own, or those that are there."""
    given = [(wish.large, wish.tickets, True), (wish.small, SMALL, False)]
    with ExitStack() as stack:
        large, small = (
            stack.enter_context(program(f"sqlite:///{kept / 'liaison.db'}", kept))
            if kept
            else stack.enter_context(_fresh(folder / f"large-{is_large}", tickets, is_large=is_large))
            for kept, tickets, is_large in given
        )
        return compare(large, small, wish.rounds, wish.only)


def _fresh(folder: Path, tickets: int, *, is_large: bool):  # noqa: ANN202 (a context of an application)
    return program(f"sqlite:///{folder / 'liaison.db'}", folder, tickets, is_large=is_large)


def main() -> int:
    """Measure where it was asked to; 1 where a page is over."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--tickets", type=int, default=20_000)
    ask.add_argument("--rounds", type=int, default=20)
    ask.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="sqlite")
    ask.add_argument("--only", default="", help="pages with this in their name")
    ask.add_argument("--large", type=Path, help="a data folder with the large program, on SQLite")
    ask.add_argument("--small", type=Path, help="one with the small program")
    wish = ask.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, {wish.rounds} rounds")
    is_over = False
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        if wish.on != "postgresql":
            print("SQLite")
            is_over = on_sqlite(wish, folder)
        if wish.on != "sqlite":
            is_over = on_postgresql(wish, folder) or is_over
    return int(is_over)


def on_postgresql(wish: argparse.Namespace, folder: Path) -> bool:
    """Both programs in databases of one server."""
    print("PostgreSQL")
    with postgres(folder / "server") as url, ExitStack() as stack:
        large = stack.enter_context(program(url, folder / "pg-large", wish.tickets, is_large=True))
        small = stack.enter_context(program(_second(large, url), folder / "pg-small", SMALL))
        return compare(large, small, wish.rounds, wish.only)


def _second(app: Application, url: str) -> str:
    """The URL of another database of the same server."""
    from sqlalchemy import make_url, text  # noqa: PLC0415 (only here)

    with app.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE small"))
    return make_url(url).set(database="small").render_as_string(hide_password=False)


if __name__ == "__main__":
    sys.exit(main())
