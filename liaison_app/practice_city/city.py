"""The practice city as one thing: its database, its catalogue, its clock, its faults, and one clerk at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from threading import RLock

import sqlalchemy as sa

from liaison_app.practice_city import catalogue as shipped
from liaison_app.practice_city import tables
from liaison_app.practice_city.clock import A_DAY_IN_TWO_MINUTES, Reading, WorkClock
from liaison_app.practice_city.faults import FaultBoard

DEFAULT_API_KEY = "practice"


@dataclass(frozen=True, slots=True)
class Options:
    """How a practice city is run.

    `speed` is seconds of work per second, None to go on as before (a day in two minutes at first).
    Without a `control_key` the control API is closed. `requires_jurisdiction` makes it one of several cities.
    """

    data_dir: Path
    speed: float | None = None
    seed: int = 311
    api_key: str = DEFAULT_API_KEY
    control_key: str = ""
    requires_jurisdiction: bool = False
    public_url: str = ""


class PracticeCity:
    """A running practice city. `at_work` is the only way to its database."""

    def __init__(self, options: Options, wall: Callable[[], float] = time.time) -> None:
        self.options = options
        self.catalogue = shipped.load()
        self.faults = FaultBoard(options.seed)
        self._engine = tables.open_database(options.data_dir)
        self._turn = RLock()
        self.clock = WorkClock(Reading(at=wall(), speed=options.speed or A_DAY_IN_TWO_MINUTES), wall)
        with self._turn, self._engine.begin() as db:
            self._restore_clock(db)

    @contextmanager
    def at_work(self) -> Iterator[sa.Connection]:
        """One transaction; committed at its end, rolled back on an error. Callers take turns."""
        with self._turn, self._engine.begin() as db:
            yield db

    def dice(self, number: int, purpose: str) -> Random:
        """Chance that comes out the same for the same seed, request and purpose."""
        return Random(f"{self.options.seed}:{number}:{purpose}")  # noqa: S311 - repeatable on purpose

    def keep_clock(self, db: sa.Connection) -> None:
        """Remember how the clock stands, so that a restart goes on from there: crews work on while this is down."""
        keep(db, "clock", asdict(self.clock.reading))

    def _restore_clock(self, db: sa.Connection) -> None:
        before = kept(db, "clock")
        if isinstance(before, dict):
            self.clock.restore(Reading(**before))
            if self.options.speed is not None:
                self.clock.set_to(speed=self.options.speed)
        self.keep_clock(db)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def kept(db: sa.Connection, name: str) -> object:
    """A kept value, None where there is none."""
    return db.execute(sa.select(tables.kept.c.value).where(tables.kept.c.name == name)).scalar()


def keep(db: sa.Connection, name: str, value: object) -> None:
    """Keep a value under a name."""
    db.execute(sa.delete(tables.kept).where(tables.kept.c.name == name))
    db.execute(sa.insert(tables.kept).values(name=name, value=value))
