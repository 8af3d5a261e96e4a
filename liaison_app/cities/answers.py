"""`answers.toml` of a city's folder: answers that its staff pick at the app's own desk of the city."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.cities import localized, read_toml
from liaison_app.domain.answer_templates import AnswerTemplate, AnswerWhen
from liaison_app.domain.errors import SettingsWrong

KEYS = frozenset({"when", "services", "words"})
LONGEST = 1000


@lru_cache(maxsize=4)
def read_answers(folder: Path) -> tuple[AnswerTemplate, ...]:
    """The answers in the order of the file; none where the city's folder has no such file.

    Raises:
        SettingsWrong: a key is missing, unknown or holds something else than it should, a text is too long, or the same
            text stands twice, so that it would not be known which one was meant.
    """
    path = folder / "answers.toml"
    if not path.is_file():
        return ()
    try:
        found = tuple(_answer(row) for row in read_toml(path)["answer"])
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error
    texts = [text for one in found for text in one.words.values()]
    if twice := sorted({text for text in texts if texts.count(text) > 1}):
        raise SettingsWrong(f"The city's file {path} holds a text twice: {twice[0]!r}.")
    return found


def _answer(row: Mapping[str, Any]) -> AnswerTemplate:
    if unknown := sorted(set(row) - KEYS):
        raise ValueError(f"unknown key {unknown[0]}")
    words = localized(row["words"])
    if not words or not all(0 < len(text.strip()) <= LONGEST for text in words.values()):
        raise ValueError(f"words must be there, each with 1 to {LONGEST} characters")
    return AnswerTemplate(AnswerWhen(row["when"]), words, frozenset(str(code) for code in row.get("services", ())))
