"""A class's practice in words: what was taken for what, what was missed most, how far each person is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import practice_routes as routes
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import PracticeList
from liaison_app.domain.practice_class import JOINED, NOT_SENT, MatrixRow, Missed
from liaison_app.i18n import t, tn
from liaison_app.services.practice_class import ClassPractice, PersonProgress
from liaison_app.wording.dates import say_near_day
from liaison_app.wording.practice import say
from liaison_app.wording.report import ChoiceWords
from liaison_app.wording.services import say_service


@dataclass(frozen=True)
class CellWords:
    """How often something was chosen; `kind` is hit, miss or none, `said` the whole for who cannot see the table."""

    count: str = ""
    kind: str = "none"
    said: str = ""


@dataclass(frozen=True)
class RowWords:
    """What was right, the counts by column, and the same as sentences for a narrow screen."""

    name: str = ""
    hits: str = ""
    cells: list[CellWords] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MissedWords:
    """One of the most missed: its share with its base, and what it was taken for."""

    title: str = ""
    share: str = ""
    said: str = ""
    taken_for: str = ""
    why: str = ""


@dataclass(frozen=True)
class PersonWords:
    """How far one person is."""

    id: str = ""
    name: str = ""
    tried: str = ""
    points: str = ""
    tries: str = ""
    last: str = ""


@dataclass(frozen=True)
class ClassWords:
    """All that a trainer sees."""

    cohorts: list[ChoiceWords] = field(default_factory=list)
    cohort_id: str = ""
    base: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[RowWords] = field(default_factory=list)
    missed: list[MissedWords] = field(default_factory=list)
    people: list[PersonWords] = field(default_factory=list)
    is_cut: bool = False


def say_class(shown: ClassPractice, services: PracticeList, zone: ZoneInfo, today: date) -> ClassWords:
    """A class, in the active locale."""
    columns = shown.matrix.columns
    tries = tn("{count} first try", "{count} first tries", shown.first_tries)
    return ClassWords(
        cohorts=[ChoiceWords(one.id, one.name) for one in shown.cohorts],
        cohort_id=shown.cohort_id,
        base=t("{tries} by {people}", tries=tries, people=tn("{count} person", "{count} people", shown.people)),
        columns=[say_choice(key, services) for key in columns],
        rows=[_row(row, columns, services) for row in shown.matrix.rows],
        missed=[_missed(one, services) for one in shown.missed],
        people=[_person(one, shown.of, zone, today) for one in shown.progress],
        is_cut=shown.is_cut,
    )


def say_choice(key: str, services: PracticeList) -> str:
    """What was chosen or right: a service, or one of the two other ways."""
    if key in {JOINED, NOT_SENT}:
        return {JOINED: t("Stand behind one that is there"), NOT_SENT: t("Send nothing")}[key]
    service = services.get(ServiceCode(key))
    return say_service(key, service.offered.name if service else key)


def _row(row: MatrixRow, columns: tuple[str, ...], services: PracticeList) -> RowWords:
    right = say_choice(row.right, services)
    wrong = sorted(((many, key) for key, many in row.chosen.items() if key != row.right), reverse=True)
    return RowWords(
        name=right,
        hits=t("{hits} of {of} right", hits=row.hits, of=row.of),
        cells=[_cell(row, key) for key in columns],
        mistaken=[
            t("{count} of {of}: {chosen}", count=many, of=row.of, chosen=say_choice(key, services))
            for many, key in wrong
        ],
    )  # fmt: skip


def _cell(row: MatrixRow, key: str) -> CellWords:
    many = row.chosen.get(key, 0)
    if not many:
        return CellWords("", "none", "0")
    return CellWords(str(many), "hit" if key == row.right else "miss", str(many))


def _missed(one: Missed, services: PracticeList) -> MissedWords:
    return MissedWords(
        title=say(one.scene.title),
        share=t("{percent} %", percent=round(100 * one.missed / one.of)),
        said=t("{missed} of {of} missed it", missed=one.missed, of=one.of),
        taken_for=t("Most often chosen: {choice}", choice=say_choice(one.taken_for, services)) if one.taken_for else "",
        why=say(next(iter(one.scene.why.values()))),
    )


def _person(one: PersonProgress, of: int, zone: ZoneInfo, today: date) -> PersonWords:
    return PersonWords(
        id=one.account_id,
        name=one.name,
        tried=t("{tried} of {of}", tried=one.tried, of=of),
        points=str(one.points) if one.points is not None else "–",
        tries=str(one.tries),
        last=say_near_day(one.last_at.astimezone(zone).date(), today) if one.last_at else t("not yet"),
    )


def to_class(cohort_id: str, locale: str) -> str:
    """The address of a class."""
    return routes.desk_practice(cohort_id, locale)
