"""The texts of published versions, read once: a published version never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from liaison_app.domain.module_text import ModuleText, TextFault, compare, read_module


@lru_cache(maxsize=512)
def text_of(markdown: str) -> ModuleText:
    """A published text as it is read."""
    return read_module(markdown)[0]


def in_language(texts: Mapping[str, str], locale: str) -> tuple[str, ModuleText]:
    """A version in the language asked for, else in the one that there is; with that language's code."""
    found = locale if texts.get(locale, "").strip() else next((one for one in texts if texts[one].strip()), locale)
    return found, text_of(texts.get(found, ""))


def looked_over(
    texts: Mapping[str, str], languages: Sequence[str]
) -> dict[str, tuple[ModuleText, tuple[TextFault, ...]]]:
    """Each language's text and its faults; of those that are written, the others are compared with the first."""
    found: dict[str, tuple[ModuleText, tuple[TextFault, ...]]] = {}
    first: ModuleText | None = None
    for locale in languages:
        written = texts.get(locale, "")
        if not written.strip():
            continue
        text, faults = read_module(written)
        if first is None:
            first = text
        elif not faults:
            faults = compare(first, text)
        found[locale] = (text, faults)
    return found
