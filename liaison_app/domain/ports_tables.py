"""The ports behind which files of spreadsheets are read and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol


class TableReader(Protocol):
    """Reads a spreadsheet's first sheet."""

    def rows(self, data: bytes) -> list[list[str]]:
        """Its cells as text, in their order; a formula is the value that the file keeps for it, never worked out.

        Raises:
            InputInvalid: field `file`; it is no spreadsheet, or larger than we take.
        """


class TableWriter(Protocol):
    """Writes a spreadsheet of one sheet."""

    def write(self, rows: Iterable[Sequence[str | int]], name: str) -> Iterator[bytes]:
        """The file in pieces; the first row is its heading, `name` the sheet's. Text stays text: nothing is a formula
        or a link. It is all written before the first piece is given, on the caller's thread."""
