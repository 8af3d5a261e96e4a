"""How rows of open data are written: CSV that a spreadsheet cannot be tricked with, and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from liaison_app.domain.open_data import COLUMNS, ExportRow

# With these a spreadsheet takes a text for a formula. Source: OWASP, CSV Injection.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GZIP_WINDOW = 31  # zlib's word for the gzip format
PACKED_AT = 5


class FileForm(Protocol):
    """A kind of file."""

    name: str
    media_type: str

    def start(self) -> str:
        """What comes before the rows."""

    def rows(self, rows: Iterable[ExportRow], *, is_first: bool) -> str:
        """Some rows."""

    def end(self) -> str:
        """What comes after the rows."""


class CsvForm:
    """Comma-separated values with a head line. Source: RFC 4180."""

    name = "tickets.csv"
    media_type = "text/csv; charset=utf-8; header=present"

    def start(self) -> str:
        return ",".join(COLUMNS) + "\r\n"

    def rows(self, rows: Iterable[ExportRow], *, is_first: bool) -> str:
        written = io.StringIO()
        csv.writer(written).writerows([harmless(cell) for cell in row] for row in rows)
        return written.getvalue()

    def end(self) -> str:
        return ""


class GeoJsonForm:
    """A feature collection; each ticket is a point, or a feature without a place (`null`). Source: RFC 7946, 3.2."""

    name = "tickets.geojson"
    media_type = "application/geo+json"

    def start(self) -> str:
        return '{"type":"FeatureCollection","features":[\n'

    def rows(self, rows: Iterable[ExportRow], *, is_first: bool) -> str:
        written = ",\n".join(map(_feature, rows))
        return written if is_first or not written else ",\n" + written

    def end(self) -> str:
        return "\n]}\n"


def harmless(value: str | float | None) -> str | float | None:
    """A cell that a spreadsheet shows instead of running it: an apostrophe stands before what looks like a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _feature(row: ExportRow) -> str:
    told = row._asdict()
    at = [told.pop("long"), told.pop("lat")]
    point = {"type": "Point", "coordinates": at} if None not in at else None
    properties = {name: value or None for name, value in told.items()}
    feature = {"type": "Feature", "id": row.id, "geometry": point, "properties": properties}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def pieces(form: FileForm, parts: Iterable[tuple[ExportRow, ...]], *, is_packed: bool) -> Iterator[bytes]:
    """The file, piece by piece: one for each part, so that no more than a part is in memory."""

    def texts() -> Iterator[str]:
        for number, part in enumerate(parts):
            yield form.rows(part, is_first=number == 0)

    whole = (text.encode() for text in chain((form.start(),), texts(), (form.end(),)))
    yield from _packed(whole) if is_packed else whole


def _packed(plain: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(PACKED_AT, wbits=GZIP_WINDOW)
    for piece in plain:
        yield packer.compress(piece)
    yield packer.flush()
