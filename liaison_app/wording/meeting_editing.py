"""One concern of a meeting while it is changed: its fields, the places its words may mean, what its service asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.meeting_items import SEARCH, first
from liaison_app.domain.ports_places import PlaceFound
from liaison_app.i18n import t
from liaison_app.services.meeting_checking import CheckedItem
from liaison_app.wording.report import (
    ChoiceWords,
    FoundWords,
    PersonalWords,
    QuestionWords,
    ask_personal,
    say_found,
    say_question,
)


@dataclass(frozen=True)
class EditWords:
    """The form of one concern. `starts` is what its fields hold; `key` changes when they are to be filled anew.
    `is_own`: it asks whom the concern was heard from, too."""

    ref: str = ""
    key: str = ""
    number: str = ""
    line: str = ""
    revision: int = 0
    starts: dict[str, list[str]] = field(default_factory=dict)
    found: list[FoundWords] = field(default_factory=list)
    questions: list[QuestionWords] = field(default_factory=list)
    personal: PersonalWords = field(default_factory=PersonalWords)
    is_own: bool = False


@dataclass(frozen=True)
class OtherWords:
    """A concern as somebody else left it meanwhile, beside one's own words for it: name and value of what differs."""

    ref: str = ""
    revision: int = 0
    rows: list[ChoiceWords] = field(default_factory=list)


def say_edit(row: CheckedItem, errors: Mapping[str, str]) -> EditWords:
    """The form of a concern; `errors` are sentences by field."""
    starts = {name: list(values) for name, values in row.fields.items()}
    if not first(starts, SEARCH) and row.draft.address:
        starts[SEARCH] = [row.draft.address]
    return EditWords(
        ref=row.ref,
        key=f"{row.ref}-{row.revision}",
        number=str(row.number),
        line=row.line,
        revision=row.revision,
        starts=starts,
        questions=say_asked_questions(row.questions, errors),
        personal=ask_personal(row.personal),
        is_own=row.is_own,
    )


_NAMES = ("search", "service", "description", "heard_name", "heard_contact")


def say_other(row: CheckedItem, mine: Mapping[str, Sequence[str]]) -> OtherWords:
    """What somebody else left of a concern, where it differs from one's own words."""
    names = dict(
        zip(
            _NAMES,
            (t("Where"), t("What it is"), t("Note"), t("Their name"), t("Their phone or e-mail")),
            strict=True,
        )
    )
    theirs = {name: first(row.fields, name) for name in _NAMES} | {"service": row.kind.name if row.kind else ""}
    own = {name: (list(mine.get(name, ())) or [""])[0] for name in _NAMES}
    if row.kind is not None and own["service"] == row.kind.code:
        own["service"] = row.kind.name
    differing = [ChoiceWords(names[name], theirs[name] or t("Nothing")) for name in _NAMES if theirs[name] != own[name]]
    return OtherWords(row.ref, row.revision, differing)


def say_asked_questions(asked: Sequence[ServiceAttribute], errors: Mapping[str, str]) -> list[QuestionWords]:
    """What the service asks, given the answers so far."""
    return [say_question(one, errors) for one in asked]


def say_places(found: Sequence[PlaceFound]) -> list[FoundWords]:
    """The places that words may mean, to choose from."""
    return say_found(found)
