"""A list of applicants that is brought in, or taken away, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from liaison_app.domain.application_rows import InboxRow
from liaison_app.domain.application_tables import EXPORTED, ApplicantColumn, guarded
from liaison_app.i18n import t, tn
from liaison_app.services.application_importing import LookedApplicant
from liaison_app.wording.errors import say_field_error
from liaison_app.wording.meeting_tables import RowWords, TableWords
from liaison_app.wording.speakers import say_languages


def say_columns() -> dict[str, str]:
    """What a column may hold, by value."""
    words = {
        ApplicantColumn.NAME: t("Name"),
        ApplicantColumn.FIRST: t("First name"),
        ApplicantColumn.LAST: t("Last name"),
        ApplicantColumn.EMAIL: t("E-mail"),
        ApplicantColumn.PHONE: t("Phone"),
        ApplicantColumn.PLACE: t("Neighborhood"),
        ApplicantColumn.LANGUAGES: t("Languages"),
        ApplicantColumn.WHY: t("Why"),
        ApplicantColumn.NEEDS: t("What they need"),
        ApplicantColumn.STATE: t("State: waitlist, or to decide"),
        ApplicantColumn.SKIP: t("Leave it out"),
    }
    return {column.value: said for column, said in words.items()}


def template_rows() -> list[list[str]]:
    """The table to fill in: a heading and one example, in the active locale."""
    heading = [t("Name"), t("E-mail"), t("Phone"), t("Neighborhood"), t("Languages"), t("Why")]
    return [heading, ["Ana Ortiz", "ana@example.org", "215-555-0100", "Cobbs Creek", say_languages(["en", "es"]), ""]]


def say_table(looked: Sequence[LookedApplicant]) -> TableWords:
    """The rows as they would be taken in."""
    rows = tuple(map(_say_row, looked))
    new, wrong, known = (sum(row.kind == kind for row in rows) for kind in ("new", "wrong", "known"))
    parts = [
        tn("{count} would be taken in.", "{count} would be taken in.", new) if new else "",
        tn("{count} cannot be taken yet.", "{count} cannot be taken yet.", wrong) if wrong else "",
        tn("{count} is here already.", "{count} are here already.", known) if known else "",
    ]
    return TableWords(rows, " ".join(part for part in parts if part), new)


def say_recorded(new: int) -> str:
    """How many were taken in."""
    return tn("{count} application was taken in.", "{count} applications were taken in.", new)


def file_rows(rows: Iterable[InboxRow], zone: ZoneInfo) -> Iterator[list[str]]:
    """The list as a file: a heading for programs, then a row each. No cell is run by a spreadsheet."""
    yield list(EXPORTED)
    for one in rows:
        cells = [
            one.name,
            one.email,
            one.phone,
            one.neighborhood,
            "; ".join(one.languages),
            one.why,
            one.needs,
            one.state.value,
            "yes" if one.confirmed_at else "no",
            one.source.value,
            one.created_at.astimezone(zone).isoformat(timespec="minutes"),
            one.id,
        ]
        yield [guarded(cell) for cell in cells]


def _say_row(looked: LookedApplicant) -> RowWords:
    row = looked.row
    number, contact = str(row.number), row.contact
    reach = " · ".join(part for part in (contact.email, contact.phone) if part)
    if row.wrong:
        note = " · ".join(cell for cell in row.cells if cell)
        return RowWords(number, "", "", note, say_field_error(row.wrong), "wrong")
    if looked.is_known:
        return RowWords(number, contact.name, reach, "", t("Here already"), "known")
    says = t("New, and may be somebody who is here") if looked.is_alike else t("New")
    return RowWords(number, contact.name, reach, row.why, says, "new")
