"""CSV files of open data, plain or packed with gzip, from a disk or the web, read as they come and never held whole."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from liaison_app.adapters.guarded_network import guarded_client
from liaison_app.domain.ports_open_data import RowPage, SourceUnreadable

PAGE_ROWS = 20_000
# A line or a field without an end must not fill the memory.
LONGEST_LINE = LONGEST_FIELD = 1 << 20
FINGERPRINT_BYTES = 1 << 20
TIMEOUT_S = 60.0
BROKEN_ROW = ("",)  # has never as many columns as a header


@dataclass(slots=True)
class Opened:
    """An open file and how many bytes of it are behind."""

    file: BinaryIO
    done: Callable[[], int]


Opener = Callable[[], AbstractContextManager[Opened]]


class CsvSource:
    """One CSV file; the cursor is how many rows are behind."""

    def __init__(self, place: str, fingerprint: str, total: int, opener: Opener) -> None:
        self.place, self.fingerprint, self.total = place, fingerprint, total
        self._opener = opener
        with self._reader() as (rows, _):
            self.header: Sequence[str] = next(rows, [])
        if not self.header:
            raise SourceUnreadable(f"{place} holds no rows.")

    def pages(self, cursor: str) -> Iterator[RowPage]:
        """See the port."""
        behind = int(cursor or 0)
        with self._reader() as (rows, opened):
            next(rows, None)
            for _ in islice(rows, behind):
                pass
            while page := list(islice(rows, PAGE_ROWS)):
                behind += len(page)
                yield RowPage(page, str(behind), opened.done())

    def is_as_it_was(self) -> bool:
        """See the port: a file that is read is the file that was opened."""
        return True

    def close(self) -> None:
        """See the port: nothing is open between two readings."""

    @contextmanager
    def _reader(self) -> Iterator[tuple[Iterator[Sequence[str]], Opened]]:
        try:
            with self._opener() as opened:
                text = io.TextIOWrapper(opened.file, encoding="utf-8-sig", errors="replace", newline="")
                yield rows_of(text), opened
        except (OSError, EOFError, zlib.error, httpx.HTTPError) as error:
            raise SourceUnreadable(f"{self.place} cannot be read: {_said(error)}.") from error


def rows_of(text: io.TextIOBase) -> Iterator[Sequence[str]]:
    """The rows of a CSV text; blank lines are none. What breaks the form is one row that fits no header."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(iter(lambda: text.readline(LONGEST_LINE), ""))
    while True:
        row: Sequence[str] | None
        try:
            row = next(reader, None)
        except csv.Error:
            row = BROKEN_ROW
        if row is None:
            return
        if row:
            yield row


def csv_file(path: Path) -> CsvSource:
    """The CSV file at `path`.

    Raises:
        SourceUnreadable: there is none, or it holds nothing.
    """
    try:
        facts = path.stat()
        with path.open("rb") as start:
            digest = blake2b(start.read(FINGERPRINT_BYTES), digest_size=16).hexdigest()
    except OSError as error:
        raise SourceUnreadable(f"{path} cannot be read: {error.strerror}.") from error

    @contextmanager
    def opened() -> Iterator[Opened]:
        with path.open("rb") as raw:
            yield Opened(_unpacked(raw), raw.tell)

    return CsvSource(str(path.resolve()), f"{facts.st_size}-{facts.st_mtime_ns}-{digest}", facts.st_size, opened)


def csv_url(url: str) -> CsvSource:
    """The CSV file at a web address.

    Raises:
        SourceUnreadable: it cannot be fetched, or holds nothing.
    """
    shown = urlsplit(url)._replace(query="", fragment="", netloc=urlsplit(url).netloc.rpartition("@")[2]).geturl()
    fingerprint, total = "", 0

    @contextmanager
    def opened() -> Iterator[Opened]:
        with guarded_client(url, timeout_s=TIMEOUT_S) as client, client.stream("GET", url) as answer:
            answer.raise_for_status()
            if fingerprint and fingerprint != _state_of(answer):
                raise SourceUnreadable(f"{shown} has changed while it was read; start again.")
            raw = io.BufferedReader(_Body(answer.iter_bytes()), 1 << 16)  # type: ignore[type-var]
            yield Opened(_unpacked(raw), lambda: answer.num_bytes_downloaded)

    try:
        with guarded_client(url, timeout_s=TIMEOUT_S) as client, client.stream("GET", url) as answer:
            answer.raise_for_status()
            fingerprint, total = _state_of(answer), int(answer.headers.get("content-length", 0))
    except (httpx.HTTPError, ValueError) as error:
        raise SourceUnreadable(f"{shown} cannot be read: {_said(error)}.") from error
    return CsvSource(shown, fingerprint, total, opened)


def _state_of(answer: httpx.Response) -> str:
    """What names this state of a file; '' where the server names none, and then nothing is gone on with."""
    named = [answer.headers.get(name, "") for name in ("etag", "last-modified", "content-length")]
    return "|".join(named)[:128] if any(named[:2]) else ""


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _unpacked(raw: BinaryIO) -> BinaryIO:
    """The file itself, or what is packed in it."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    return buffered


class _Body(io.RawIOBase):
    """The body of an answer as a file that is read once, from its beginning."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
