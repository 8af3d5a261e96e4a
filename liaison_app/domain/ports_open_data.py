"""Where rows of open data come from, as a port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from liaison_app.domain.errors import LiaisonError


class SourceUnreadable(LiaisonError):
    """A source of open data cannot be read, or not any further; the message is one sentence for the operator."""

    code = "source_unreadable"


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows that follow each other, where the next ones begin, and how much of the source is behind."""

    rows: Sequence[Sequence[str]]
    ends_at: str
    done: int


class OpenDataSource(Protocol):
    """A list of rows under one header that can be gone on with from a cursor.

    `place` says where it is, `fingerprint` which state of it: only the same state is gone on with. `total` is how much
    there is, in the measure of `RowPage.done`; 0 where nobody knows.
    """

    place: str
    fingerprint: str
    header: Sequence[str]
    total: int

    def pages(self, cursor: str) -> Iterator[RowPage]:
        """The rows behind `cursor` ('' for all), a page at a time.

        Raises:
            SourceUnreadable: it ends before its end.
        """

    def is_as_it_was(self) -> bool:
        """Whether it is still the state that `fingerprint` names, so that all that was read is one whole."""

    def close(self) -> None:
        """Let go of whatever is open."""
