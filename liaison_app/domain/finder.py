"""The finder: at most three questions lead to the right service, or to whom to call instead.

Questions, choices and findings are data of the city's folder. A choice leads to another question or to a finding; each
has an address of its own, so that a link is all that a choice needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from liaison_app.domain.guidance import Localized
from liaison_app.domain.ids import ServiceCode

MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `to` is the id of a question or a finding."""

    label: Localized
    to: str
    why: Localized = field(default_factory=dict)
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices. `number` is 1 for the first, `before` the question that leads here ('' for none)."""

    id: str
    asks: Localized
    choices: tuple[Choice, ...]
    number: int = 1
    before: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the questions lead: a service, or, without one, what to do instead; `call` is whom to call, '' for nobody.

    `because` says why. `before` is the question that leads here.
    """

    id: str
    because: Localized
    service: ServiceCode | None = None
    title: Localized = field(default_factory=dict)
    call: str = ""
    is_emergency: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """All questions and findings by their ids; `first` is the question it begins with, None where there are none."""

    first: Question | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)

    def step(self, step_id: str) -> Question | Finding | None:
        """The question or finding of that id; None where there is none."""
        return self.questions.get(step_id) or self.findings.get(step_id)


def longest_ways(finder: Finder) -> Iterator[tuple[str, ...]]:
    """Every way through the questions, as the ids along it; one that turns in a circle ends where it closes."""

    def go_on(question: Question, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for choice in question.choices:
            further = finder.questions.get(choice.to)
            if further is None or choice.to in way:
                yield (*way, choice.to)
            else:
                yield from go_on(further, (*way, choice.to))

    if finder.first is not None:
        yield from go_on(finder.first, (finder.first.id,))
