"""The curriculum in words for its trainee: the list with what is next, and one module to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liaison_app import routes, training_routes
from liaison_app.domain.module_rows import AnsweredRow, KeptProgress, OpenModule, TrainingStep
from liaison_app.domain.module_text import Check, Part
from liaison_app.domain.modules import ModuleStanding, needed
from liaison_app.domain.ports_markdown import MarkdownWriter
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.lights import house_lights

_ICONS = {
    ModuleStanding.NEW: "forward",
    ModuleStanding.BEGUN: "partly",
    ModuleStanding.MISSED: "again",
    ModuleStanding.PASSED: "done",
}
_KINDS = {
    ModuleStanding.NEW: "closed",
    ModuleStanding.BEGUN: "waiting",
    ModuleStanding.MISSED: "late",
    ModuleStanding.PASSED: "fixed",
}


@dataclass(frozen=True)
class ModuleCard:
    """A module in the list. `kind` and `icon` are those of its badge; `lang` is the text's, '' for the page's own."""

    id: str = ""
    title: str = ""
    about: str = ""
    lang: str = ""
    href: str = ""
    state: str = ""
    kind: str = ""
    icon: str = ""
    size: str = ""
    newer: str = ""
    newer_to: str = ""


@dataclass(frozen=True)
class TrainingWords:
    """The trainee's page: how far, what is next, every module."""

    name: str = ""
    lights: list[str] = field(default_factory=list)
    progress: str = ""
    passed: int = 0
    of: int = 0
    next: ModuleCard = ModuleCard()
    next_act: str = ""
    cards: list[ModuleCard] = field(default_factory=list)


@dataclass(frozen=True)
class AnswerChoice:
    """An answer of a check, as HTML; why it is right or not is shown once it was answered."""

    words: str = ""
    why: str = ""
    right: bool = False


@dataclass(frozen=True)
class CheckWords:
    """A check, as HTML."""

    number: int = 0
    asks: str = ""
    several: bool = False
    answers: list[AnswerChoice] = field(default_factory=list)


@dataclass(frozen=True)
class PartWords:
    """A part: its heading as text, its body as HTML, its checks."""

    title: str = ""
    html: str = ""
    checks: list[CheckWords] = field(default_factory=list)


@dataclass(frozen=True)
class ReaderWords:
    """A module as a phone reads it, all of it at once: with that the phone goes on without a connection.

    `answers` are rows of check, try and what was chosen, the newest try of each. `lang` is the language of the text.
    """

    owner: str = ""
    id: str = ""
    number: int = 0
    lang: str = ""
    other_language: str = ""
    title: str = ""
    about: str = ""
    size: str = ""
    parts: list[PartWords] = field(default_factory=list)
    at: int = 0
    of: int = 0
    needed: int = 0
    passed: bool = False
    answers: list[dict[str, list[int]]] = field(default_factory=list)
    newer: str = ""
    newer_to: str = ""
    next_to: str = ""


def say_training(steps: Sequence[TrainingStep], following: TrainingStep | None, name: str) -> TrainingWords:
    """The whole page."""
    passed = sum(one.standing is ModuleStanding.PASSED for one in steps)
    return TrainingWords(
        name=name,
        lights=house_lights(passed, len(steps)),
        progress=_say_progress(passed, len(steps)),
        passed=passed,
        of=len(steps),
        next=say_card(following) if following else ModuleCard(),
        next_act=_say_act(following) if following else "",
        cards=[say_card(one) for one in steps],
    )


def _say_progress(passed: int, of: int) -> str:
    if passed == of:
        return t("All {count} modules are passed.", count=of)
    return tn("{passed} of {count} module passed", "{passed} of {count} modules passed", of, passed=passed)


def _say_act(step: TrainingStep) -> str:
    return {
        ModuleStanding.NEW: t("Begin this module"),
        ModuleStanding.BEGUN: t("Go on where you stopped"),
        ModuleStanding.MISSED: t("Answer again what was missed"),
    }.get(step.standing, t("Read it again"))


def say_card(step: TrainingStep) -> ModuleCard:
    """A module in the list."""
    return ModuleCard(
        id=step.id,
        title=step.text.title,
        about=step.text.about,
        lang=_foreign(step.locale),
        href=training_routes.training_module(step.id),
        state=_say_state(step),
        kind=_KINDS[step.standing],
        icon=_ICONS[step.standing],
        size=_say_size(step),
        newer=_say_newer(step),
        newer_to=training_routes.newest_version(step.id) if step.is_newer_offered else "",
    )


def _say_state(step: TrainingStep) -> str:
    of, parts = len(step.text.checks), len(step.text.parts)
    if step.standing is ModuleStanding.PASSED:
        return t("Passed")
    if step.standing is ModuleStanding.MISSED:
        least = needed(of, step.text.pass_share)
        return t("{right} of {of} right, {least} needed", right=step.right, of=of, least=least)
    if step.standing is ModuleStanding.BEGUN:
        return t("Begun: part {part} of {parts}", part=min(step.at_part + 1, parts), parts=parts)
    return t("Not begun")


def _say_size(step: TrainingStep) -> str:
    parts = tn("{count} part", "{count} parts", len(step.text.parts))
    minutes = tn("about {count} minute", "about {count} minutes", step.text.minutes)
    return f"{parts} · {minutes}"


def _say_newer(step: TrainingStep) -> str:
    if not step.is_newer_offered:
        return ""
    if step.standing is ModuleStanding.PASSED:
        return t("There is a newer version. You have passed; read it if you like.")
    return t("There is a newer version. Finish this one, or begin the newer.")


def _foreign(locale: str) -> str:
    return "" if locale == active_locale() else locale


def say_module(found: OpenModule, owner: str, markdown: MarkdownWriter) -> ReaderWords:
    """A module to be read."""
    step, checks = found.step, found.step.text.checks
    prefix = routes.localized("/x").removesuffix("/x")
    return ReaderWords(
        owner=owner,
        id=step.id,
        number=step.number,
        lang=step.locale,
        other_language=_say_other_language(step.locale),
        title=step.text.title,
        about=step.text.about,
        size=_say_size(step),
        parts=[say_part(part, markdown, prefix) for part in step.text.parts],
        at=min(step.at_part, len(step.text.parts)),
        of=len(checks),
        needed=needed(len(checks), step.text.pass_share),
        passed=step.standing is ModuleStanding.PASSED,
        answers=[_told(one) for one in found.answers],
        newer=_say_newer(step),
        newer_to=training_routes.newest_version(step.id) if step.is_newer_offered else "",
        next_to=training_routes.training_module(found.next_id) if found.next_id else "",
    )


def say_part(part: Part, markdown: MarkdownWriter, prefix: str = "") -> PartWords:
    """A part as HTML."""
    return PartWords(part.title, markdown.html(part.body, prefix), [_say_check(one, markdown) for one in part.checks])


def _say_check(check: Check, markdown: MarkdownWriter) -> CheckWords:
    answers = [AnswerChoice(markdown.line(one.words), markdown.line(one.why), one.is_right) for one in check.answers]
    return CheckWords(check.number, markdown.line(check.asks), check.takes_several, answers)


def _say_other_language(locale: str) -> str:
    if not _foreign(locale):
        return ""
    if locale == "en":
        return t("This module is there in English only, so far.")
    return t("This module is there in Spanish only, so far.")


def _told(row: AnsweredRow) -> dict[str, list[int]]:
    return {"check": [row.check], "try": [row.try_number], "chosen": sorted(row.chosen)}


def progress_told(kept: KeptProgress) -> Mapping[str, object]:
    """What the server has of a reading, as the phone takes it over."""
    return {
        "at": kept.at_part,
        "right": kept.right,
        "answered": kept.answered,
        "needed": kept.needed,
        "passed": kept.has_passed,
        "answers": [_told(one) for one in kept.answers],
    }
