"""Runs of an import: begun or gone on with, and ended. Where one stands is kept with what it has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ports import Clock
from liaison_app.models import OpenDataRecord, OpenDataRun

# A reading that has lost more than this share of what was known is more likely broken than true.
MOST_VANISHED = 0.2
FEW = 50


@dataclass(frozen=True, slots=True)
class RunStart:
    """Where to begin: `rows` are done, and the next ones begin at `cursor` ('' at the beginning)."""

    run_id: int
    cursor: str
    rows: int


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What became of a run's rows. `is_suspect`: so much is missing that nothing was marked as vanished."""

    rows: int
    counts: dict[str, int]
    as_of: datetime | None
    is_suspect: bool = False


def begin(
    *, source: str, title: str, place: str, fingerprint: str, is_afresh: bool, uow: UnitOfWork, clock: Clock
) -> RunStart:
    """Go on with the last run of `source` where it was broken off, if it read the same thing; else begin a new one."""
    last = uow.db.exec(
        select(OpenDataRun).where(OpenDataRun.source == source).order_by(col(OpenDataRun.id).desc()).limit(1)
    ).first()
    is_same = last is not None and (last.place, last.fingerprint) == (place[:400], fingerprint)
    if last is not None and last.id is not None and is_same and last.finished_at is None and not is_afresh:
        return RunStart(last.id, last.cursor, last.rows)
    run = OpenDataRun(
        source=source, title=title[:120], place=place[:400], fingerprint=fingerprint, started_at=clock.now()
    )
    uow.db.add(run)
    uow.db.flush()
    if run.id is None:
        raise Conflict("no_run")
    return RunStart(run.id, "", 0)


def finish(*, run_id: int, is_whole: bool, is_sure: bool = False, uow: UnitOfWork, clock: Clock) -> RunEnd:
    """End a run. Where it read the whole source, rows that it no longer has are marked as vanished, never deleted.

    Where very many are missing, none is marked unless `is_sure`.

    Raises:
        Conflict: it has ended already.
    """
    run = uow.db.exec(select(OpenDataRun).where(OpenDataRun.id == run_id).with_for_update()).one()
    if run.finished_at is not None:
        raise Conflict("another_import")
    run.finished_at = clock.now()
    is_suspect = False
    if is_whole:
        missing = [
            col(OpenDataRecord.source) == run.source,
            col(OpenDataRecord.run_id) != run_id,
            col(OpenDataRecord.vanished_at).is_(None),
        ]
        gone = uow.db.exec(select(func.count()).select_from(OpenDataRecord).where(*missing)).one()
        known = uow.db.exec(
            select(func.count()).select_from(OpenDataRecord).where(OpenDataRecord.source == run.source)
        ).one()
        is_suspect = not is_sure and gone > max(FEW, MOST_VANISHED * known)
        if not is_suspect:
            uow.db.execute(update(OpenDataRecord).where(*missing).values(vanished_at=run.finished_at))
        run.counts = dict(run.counts) | {"missing" if is_suspect else "vanished": gone}
    return RunEnd(run.rows, dict(run.counts), run.as_of, is_suspect)
