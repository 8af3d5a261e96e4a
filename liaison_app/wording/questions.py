"""The city's own questions and answers to them, in the active locale.

The city asks in English. Where a question is not translated whole, the city's own words stand, marked as English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.guidance import DEFAULT_LOCALE
from liaison_app.domain.questions import time_of
from liaison_app.wording.dates import say_moment
from liaison_app.wording.services import is_in_words, say_as_city


@dataclass(frozen=True)
class AnsweredWords:
    """A question with its answer. `lang` is "en" where both are the city's own words on a page in another language."""

    question: str = ""
    shown: str = ""
    lang: str = ""


@dataclass(frozen=True)
class AskedWords:
    """A question, the choices by their keys. `lang` is "en" where it is in the city's own words on such a page."""

    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    lang: str = ""


def say_asked(question: ServiceAttribute) -> AskedWords:
    """A question of the city, whole in one language."""
    own = {value.key: value.name for value in question.values}
    label, hint = question.description, question.datatype_description
    if not all(is_in_words(text) for text in (label, hint, *own.values()) if text):
        return AskedWords(label, hint, own, DEFAULT_LOCALE)
    return AskedWords(say_as_city(label), say_as_city(hint), {key: say_as_city(name) for key, name in own.items()})


def say_answered(question: str, values: Sequence[str], shown: str, zone: ZoneInfo, today: date) -> AnsweredWords:
    """A question and its answer: choices in the active locale, times as people say them in the city's zone."""
    at = time_of(values, shown)
    said = say_moment(at, zone, today) if at else say_as_city(shown)
    return AnsweredWords(say_as_city(question), said, "" if is_in_words(question) else DEFAULT_LOCALE)
