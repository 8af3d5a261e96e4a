"""XLSX files of one sheet, written row by row into a temporary file, so that a long list needs little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

from xlsxwriter import Workbook

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
LONGEST_NAME, WIDTH = 31, 18
# Every cell is written by its own kind; these would only guess.
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxFiles:
    """See `ports_tables.TableWriter`."""

    def write(self, rows: Iterable[Sequence[str | int]], name: str) -> Iterator[bytes]:
        """See the port."""
        file: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when all of it was given
        with Workbook(file, _PLAIN) as book:
            sheet, heading = book.add_worksheet(name[:LONGEST_NAME]), book.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                if not number:
                    sheet.set_column(0, max(0, len(row) - 1), WIDTH)
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, place, cell)
                    elif cell:
                        sheet.write_string(number, place, cell, None if number else heading)
        return _pieces(file)


def _pieces(file: Any) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
