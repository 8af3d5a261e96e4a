"""What neighborhoods need, as a table: read strictly, and the same that the file of coverage says again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from liaison_app.domain.application_tables import read_languages, unguarded
from liaison_app.domain.coverage import Need
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.meeting_tables import Rows, folded

# The columns that are looked at; all others of a file are not. `id` or `neighborhood` has to be there.
ID, NAME, PEOPLE, LANGUAGES, SOURCE, YEAR = "id", "neighborhood", "population", "languages_needed", "source", "year"
NONE = "none"
MOST_PEOPLE = 10_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A row, `number` counted from 1. `wrong` is a code, '' where it is right; then `need` is of the place `id`."""

    number: int
    told: str
    id: NeighborhoodId | None = None
    need: Need = field(default_factory=Need)
    wrong: str = ""


def need_rows(rows: Rows, known: Mapping[str, str], *, source: str = "", year: int = 0) -> list[NeedRow]:
    """Each row below the heading; `known` are ids by their folded ids and names (`places_by_name`). What a row says of
    source and year counts before `source` and `year`. A row that tells neither people nor languages is left out."""
    heading = [folded(cell).replace(" ", "_") for cell in rows[0]] if rows else []
    found: list[NeedRow] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {name: unguarded(cell).strip() for name, cell in zip(heading, row, strict=False)}
        if cells.get(PEOPLE) or cells.get(LANGUAGES):
            found.append(_row(number, cells, known, source, year))
    twice = [one.id for one in found if one.id is not None]
    return [
        NeedRow(one.number, one.told, one.id, one.need, "row_twice") if one.id and twice.count(one.id) > 1 else one
        for one in found
    ]


def _row(number: int, cells: Mapping[str, str], known: Mapping[str, str], source: str, year: int) -> NeedRow:
    told = cells.get(ID) or cells.get(NAME, "")
    place = known.get(folded(told))
    if place is None:
        return NeedRow(number, told, wrong="no_such_neighborhood")
    people, languages = cells.get(PEOPLE, ""), cells.get(LANGUAGES, "")
    number_of = _whole(people)
    spoken = read_languages(languages)
    said = cells.get(SOURCE) or source
    counted = _whole(cells.get(YEAR, "")) or year
    wrong = ""
    if people and (number_of is None or number_of > MOST_PEOPLE):
        wrong = "not_a_number"
    elif languages and folded(languages) != NONE and not spoken:
        wrong = "no_such_language"
    elif not said or not FIRST_YEAR <= counted <= LAST_YEAR:
        wrong = "no_source"
    need = Need(number_of, (spoken if languages else None), said[:200], counted)
    return NeedRow(number, told, NeighborhoodId(place), need, wrong)


def _whole(cell: str) -> int | None:
    if _THOUSANDS.fullmatch(cell):
        cell = cell.replace(",", "")
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= len(str(MOST_PEOPLE)) else None


def need_cells(need: Need) -> list[str | int]:
    """People, languages, source and year as cells; '' is not known."""
    languages = "" if need.languages is None else "; ".join(need.languages) or NONE
    people: str | int = "" if need.population is None else need.population
    return [people, languages, need.source, need.year or ""]
