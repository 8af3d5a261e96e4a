"""Modules in words for coordinators: the list, and a draft as it will be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app import training_routes
from liaison_app.domain.errors import Conflict
from liaison_app.domain.module_rows import DraftLook, ModuleLine, ModuleSheet, VersionLine
from liaison_app.domain.ports_markdown import MarkdownWriter
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.dates import say_moment
from liaison_app.wording.module_faults import say_fault
from liaison_app.wording.report import ChoiceWords
from liaison_app.wording.speakers import say_languages
from liaison_app.wording.training import PartWords, say_part


@dataclass(frozen=True)
class ModuleRow:
    """A module in the list."""

    id: str = ""
    title: str = ""
    state: str = ""
    kind: str = ""
    icon: str = ""
    changed: str = ""
    readers: str = ""
    href: str = ""
    results_to: str = ""
    is_retired: bool = False
    may_rise: bool = False
    may_sink: bool = False


@dataclass(frozen=True)
class FaultWords:
    """What is wrong, at a line."""

    line: int = 0
    words: str = ""


@dataclass(frozen=True)
class LookWords:
    """A draft in one language as it will be read. `said` is a sentence on what is wrong, or that nothing is."""

    locale: str = ""
    language: str = ""
    title: str = ""
    about: str = ""
    parts: list[PartWords] = field(default_factory=list)
    faults: list[FaultWords] = field(default_factory=list)
    said: str = ""
    is_empty: bool = False


@dataclass(frozen=True)
class SheetWords:
    """A module for its editor. `drafts` is the Markdown by language, as the form starts with it."""

    id: str = ""
    title: str = ""
    state: str = ""
    changed: str = ""
    revision: int = 0
    drafts: list[ChoiceWords] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    is_published: bool = False
    is_retired: bool = False
    has_changes: bool = False
    results_to: str = ""
    read_to: str = ""


def say_language(locale: str) -> str:
    """A language by its name."""
    return say_languages([locale])


def say_modules(lines: Sequence[ModuleLine], zone: ZoneInfo, now: datetime) -> list[ModuleRow]:
    """The list, in the order of `lines`."""
    today = now.astimezone(zone).date()
    offered = [one.id for one in lines if one.retired_at is None]
    return [_row(one, offered, zone, today) for one in lines]


def _row(line: ModuleLine, offered: Sequence[str], zone: ZoneInfo, today: date) -> ModuleRow:
    state, kind, icon = _say_state(line.number, has_changes=line.has_changes, is_retired=line.retired_at is not None)
    return ModuleRow(
        id=line.id,
        title=say_title(line.titles, line.id),
        state=state,
        kind=kind,
        icon=icon,
        changed=_say_changed(line.updated_at, line.updated_by, zone, today),
        readers=say_readers(line.begun, line.passed),
        href=training_routes.desk_module(line.id),
        results_to=training_routes.desk_module_results(line.id) if line.number else "",
        is_retired=line.retired_at is not None,
        may_rise=line.id in offered[1:],
        may_sink=line.id in offered[:-1],
    )


def say_title(titles: Mapping[str, str], otherwise: str) -> str:
    """A module's title in the active language, else in the one that there is."""
    return titles.get(active_locale()) or next(iter(titles.values()), otherwise)


def _say_state(number: int, *, has_changes: bool, is_retired: bool) -> tuple[str, str, str]:
    if is_retired:
        return t("Retired"), "closed", "pause"
    if not number:
        return t("Draft, not published"), "waiting", "edit"
    if has_changes:
        return t("Version {number}, and a draft with changes", number=number), "waiting", "edit"
    return t("Version {number} is published", number=number), "fixed", "done"


def _say_changed(at: datetime, by: str, zone: ZoneInfo, today: date) -> str:
    when = say_moment(at, zone, today)
    return t("{when}, by {who}", when=when, who=by) if by else t("{when}, came with the app", when=when)


def say_readers(begun: int, passed: int) -> str:
    if not begun:
        return t("Nobody yet")
    said = tn("{count} has begun", "{count} have begun", begun)
    return t("{begun}, {count} passed", begun=said, count=passed)


def say_sheet(sheet: ModuleSheet, languages: Sequence[str], title: str, zone: ZoneInfo, now: datetime) -> SheetWords:
    """A module for its editor."""
    today = now.astimezone(zone).date()
    is_retired = sheet.retired_at is not None
    return SheetWords(
        id=sheet.id,
        title=title or sheet.id,
        state=_say_state(sheet.number, has_changes=sheet.has_changes, is_retired=is_retired)[0],
        changed=_say_changed(sheet.updated_at, sheet.updated_by, zone, today),
        revision=sheet.revision,
        drafts=[ChoiceWords(locale, sheet.draft.get(locale, "")) for locale in languages],
        versions=[_say_version(one, zone, today) for one in sheet.versions],
        is_published=sheet.number > 0,
        is_retired=is_retired,
        has_changes=sheet.has_changes,
        results_to=training_routes.desk_module_results(sheet.id) if sheet.number else "",
        read_to=training_routes.training_module(sheet.id) if sheet.number else "",
    )


def _say_version(line: VersionLine, zone: ZoneInfo, today: date) -> str:
    checks = tn("{count} question", "{count} questions", line.checks)
    number = t("Version {number}", number=line.number)
    return f"{number} · {checks} · {_say_changed(line.published_at, line.published_by, zone, today)}"


def say_looks(looks: Sequence[DraftLook], markdown: MarkdownWriter) -> list[LookWords]:
    """A draft as it will be read, by language."""
    return [_look(one, markdown) for one in looks]


def _look(look: DraftLook, markdown: MarkdownWriter) -> LookWords:
    faults = [FaultWords(one.line, say_fault(one)) for one in look.faults]
    return LookWords(
        locale=look.locale,
        language=say_language(look.locale),
        title=look.text.title,
        about=look.text.about,
        parts=[say_part(part, markdown) for part in look.text.parts],
        faults=faults,
        said=_say_whole(look, len(faults)),
        is_empty=look.is_empty,
    )


def _say_whole(look: DraftLook, faults: int) -> str:
    if look.is_empty:
        return t("Nothing is written in this language. Readers get the other one.")
    if faults:
        return tn(
            "{count} thing to mend before it can be published",
            "{count} things to mend before it can be published",
            faults,
        )
    parts = tn("{count} part", "{count} parts", len(look.text.parts))
    checks = tn("{count} question", "{count} questions", len(look.text.checks))
    return t("In order: {parts}, {checks}", parts=parts, checks=checks)


def say_conflict(conflict: Conflict) -> str:
    """Why a module was not kept or published; '' where it is told elsewhere."""
    return {
        "module_changed": t(
            "Somebody else has changed this module meanwhile. Your text stays here. "
            "Copy what you need, then load theirs."
        ),
        "module_faulty": t("It is not published: something is still to be mended. The draft is kept."),
        "module_same": t("This very text is published already."),
        "too_many_modules": t("There are as many modules as there may be. Retired ones count, too."),
    }.get(conflict.reason, "")


def say_published(number: int) -> str:
    return t("Version {number} is published. Who has begun an earlier one may finish it.", number=number)
