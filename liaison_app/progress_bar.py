"""How far a long command is, on the error stream, so that what it prints can still be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

T = TypeVar("T")
AT_ONCE = 500  # drawing takes time too


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar called `what`; what is given is told how many more of `total` are done. Without a total, it only moves."""
    columns = (
        TextColumn(what), BarColumn(), TaskProgressColumn(), TextColumn("{task.completed:,.0f}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total or None)
        yield lambda count: bar.advance(task, count)


def watched(what: str, rows: Sequence[T]) -> Iterator[T]:
    """The rows, with a bar that moves on as they are taken."""
    with counted(what, len(rows)) as advance:
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            yield from some
            advance(len(some))
