"""A service's questions: which of them are asked, and whether an answer can be taken.

The questions are the city's own (GeoReport: attributes); a condition is ours and asks a question only after a
certain answer to another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app.domain.city import AttributeType, ServiceAttribute
from liaison_app.domain.errors import LiaisonError

LINE_LENGTH = 200
CLOCKS_DIFFER = timedelta(minutes=10)
TEXT_LENGTH = 2000
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask a question only where the question `code` was answered with one of `values`."""

    code: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be taken: what goes to the city, and how a person reads it."""

    code: str
    question: str
    values: tuple[str, ...]
    shown: str


class AnswerWrong(LiaisonError):
    """An answer cannot be taken; `reason` is the code of what is wrong."""

    code = "answer_wrong"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Given = Mapping[str, Sequence[str]]


def asked(
    questions: Sequence[ServiceAttribute], conditions: Mapping[str, Condition], given: Given
) -> tuple[ServiceAttribute, ...]:
    """The questions to show for the answers `given` so far, in their order; information included.

    A question whose condition hangs on a question that is not asked itself is not asked either.
    """
    shown: list[ServiceAttribute] = []
    codes: set[str] = set()
    for question in sorted(questions, key=lambda one: one.order):
        condition = conditions.get(question.code)
        if condition is None or (condition.code in codes and condition.values & set(given.get(condition.code, ()))):
            shown.append(question)
            codes.add(question.code)
    return tuple(shown)


def read_answers(
    questions: Sequence[ServiceAttribute],
    given: Given,
    zone: ZoneInfo,
    *,
    past: Collection[str] = (),
    now: datetime | None = None,
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """The answers that can be taken, and for each question that has none the code of what is wrong.

    `questions` are those asked (see `asked`); answers to others are left out. `zone` is the city's: the time a person
    types is that of the place. Days asked by the codes in `past` cannot lie ahead of `now` (aware).
    """
    latest = now + CLOCKS_DIFFER if now else None
    answers: list[Answer] = []
    errors: dict[str, str] = {}
    for question in questions:
        if not question.variable:
            continue
        values = tuple(value.strip() for value in given.get(question.code, ()) if value.strip())
        if not values:
            if question.required:
                errors[question.code] = "choose" if question.values else "needed"
            continue
        try:
            answer = _READERS[question.datatype](question, values, zone)
        except AnswerWrong as error:
            errors[question.code] = error.reason
            continue
        if latest and question.code in past and is_ahead(answer, latest):
            errors[question.code] = "ahead"
        else:
            answers.append(answer)
    return tuple(answers), errors


def is_ahead(answer: Answer, now: datetime) -> bool:
    """Whether the answer is a time after `now`."""
    at = time_of(answer.values, answer.shown)
    return at is not None and at > now


def time_of(values: Sequence[str], shown: str) -> datetime | None:
    """The time that an answer tells, in the city's zone; None for every other answer."""
    try:
        at = datetime.fromisoformat(values[0]) if len(values) == 1 else None
    except ValueError:
        return None
    return at if at and at.tzinfo and _shown_time(at) == shown else None


def _shown_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _read_line(question: ServiceAttribute, values: tuple[str, ...], _zone: ZoneInfo) -> Answer:
    return _text(question, " ".join(_only(values).split()), LINE_LENGTH)


def _read_text(question: ServiceAttribute, values: tuple[str, ...], _zone: ZoneInfo) -> Answer:
    return _text(question, _only(values), TEXT_LENGTH)


def _text(question: ServiceAttribute, value: str, longest: int) -> Answer:
    if len(value) > longest:
        raise AnswerWrong("too_long")
    return Answer(question.code, question.description, (value,), value)


def _read_number(question: ServiceAttribute, values: tuple[str, ...], _zone: ZoneInfo) -> Answer:
    typed = _only(values)
    if not _NUMBER.fullmatch(typed):
        raise AnswerWrong("not_a_number")
    number = typed.replace(",", "").lstrip("+")
    return Answer(question.code, question.description, (number,), number)


def _read_datetime(question: ServiceAttribute, values: tuple[str, ...], zone: ZoneInfo) -> Answer:
    try:
        when = datetime.fromisoformat(_only(values))
        local = when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise AnswerWrong("not_a_time") from error
    if not 1900 <= local.year <= 2100:
        raise AnswerWrong("not_a_time")
    return Answer(question.code, question.description, (local.isoformat(timespec="seconds"),), _shown_time(local))


def _read_one(question: ServiceAttribute, values: tuple[str, ...], _zone: ZoneInfo) -> Answer:
    return _chosen(question, (_only(values),))


def _read_several(question: ServiceAttribute, values: tuple[str, ...], _zone: ZoneInfo) -> Answer:
    return _chosen(question, tuple(dict.fromkeys(values)))


def _chosen(question: ServiceAttribute, keys: tuple[str, ...]) -> Answer:
    names = {value.key: value.name for value in question.values}
    if any(key not in names for key in keys):
        raise AnswerWrong("not_a_choice")
    return Answer(question.code, question.description, keys, ", ".join(names[key] for key in keys))


def _only(values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise AnswerWrong("not_a_choice")
    return values[0]


_READERS: dict[AttributeType, Callable[[ServiceAttribute, tuple[str, ...], ZoneInfo], Answer]] = {
    AttributeType.STRING: _read_line,
    AttributeType.TEXT: _read_text,
    AttributeType.NUMBER: _read_number,
    AttributeType.DATETIME: _read_datetime,
    AttributeType.SINGLE: _read_one,
    AttributeType.MULTI: _read_several,
}
