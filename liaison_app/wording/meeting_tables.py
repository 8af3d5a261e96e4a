"""A table that is brought to a meeting, in words: its columns, and what would become of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison_app.domain.meeting_items import PLACE, SEARCH, SERVICE, UNSURE, first
from liaison_app.domain.meeting_tables import Column
from liaison_app.i18n import t, tn
from liaison_app.services.meeting_tables import LookedRow
from liaison_app.wording.errors import say_field_error


@dataclass(frozen=True, slots=True)
class RowWords:
    """What would become of a row. `kind` is new, known or wrong."""

    number: str
    where: str
    what: str
    note: str
    says: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableWords:
    """All rows, with their counts in a sentence; `new` is how many would be recorded."""

    rows: tuple[RowWords, ...]
    said: str
    new: int


def say_columns() -> dict[str, str]:
    """What a column may hold, by value."""
    words = {
        Column.LINE: t("Place and problem in one"),
        Column.WHERE: t("Where"),
        Column.WHAT: t("What it is"),
        Column.NOTE: t("Note"),
        Column.NAME: t("Who raised it"),
        Column.CONTACT: t("Their phone or e-mail"),
        Column.CONSENT: t("They agreed that we keep this"),
        Column.SKIP: t("Leave it out"),
    }
    return {column.value: said for column, said in words.items()}


def template_rows() -> list[list[str]]:
    """The table to fill in: a heading and one example, in the active locale."""
    heading = [t("Where"), t("What"), t("Note"), t("Name"), t("Contact"), t("Consent")]
    return [heading, [t("52nd & Market"), t("Couch on the sidewalk"), t("Third time"), "", "", ""]]


def say_table(looked: Sequence[LookedRow]) -> TableWords:
    """The rows as they would be recorded."""
    rows = tuple(map(_say_row, looked))
    new, wrong = (sum(row.kind == kind for row in rows) for kind in ("new", "wrong"))
    known = len(rows) - new - wrong
    parts = [
        tn("{count} row would be recorded.", "{count} rows would be recorded.", new) if new else "",
        tn("{count} cannot be taken yet.", "{count} cannot be taken yet.", wrong) if wrong else "",
        tn("{count} is on the list already.", "{count} are on the list already.", known) if known else "",
    ]
    return TableWords(rows, " ".join(part for part in parts if part), new)


def say_recorded(new: int) -> str:
    """How many rows went onto the list."""
    return tn("{count} row is on the list now.", "{count} rows are on the list now.", new)


def _say_row(looked: LookedRow) -> RowWords:
    number = str(looked.row.number)
    if looked.entry is None:
        note = " · ".join(cell for cell in looked.row.cells if cell)
        return RowWords(number, "", "", note, say_field_error(looked.row.wrong), "wrong")
    fields = looked.entry.fields
    where = first(fields, "address") or first(fields, SEARCH)
    note = first(fields, "description")
    if looked.is_known:
        return RowWords(number, where, looked.service, note, t("On the list already"), "known")
    return RowWords(number, where, looked.service, note, _say_doubts(looked), "new")


def _say_doubts(looked: LookedRow) -> str:
    """What there is to do once the row is on the list."""
    fields = looked.entry.fields if looked.entry else {}
    unsure = fields.get(UNSURE, ())
    is_placed = bool(first(fields, "lat"))
    doubts = [
        t("Place to be set") if not is_placed else t("Place to be confirmed") if PLACE in unsure else "",
        t("Kind to be chosen") if not looked.service else t("Kind to be confirmed") if SERVICE in unsure else "",
    ]
    return " · ".join(one for one in doubts if one) or t("New")
