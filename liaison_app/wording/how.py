"""The whole process in words, with every service and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from liaison_app import routes
from liaison_app.domain.city_process import KnownFigure
from liaison_app.domain.ids import ServiceCode
from liaison_app.i18n import t, tn
from liaison_app.services.catalogue import OfferedKind
from liaison_app.services.how_it_works import WholeProcess
from liaison_app.wording.numbers import say_number
from liaison_app.wording.process_parts import (
    DepartmentWords,
    StepWords,
    departments_of,
    say,
    say_seen,
    say_usual,
    steps_of,
)
from liaison_app.wording.services import say_as_city


@dataclass(frozen=True)
class FigureWords:
    """A published figure with its year."""

    number: str = ""
    line: str = ""
    year: str = ""


@dataclass(frozen=True)
class ServiceLine:
    """A service in the list."""

    name: str = ""
    why: str = ""
    icon: str = "other"
    href: str = ""
    usual: str = ""


@dataclass(frozen=True)
class GroupWords:
    """Services of one group of the city's list."""

    name: str = ""
    services: list[ServiceLine] = field(default_factory=list)


@dataclass(frozen=True)
class HowWords:
    """The page. `asked` is what was searched for, with `found` for it; both empty where nothing was."""

    steps: list[StepWords] = field(default_factory=list)
    departments: list[DepartmentWords] = field(default_factory=list)
    figures: list[FigureWords] = field(default_factory=list)
    closed: str = ""
    seen: str = ""
    groups: list[GroupWords] = field(default_factory=list)
    asked: str = ""
    found: list[ServiceLine] = field(default_factory=list)
    found_says: str = ""
    has_finder: bool = False


def how_words(whole: WholeProcess, asked: str, *, has_finder: bool) -> HowWords:
    """The page in the active locale."""
    lines = {kind.code: _line(kind, whole) for kind in whole.kinds}
    total = sum(times.total for times in whole.times.values())
    found = [lines[code] for code in whole.found or ()]
    return HowWords(
        steps=steps_of(whole.process),
        departments=departments_of(whole.process),
        figures=[_figure(one) for one in whole.process.figures],
        closed=tn(
            "{number} public ticket here was closed by the city in the last 12 months.",
            "{number} public tickets here were closed by the city in the last 12 months.",
            total,
            number=say_number(total),
        ),
        seen=say_seen(whole.seen),
        groups=_groups(whole.kinds, lines),
        asked=asked.strip() if whole.found is not None else "",
        found=found,
        found_says=_found_says(asked, len(found)) if whole.found is not None else "",
        has_finder=has_finder,
    )


def _found_says(asked: str, many: int) -> str:
    if not many:
        return t("Nothing fits “{asked}”. Try another word, or look through the list.", asked=asked.strip())
    return tn("{count} service for “{asked}”", "{count} services for “{asked}”", many, asked=asked.strip())


def _groups(kinds: Iterable[OfferedKind], lines: Mapping[ServiceCode, ServiceLine]) -> list[GroupWords]:
    return [
        GroupWords(say_as_city(name) or t("More"), [lines[kind.code] for kind in inside])
        for name, inside in ((name, list(rows)) for name, rows in groupby(kinds, lambda kind: kind.group))
    ]


def _line(kind: OfferedKind, whole: WholeProcess) -> ServiceLine:
    times = whole.times.get(kind.code)
    return ServiceLine(
        name=kind.name,
        why=kind.why,
        icon=kind.icon,
        href=routes.how_service(kind.code),
        usual=t("Private") if kind.is_private else say_usual(times) if times else t("None closed here yet"),
    )


def _figure(one: KnownFigure) -> FigureWords:
    return FigureWords(say(one.number), say(one.line), str(one.year) if one.year else "")
