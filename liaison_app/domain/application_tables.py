"""Lists of applicants that coordinators bring in, each row an applicant; and the same as a file to take away.

A row is known again by its own words: the same row is the same applicant, however often it comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.applications import NEEDS_LENGTH, WHY_LENGTH, Contact, name_key, phone_key
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.meeting_tables import Rows, folded
from liaison_app.domain.program import ApplicationState
from liaison_app.domain.speakers import LANGUAGES


class ApplicantColumn(StrEnum):
    """What a column holds."""

    SKIP = "skip"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    PHONE = "phone"
    PLACE = "place"
    LANGUAGES = "languages"
    WHY = "why"
    NEEDS = "needs"
    STATE = "state"


# The columns of the file to take away that a list to bring in does not look at.
ONLY_TAKEN_AWAY = ("confirmed", "source", "applied_at", "id")
EXPORTED = (*(one.value for one in ApplicantColumn if one.value not in {"skip", "first", "last"}), *ONLY_TAKEN_AWAY)

# What people write over their columns, folded, in English and Spanish.
_HEADINGS: Mapping[ApplicantColumn, tuple[str, ...]] = {
    ApplicantColumn.NAME: ("name", "full name", "applicant", "volunteer", "nombre", "nombre completo", "solicitante"),
    ApplicantColumn.FIRST: ("first", "first name", "given name", "nombre de pila", "primer nombre"),
    ApplicantColumn.LAST: ("last", "last name", "surname", "family name", "apellido", "apellidos"),
    ApplicantColumn.EMAIL: ("email", "e-mail", "e-mail address", "email address", "mail", "correo",
                            "correo electronico"),
    ApplicantColumn.PHONE: ("phone", "phone number", "telephone", "cell", "mobile", "telefono", "celular"),
    ApplicantColumn.PLACE: ("place", "neighborhood", "area", "barrio", "vecindario"),
    ApplicantColumn.LANGUAGES: ("languages", "language", "speaks", "idiomas", "idioma", "habla"),
    ApplicantColumn.WHY: ("why", "why you", "reason", "motivation", "about", "por que", "motivo"),
    ApplicantColumn.NEEDS: ("needs", "accessibility", "accommodations", "necesita", "necesidades", "accesibilidad"),
    ApplicantColumn.STATE: ("state", "status", "estado"),
}  # fmt: skip
_BY_HEADING = {told: column for column, every in _HEADINGS.items() for told in every}
# How languages are written in lists, besides their codes; folded.
_LANGUAGES = {
    "english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "castellano": "es",
    "american sign language": "ase", "asl": "ase", "lengua de senas": "ase", "lenguaje de signos americano": "ase",
    "chinese": "zh", "chino": "zh", "mandarin": "zh", "cantonese": "zh", "vietnamese": "vi", "vietnamita": "vi",
    "russian": "ru", "ruso": "ru", "arabic": "ar", "arabe": "ar", "french": "fr", "frances": "fr",
    "haitian creole": "ht", "criollo haitiano": "ht", "portuguese": "pt", "portugues": "pt", "khmer": "km",
    "jemer": "km", "korean": "ko", "coreano": "ko",
}  # fmt: skip
# Only these are taken over: seats and what became of them are not in a list.
_STATES = {
    "waitlist": ApplicationState.WAITLISTED, "waitlisted": ApplicationState.WAITLISTED,
    "lista de espera": ApplicationState.WAITLISTED,
}  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """A row as an applicant; `cells` as they were written, `number` counted from 1. `wrong` is a code, '' where right.

    `place` is the id of a neighborhood, None where none is told.
    """

    number: int
    cells: tuple[str, ...]
    contact: Contact
    place: str | None = None
    languages: tuple[str, ...] = ()
    why: str = ""
    needs: str = ""
    state: ApplicationState = ApplicationState.APPLIED
    wrong: str = ""


def guessed(rows: Rows) -> tuple[tuple[ApplicantColumn, ...], bool]:
    """What the columns hold, and whether the first row is a heading. Each thing is in one column."""
    told = [_BY_HEADING.get(folded(cell.replace("_", " "))) for cell in rows[0]]
    if any(told):
        seen: set[ApplicantColumn] = set()
        columns = []
        for one in told:
            columns.append(ApplicantColumn.SKIP if one is None or one in seen else one)
            seen.add(columns[-1])
        return tuple(columns), True
    return _by_contents(rows), False


def _by_contents(rows: Rows) -> tuple[ApplicantColumn, ...]:
    """Without a heading: what has an @ is the e-mail, what is digits the phone, and the first of the rest the name."""
    found: dict[int, ApplicantColumn] = {}
    for place in range(len(rows[0])):
        filled = [row[place] for row in rows if row[place]]
        if sum("@" in cell for cell in filled) * 2 > len(filled):
            found[place] = ApplicantColumn.EMAIL
        elif sum(_is_number(cell) for cell in filled) * 2 > len(filled):
            found[place] = ApplicantColumn.PHONE
    rest = iter((ApplicantColumn.NAME, ApplicantColumn.PLACE))
    return tuple(found.get(place) or next(rest, ApplicantColumn.SKIP) for place in range(len(rows[0])))


def _is_number(cell: str) -> bool:
    return sum(ch.isdigit() for ch in cell) >= 7 and not any(ch.isalpha() for ch in cell)


def applicant_rows(
    rows: Rows, columns: Sequence[ApplicantColumn], known: Mapping[str, str], *, is_headed: bool
) -> list[ApplicantRow]:
    """Each row below the heading as an applicant; `known` are ids of neighborhoods by their folded ids and names."""
    first = 2 if is_headed else 1
    return [_row(number, row, columns, known) for number, row in enumerate(rows[is_headed:], first)]


def places_by_name(named: Mapping[str, str]) -> dict[str, str]:
    """Ids of neighborhoods by all that a list may call them; `named` are names by id."""
    return {folded(told): key for key, name in named.items() for told in (key, key.replace("-", " "), name)}


def _row(number: int, row: Sequence[str], columns: Sequence[ApplicantColumn], known: Mapping[str, str]) -> ApplicantRow:
    held = {column: unguarded(cell) for cell, column in zip(row, columns, strict=False) if cell}
    parts = (held.get(one, "") for one in (ApplicantColumn.FIRST, ApplicantColumn.LAST))
    name = held.get(ApplicantColumn.NAME) or " ".join(part for part in parts if part)
    told = {"name": name, "email": held.get(ApplicantColumn.EMAIL, ""), "phone": held.get(ApplicantColumn.PHONE, "")}
    contact, wrong = Contact(name[:120]), ""
    try:
        contact = Contact.parse(told, has_way=False)
    except InputInvalid as error:
        wrong = next(iter(error.errors.values())) if name else "nobody_in_row"
    where = held.get(ApplicantColumn.PLACE, "")
    place = known.get(folded(where))
    why, needs = held.get(ApplicantColumn.WHY, ""), held.get(ApplicantColumn.NEEDS, "")
    if len(why) > WHY_LENGTH or len(needs) > NEEDS_LENGTH:
        wrong = wrong or "too_long"
    if where and place is None:
        wrong = wrong or "no_such_neighborhood"
    state = _STATES.get(folded(held.get(ApplicantColumn.STATE, "")), ApplicationState.APPLIED)
    languages = read_languages(held.get(ApplicantColumn.LANGUAGES, ""))
    return ApplicantRow(number, tuple(row), contact, place, languages, why, needs, state, wrong)


def read_languages(text: str) -> tuple[str, ...]:
    """Languages as lists write them, with any mark between; what is none of ours is left out."""
    told = [folded(one) for one in re.split(r"[,;/|&]", text)]
    codes = (_LANGUAGES.get(one, one) for one in told)
    return tuple(dict.fromkeys(code for code in codes if code in LANGUAGES))


def marker_of_row(row: ApplicantRow, links: LetterLinks) -> str:
    """What an applicant of a list is known again by."""
    contact = row.contact
    told = (name_key(contact.name), contact.email, phone_key(contact.phone), row.place or "")
    return "L-" + links.fingerprint("applicant-list", *told)[:22]


def guarded(cell: str) -> str:
    """A cell that a spreadsheet shows instead of running it. Source: OWASP, CSV Injection."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell
