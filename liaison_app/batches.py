"""Parts of a long list, each as long as one statement of a database can name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def batches(rows: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    """`rows` in parts that one statement can name."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
