"""Words that we wrote down in several languages ourselves: what is said in one of them is read in another.

The intents' templates that liaisons begin with, and the answers that a city's staff pick. What a person typed stays
as it was typed, and says in which language where that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from liaison_app.domain.answer_templates import AnswerTemplate
from liaison_app.domain.threads import Intent
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale, t, using_locale
from liaison_app.wording.thread_intents import say_template

_templates: tuple[AnswerTemplate, ...] = ()
_city_language: str = DEFAULT_LOCALE


def use_pairs(templates: Sequence[AnswerTemplate], city_language: str) -> None:
    """Read a city's answers in other languages from now on, in this process."""
    global _templates, _city_language
    _templates, _city_language = tuple(templates), city_language
    _pairs.cache_clear()


@dataclass(frozen=True)
class Told:
    """Somebody's words as they are read now. `is_paired` where all of it is in the reader's language; else `language`
    says in which it is, where that is known and another one."""

    text: str = ""
    is_paired: bool = False
    language: str = ""


def told_by_city(text: str) -> Told:
    """The city's words for a reader of the active locale."""
    said, rest = _swapped(text, active_locale())
    if said and not rest:
        return Told(said, is_paired=True)
    return Told(text, language=_say_language() if text else "")


def in_language(text: str, locale: str) -> str:
    """A liaison's words, with the template that they begin with in that language; the rest stays as it was written."""
    said, rest = _swapped(text, locale)
    return f"{said} {rest}".strip() if said else text


def _swapped(text: str, locale: str) -> tuple[str, str]:
    """The beginning that we know, in that language, and the rest; '' where nothing of it is known."""
    bare = text.strip()
    for known, words in _pairs().items():
        if bare.startswith(known) and locale in words:
            rest = bare[len(known) :]
            if not rest or not rest[0].isalnum():
                return words[locale], rest.strip(" ")
    return "", ""


@lru_cache(maxsize=1)
def _pairs() -> Mapping[str, Mapping[str, str]]:
    """Every text that we know, with the same in all languages; the longest first, since one may begin another."""
    known = [one.words for one in _templates] + [_template(intent) for intent in Intent]
    texts = {text.strip(): words for words in known for text in words.values()}
    return dict(sorted(texts.items(), key=lambda one: len(one[0]), reverse=True))


def _template(intent: Intent) -> Mapping[str, str]:
    said = {}
    for locale in LOCALES:
        with using_locale(locale):
            said[locale] = say_template(intent).strip()
    return said


def _say_language() -> str:
    """The city's language by name, where it is not the reader's."""
    if active_locale() == _city_language:
        return ""
    name = Locale.parse(active_locale()).languages.get(_city_language, _city_language)
    return t("In {language}", language=name)


def answers_known() -> Sequence[AnswerTemplate]:
    """The city's answers, as its staff may pick them."""
    return _templates


def city_language() -> str:
    """The language in which the city's staff write."""
    return _city_language
