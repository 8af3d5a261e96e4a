"""The port behind which files of spreadsheets are read."""

from __future__ import annotations

from typing import Protocol


class TableReader(Protocol):
    """Reads a spreadsheet's first sheet."""

    def rows(self, data: bytes) -> list[list[str]]:
        """Its cells as text, in their order; a formula is the value that the file keeps for it, never worked out.

        Raises:
            InputInvalid: field `file`; it is no spreadsheet, or larger than we take.
        """
