"""A table of concerns as somebody kept it elsewhere: read strictly, its columns guessed, each row a concern of its own.

A table travels as text with tabs, so that whoever pasted it sees and mends it. No formula in it is ever worked out.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.drafts import CONTACT_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, PLACE_LENGTH
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import MeetingId, Ref, derived_ref
from liaison_app.domain.meeting_items import SEARCH, Fields, ItemEntry
from liaison_app.domain.meetings import LINE_LENGTH
from liaison_app.domain.plain_text import one_line, plain

MOST_BYTES = 512 * 1024
MOST_CHARACTERS = 200_000
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200, 20, 3_000
# The longest table of any kind that we read.
LONGEST_TABLE = 1_000

Rows = list[list[str]]


class Column(StrEnum):
    """What a column holds."""

    SKIP = "skip"
    LINE = "line"  # place and problem in one go
    WHERE = "where"
    WHAT = "what"
    NOTE = "note"
    NAME = "name"
    CONTACT = "contact"
    CONSENT = "consent"


# What people write over their columns, folded, in English and Spanish.
_HEADINGS = {
    Column.LINE: ("concern", "concerns", "line", "issue and place", "asunto", "queja", "inquietud"),
    Column.WHERE: (
        "where", "address", "place", "location", "street", "corner", "donde", "direccion", "lugar", "calle",
        "ubicacion", "esquina",
    ),
    Column.WHAT: (
        "what", "what it is", "service", "problem", "issue", "type", "category", "kind", "que", "que es", "servicio",
        "problema", "tipo", "categoria",
    ),
    Column.NOTE: (
        "note", "notes", "description", "details", "comment", "comments", "nota", "notas", "descripcion", "detalle",
        "detalles", "comentario", "comentarios",
    ),
    Column.NAME: (
        "name", "who", "who raised it", "resident", "neighbor", "nombre", "quien", "vecino", "vecina", "residente",
    ),
    Column.CONTACT: (
        "contact", "phone", "e-mail", "email", "their phone or e-mail", "contacto", "telefono", "correo", "celular",
    ),
    Column.CONSENT: ("consent", "agreed", "permission", "consentimiento", "acepto", "permiso", "de acuerdo"),
}  # fmt: skip
_BY_HEADING = {told: column for column, every in _HEADINGS.items() for told in every}
_YES = frozenset({"yes", "y", "x", "true", "1", "si", "s", "ok", "✓", "✔"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as a concern; `cells` as they were written, `number` counted from 1. `wrong` is a code, '' where it is
    right."""

    number: int
    cells: tuple[str, ...]
    line: str
    fields: Fields
    wrong: str = ""


def text_of(data: bytes) -> str:
    """A file of text: UTF-8 or UTF-16 by its mark, UTF-8 without one, or else Windows-1252.

    Raises:
        InputInvalid: it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise InputInvalid({"file": "not_a_table"})
    return text


def rows_of(text: str, field: str = "text", most_rows: int = MOST_ROWS) -> Rows:
    """The rows of a pasted table or of a file, without empty ones. Cells stand apart by tabs, semicolons or commas.

    Raises:
        InputInvalid: nothing is in it, or more than `most_rows` below a heading; at `field`.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputInvalid({field: "table_too_large"})
    first = next((row for row in text.splitlines() if row.strip()), "")
    apart = next((mark for mark in "\t;" if mark in first), "," if _is_by_commas(text) else "\t")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=apart, strict=False)
        return tidy_rows(list(reader), field, most_rows)
    except csv.Error as error:
        raise InputInvalid({field: "not_a_table"}) from error


def _is_by_commas(text: str) -> bool:
    """Lines of prose have commas, too: it is a table where every row has as many, or its first row is a heading."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    counts = {len(row) for row in rows}
    is_headed = bool(rows) and sum(folded(cell) in _BY_HEADING for cell in rows[0]) > 1
    return is_headed or (len(counts) == 1 and len(rows) > 2 and counts != {1})


def tidy_rows(rows: Sequence[Sequence[str]], field: str, most_rows: int = MOST_ROWS) -> Rows:
    """Rows with something in them, each cell one line of plain text.

    Raises:
        InputInvalid: there is none, or there are more or wider ones than we take; at `field`.
    """
    found = [[one_line(plain(cell)).strip() for cell in row] for row in rows]
    found = [row for row in found if any(row)]
    if not found:
        raise InputInvalid({field: "needed"})
    width = max(max(place for place, cell in enumerate(row) if cell) + 1 for row in found)
    if (
        len(found) > most_rows + 1
        or width > MOST_COLUMNS
        or any(len(cell) > LONGEST_CELL for row in found for cell in row)
    ):
        raise InputInvalid({field: "table_too_large"})
    return [[*row, *[""] * width][:width] for row in found]


def tabbed(rows: Sequence[Sequence[str]], apart: str = "\t") -> str:
    """Rows as text with tabs, as a spreadsheet would paste them; or with another mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=apart, lineterminator="\n").writerows(rows)
    return out.getvalue()


def guessed(rows: Rows) -> tuple[tuple[Column, ...], bool]:
    """What the columns hold, and whether the first row is a heading. Each thing is in one column, but notes."""
    told = [_BY_HEADING.get(folded(cell)) for cell in rows[0]]
    if any(told):
        seen: set[Column] = set()
        columns = []
        for one in told:
            is_taken = one is None or (one in seen and one is not Column.NOTE)
            columns.append(Column.SKIP if one is None or is_taken else one)
            seen.add(columns[-1])
        return tuple(columns), True
    return _by_contents(rows), False


def _by_contents(rows: Rows) -> tuple[Column, ...]:
    """Without a heading: one column is a line; else what has numbers or corners is the place, and long text a note."""
    width = len(rows[0])
    if width == 1:
        return (Column.LINE,)
    shares = [_share(rows, place, _is_like_place) for place in range(width)]
    where = shares.index(max(shares)) if max(shares) >= 0.5 else None
    left = [place for place in range(width) if place != where]
    contact = next((place for place in left if _share(rows, place, _is_like_contact) >= 0.5), None)
    left = [place for place in left if place != contact]
    given: dict[int | None, Column] = {where: Column.WHERE, contact: Column.CONTACT}
    given |= dict(
        zip(left, (Column.WHAT, Column.NOTE) if where is not None else (Column.LINE, Column.NOTE), strict=False)
    )
    return tuple(given.get(place, Column.SKIP) for place in range(width))


def _share(rows: Rows, place: int, fits: Callable[[str], bool]) -> float:
    filled = [row[place] for row in rows if row[place]]
    return sum(map(fits, filled)) / len(filled) if filled else 0.0


def _is_like_place(cell: str) -> bool:
    return len(cell) < 80 and any(ch.isdigit() for ch in cell) and any(ch.isalpha() for ch in cell) and "@" not in cell


def _is_like_contact(cell: str) -> bool:
    return "@" in cell or (sum(ch.isdigit() for ch in cell) >= 7 and not any(ch.isalpha() for ch in cell))


def table_rows(rows: Rows, columns: Sequence[Column], *, is_headed: bool) -> list[TableRow]:
    """Each row below the heading as a concern."""
    first = 2 if is_headed else 1
    return [_row(number, row, columns) for number, row in enumerate(rows[is_headed:], first)]


def _row(number: int, row: Sequence[str], columns: Sequence[Column]) -> TableRow:
    held: dict[Column, str] = {}
    for cell, column in zip(row, columns, strict=False):
        if cell and column is not Column.SKIP:
            held[column] = f"{held[column]}; {cell}" if column in held else cell
    concern = [held[one] for one in (Column.LINE, Column.WHAT, Column.WHERE, Column.NOTE) if one in held]
    line = held.get(Column.LINE) or ", ".join(concern)
    fields: Fields = {}
    for name, column in (
        (SEARCH, Column.WHERE), ("words", Column.WHAT), ("heard_name", Column.NAME), ("heard_contact", Column.CONTACT)
    ):  # fmt: skip
        if column in held:
            fields[name] = [held[column]]
    said = "; ".join(held[one] for one in (Column.LINE, Column.WHAT, Column.NOTE) if one in held)
    if said and (Column.LINE not in held or Column.NOTE in held):
        fields["description"] = [said]
    if {"heard_name", "heard_contact"} & set(fields):
        fields["heard"] = ["yes"]
        if folded(held.get(Column.CONSENT, "")) in _YES:
            fields["heard_consent"] = ["yes"]
    return TableRow(number, tuple(row), line, fields, _wrong(held, line, fields))


def _wrong(held: dict[Column, str], line: str, fields: Fields) -> str:
    """Why this row is not taken, as a code; '' where it is."""
    if not line:
        return "nothing_in_row"
    limits = {Column.WHERE: PLACE_LENGTH, Column.NAME: NAME_LENGTH, Column.CONTACT: CONTACT_LENGTH}
    is_long = any(len(held.get(column, "")) > most for column, most in limits.items())
    if is_long or len(line) > LINE_LENGTH or len((fields.get("description") or [""])[0]) > DESCRIPTION_LENGTH:
        return "too_long"
    if "heard" in fields and "heard_consent" not in fields:
        return "row_consent_needed"
    return ""


def entries_of(rows: Sequence[TableRow], meeting_id: MeetingId, secret: str) -> dict[int, ItemEntry]:
    """The right rows as entries, by their numbers. A row of the same words at the same place has the same marker each
    time; where a table has it twice, the second has its own."""
    seen: Counter[tuple[str, ...]] = Counter()
    entries = {}
    for row in rows:
        if row.wrong:
            continue
        names = (SEARCH, "words", "description", "heard_name", "heard_contact")
        told = (row.line.casefold(), *("".join(row.fields.get(name, ())).casefold() for name in names))
        seen[told] += 1
        ref: Ref = derived_ref(secret, "table", meeting_id, *told, str(seen[told]))
        entries[row.number] = ItemEntry(ref, row.line, row.fields, 0)
    return entries


def folded(text: str) -> str:
    """How headings and names of places compare: without accents, case and marks around."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(ch for ch in spread if not unicodedata.combining(ch)).strip(" :*?¿.").split())
