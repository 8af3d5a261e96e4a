"""The finder in words: a question with its choices, or what it found and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.finder import MOST_QUESTIONS, Choice, Finder, Finding, Question
from liaison_app.domain.ids import ServiceCode
from liaison_app.i18n import t
from liaison_app.services.catalogue import OfferedKind
from liaison_app.wording.process_parts import say


@dataclass(frozen=True)
class ChoiceWords:
    """An answer; `href` is where it leads."""

    label: str = ""
    why: str = ""
    icon: str = "other"
    href: str = ""


@dataclass(frozen=True)
class FinderWords:
    """A step of the finder. With `choices` it is a question, else a finding.

    A finding names a service (`report_to`, `how_to`), or whom to call (`tel`).
    """

    id: str = ""
    title: str = ""
    progress: str = ""
    choices: list[ChoiceWords] = field(default_factory=list)
    because: str = ""
    name: str = ""
    why: str = ""
    icon: str = "other"
    report_to: str = ""
    how_to: str = ""
    call: str = ""
    tel: str = ""
    is_emergency: bool = False
    back_to: str = ""


def finder_words(step: Question | Finding, finder: Finder, kinds: Mapping[ServiceCode, OfferedKind]) -> FinderWords:
    """A step in the active locale. `kinds` are the services that the city offers."""
    return _question(step, finder) if isinstance(step, Question) else _finding(step, finder, kinds)


def _question(step: Question, finder: Finder) -> FinderWords:
    return FinderWords(
        id=step.id,
        title=say(step.asks),
        progress=t("Question {number} of at most {most}", number=step.number, most=MOST_QUESTIONS),
        choices=[_choice(choice) for choice in step.choices],
        back_to=_back(step.before, finder) if step.before else "",
    )


def _choice(choice: Choice) -> ChoiceWords:
    return ChoiceWords(say(choice.label), say(choice.why), choice.icon or "other", routes.how_which(choice.to))


def _finding(step: Finding, finder: Finder, kinds: Mapping[ServiceCode, OfferedKind]) -> FinderWords:
    kind = kinds.get(step.service) if step.service else None
    digits = "".join(ch for ch in step.call if ch.isdigit())
    return FinderWords(
        id=step.id,
        title=kind.name if kind else say(step.title) or t("The city does not offer this any more"),
        because=say(step.because),
        name=kind.name if kind else "",
        why=kind.why if kind else "",
        icon=kind.icon if kind else "danger" if step.is_emergency else "call",
        report_to=f"{routes.localized(routes.REPORT)}?service={kind.code}" if kind else "",
        how_to=routes.how_service(kind.code) if kind else "",
        call=step.call,
        tel=f"tel:{digits}" if digits else "",
        is_emergency=step.is_emergency,
        back_to=_back(step.before, finder),
    )


def _back(before: str, finder: Finder) -> str:
    is_first = finder.first is not None and before == finder.first.id
    return routes.how_which() if is_first else routes.how_which(before)
