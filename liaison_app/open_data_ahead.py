"""Reads open data in a process of its own while the batch before is being stored, so that both cores have work.

At most one batch waits here and one in the pipe: who reads ahead stops until they are taken.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.open_data_orders import ReadingPlan, mapping_of, source_of
from liaison_app.services.open_data_preparing import ReadyBatch

LAST_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why the reading ended before its end."""

    says: str


def batches_ahead(plan: ReadingPlan, cursor: str) -> Generator[ReadyBatch]:
    """Everything behind `cursor`, read by another process.

    Raises:
        SourceUnreadable: the source cannot be read any further, or the process ended.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(plan, cursor, theirs), daemon=True, name="open-data-reader")
    process.start()
    theirs.close()  # so that the pipe ends when the process does
    taking = ThreadPoolExecutor(1, "open-data-taking")
    try:
        coming = taking.submit(_next, ours)
        while (told := coming.result()) is not None:
            coming = taking.submit(_next, ours)  # taken out of the pipe while this one is stored
            yield told
    finally:
        process.terminate()
        process.join(LAST_WAIT_S)
        process.kill()  # whatever it waits for: who takes from it must not wait as well
        taking.shutdown()
        ours.close()


def _next(pipe: Connection[object, object]) -> ReadyBatch | None:
    try:
        told = pipe.recv()
    except (EOFError, OSError) as error:
        raise SourceUnreadable("The process that reads has ended before its end; start again to go on.") from error
    if isinstance(told, _Failed):
        raise SourceUnreadable(told.says)
    return told if isinstance(told, ReadyBatch) else None


def _read(plan: ReadingPlan, cursor: str, pipe: Connection[object, object]) -> None:
    """What the other process does. It ends when nobody takes its batches any more."""
    gc.disable()  # nothing here refers to itself, and looking for it takes half of the time
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the one who started us
    try:
        mapping = mapping_of(plan.order)
        with closing(source_of(plan.order, mapping)) as source:
            for batch in plan.preparer(source, mapping).batches(source, cursor):
                pipe.send(batch)
        pipe.send(None)
    except LiaisonError as error:
        pipe.send(_Failed(str(error)))
    except BrokenPipeError:
        return
