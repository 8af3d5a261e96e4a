"""How the questions of a module were answered, in words for trainers."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import training_routes
from liaison_app.domain.module_rows import CheckResult, ModuleResults
from liaison_app.i18n import active_locale, t
from liaison_app.wording.modules import say_readers
from liaison_app.wording.report import ChoiceWords

MISSED_BY_MANY = 0.5


@dataclass(frozen=True)
class AnswerBar:
    """How many chose an answer first; `share` is a percentage for the bar."""

    words: str = ""
    right: bool = False
    count: str = ""
    share: int = 0


@dataclass(frozen=True)
class CheckBars:
    """A check's results."""

    number: int = 0
    asks: str = ""
    part: str = ""
    said: str = ""
    is_missed: bool = False
    answers: list[AnswerBar] = field(default_factory=list)


@dataclass(frozen=True)
class ResultWords:
    """A module's results."""

    title: str = ""
    lang: str = ""
    about: str = ""
    checks: list[CheckBars] = field(default_factory=list)
    versions: list[ChoiceWords] = field(default_factory=list)
    version: str = ""
    cohorts: list[ChoiceWords] = field(default_factory=list)
    cohort: str = ""
    has_answers: bool = False
    edit_to: str = ""


def say_results(found: ModuleResults) -> ResultWords:
    """A module's results, the most missed question first."""
    about = t(
        "Version {number}: {readers}. The first answers count.",
        number=found.number,
        readers=say_readers(found.begun, found.passed),
    )
    return ResultWords(
        title=found.text.title or found.id,
        lang="" if found.locale == active_locale() else found.locale,
        about=about,
        checks=[_bars(one) for one in found.checks],
        versions=[ChoiceWords(str(one), t("Version {number}", number=one)) for one in found.numbers],
        version=str(found.number),
        cohorts=[ChoiceWords(one, name) for one, name in found.cohorts],
        cohort=found.cohort_id,
        has_answers=any(one.answered for one in found.checks),
        edit_to=training_routes.desk_module(found.id),
    )


def _bars(one: CheckResult) -> CheckBars:
    said = t("Nobody has answered it yet")
    if one.answered:
        said = t("{missed} of {count} missed it", missed=one.answered - one.right, count=one.answered)
    return CheckBars(
        number=one.number,
        asks=_bare(one.asks),
        part=one.part,
        said=said,
        is_missed=bool(one.answered) and one.missed_share >= MISSED_BY_MANY,
        answers=[
            AnswerBar(
                words=_bare(answer.words),
                right=answer.is_right,
                count=str(answer.count),
                share=round(100 * answer.count / one.answered) if one.answered else 0,
            )
            for answer in one.answers
        ],
    )


def _bare(markdown: str) -> str:
    """A line without the signs of Markdown."""
    return markdown.replace("**", "").replace("*", "").replace("`", "")
