"""An import from its beginning, or from where it was broken off, to its end. No source is read inside a transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from liaison_app.db import Database
from liaison_app.domain.ports import Clock
from liaison_app.logs import logger
from liaison_app.services import open_data_runs
from liaison_app.services.open_data_preparing import ReadyBatch
from liaison_app.services.open_data_runs import RunEnd, RunStart
from liaison_app.services.open_data_taking import Again, take_batch

log = logger("open_data")
TRIES = 3
TRY_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class Import:
    """What to import and how. `name` is the mapping's and names the source, `title` says it to people.

    `place` and `fingerprint` are the source's. `is_whole`: it holds every row there is, so that a row that it no longer
    has has vanished; `is_sure`: also where those are very many. `is_afresh`: from the beginning in any case.
    """

    name: str
    title: str
    place: str
    fingerprint: str
    is_whole: bool = False
    is_sure: bool = False
    is_afresh: bool = False


def import_all(
    *,
    wanted: Import,
    batches: Callable[[str], Generator[ReadyBatch]],
    is_as_it_was: Callable[[], bool],
    again: Again,
    database: Database,
    clock: Clock,
    progress: Callable[[ReadyBatch, RunStart], None] = lambda _batch, _start: None,
) -> RunEnd:
    """Take over everything that `batches` give from a cursor on, and end the run.

    Raises:
        SourceUnreadable: the source cannot be read any further; what was read stays, and the next call goes on.
        Conflict: another import of this source is under way.
    """
    with database.unit_of_work() as uow:
        start = open_data_runs.begin(
            source=wanted.name, title=wanted.title, place=wanted.place, fingerprint=wanted.fingerprint,
            is_afresh=wanted.is_afresh or not wanted.fingerprint, uow=uow, clock=clock,
        )  # fmt: skip
    with closing(batches(start.cursor)) as coming:
        for batch in coming:
            _store(batch, start.run_id, again, database, clock)
            progress(batch, start)
    is_whole = wanted.is_whole and is_as_it_was()
    with database.unit_of_work() as uow:
        return open_data_runs.finish(
            run_id=start.run_id, is_whole=is_whole, is_sure=wanted.is_sure, uow=uow, clock=clock
        )


def _store(batch: ReadyBatch, run_id: int, again: Again, database: Database, clock: Clock) -> None:
    """Take a batch over; once more where somebody else took one of its numbers, or a row, at the same moment."""
    for left in reversed(range(TRIES)):
        try:
            with database.unit_of_work() as uow:
                take_batch(run_id=run_id, batch=batch, again=again, uow=uow, clock=clock)
        except DBAPIError as error:
            if not left:
                raise
            log.warning("batch_again", run=run_id, error=type(error).__name__)
            time.sleep(TRY_AGAIN_S)
        else:
            return
