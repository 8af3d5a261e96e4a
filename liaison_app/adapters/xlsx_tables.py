"""The first sheet of an XLSX file as rows of text, within bounds, without running anything in it.

An XLSX file is a zip of XML (ECMA-376, part 1, §18.3). What is unpacked is counted as it comes: what a zip says of
itself is not believed. Entities are refused by defusedxml. Dates stay the numbers that the file keeps.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.meeting_tables import LONGEST_CELL, LONGEST_TABLE, MOST_BYTES, MOST_CHARACTERS, MOST_COLUMNS

MOST_PARTS = 200
MOST_UNPACKED = 8 * MOST_BYTES
MOST_EMPTY = 5_000
MOST_ELEMENTS = 60_000
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_COLUMN = re.compile(r"[A-Z]{1,3}")
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, DefusedXmlException, KeyError, ValueError, EOFError,
    NotImplementedError, RuntimeError, OSError, zlib.error, lzma.LZMAError,
)  # fmt: skip


class _TooLarge(Exception):
    """More than a table of a meeting has."""


class _Counted(io.RawIOBase):
    """What is unpacked, up to a bound."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part, self._left = part, MOST_UNPACKED

    def read(self, size: int = -1) -> bytes:
        data = self._part.read(min(size, 65_536) if size >= 0 else 65_536)
        self._left -= len(data)
        if self._left < 0:
            raise _TooLarge
        return data


class XlsxTables:
    """See `ports_tables.TableReader`."""

    def rows(self, data: bytes) -> list[list[str]]:
        """See the port."""
        if len(data) > MOST_BYTES:
            raise InputInvalid({"file": "table_too_large"})
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                return _read(packed)
        except _TooLarge as error:
            raise InputInvalid({"file": "table_too_large"}) from error
        except _BROKEN as error:
            raise InputInvalid({"file": "not_a_table"}) from error


def _read(packed: zipfile.ZipFile) -> list[list[str]]:
    names = packed.namelist()
    if len(names) > MOST_PARTS:
        raise _TooLarge
    sheets = sorted((int(found[1]), name) for name in names if (found := _SHEET.fullmatch(name)))
    if not sheets:
        raise KeyError("sheet")
    shared = _shared(packed) if "xl/sharedStrings.xml" in names else []
    rows: list[list[str]] = []
    characters = 0
    for number, row in enumerate(_elements(packed, sheets[0][1], "row")):
        cells = _cells(row, shared)
        characters += sum(map(len, cells))
        rows += [cells] if any(cells) else []
        if len(rows) > LONGEST_TABLE + 1 or characters > MOST_CHARACTERS or number > MOST_EMPTY:
            raise _TooLarge
    return rows


def _shared(packed: zipfile.ZipFile) -> list[str]:
    texts, characters = [], 0
    for one in _elements(packed, "xl/sharedStrings.xml", "si"):
        texts.append(_text(one))
        characters += len(texts[-1])
        if characters > MOST_CHARACTERS:
            raise _TooLarge
    return texts


def _elements(packed: zipfile.ZipFile, name: str, wanted: str) -> Iterator[Element]:
    with packed.open(name) as part:
        begun = 0  # counted when they begin: what is never closed would be counted at the end of all
        for event, element in iterparse(_Counted(part), events=("start", "end"), forbid_dtd=True):
            begun += event == "start"
            if begun > MOST_ELEMENTS:
                raise _TooLarge
            if event == "end" and _plain(element) == wanted:
                yield element
                element.clear()


def _cells(row: Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    place = -1
    for cell in row:
        if _plain(cell) != "c":
            continue
        letters = _COLUMN.match(cell.get("r", ""))
        place = _number(letters[0]) if letters else place + 1
        text = _value(cell, shared)
        if not text:
            continue
        if place >= MOST_COLUMNS or len(text) > LONGEST_CELL:
            raise _TooLarge
        cells += [""] * (place + 1 - len(cells))
        cells[place] = text
    return cells


def _value(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    told = next((child.text or "" for child in cell if _plain(child) == "v"), "")
    if kind == "s" and told:
        place = int(told)
        return shared[place] if 0 <= place < len(shared) else ""
    return "" if kind == "e" else told.removesuffix(".0")


def _text(element: Element) -> str:
    """The text of a cell, without how it is read aloud in Japanese (`rPh`)."""
    if _plain(element) == "rPh":
        return ""
    own = (element.text or "") if _plain(element) == "t" else ""
    return own + "".join(map(_text, element))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _plain(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
