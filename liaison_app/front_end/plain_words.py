"""Words that are safe to build components with."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, cast

T = TypeVar("T")

# Reflex takes what stands between such marks in a text for one of its own variables, whoever wrote it: it would raise,
# or never come back. A space that nobody sees takes the mark away.
_MARK = "<reflex.Var>"
_NO_MARK = "<\u200breflex.Var>"


def plain_words(value: T) -> T:
    """`value` (a text, or rows and lists of texts) without marks of Reflex's own."""
    found: Any = value
    if isinstance(value, str):
        found = value.replace(_MARK, _NO_MARK) if _MARK in value else value
    elif isinstance(value, list | tuple):
        found = type(value)(plain_words(one) for one in value)
    elif isinstance(value, dict):
        found = {name: plain_words(one) for name, one in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        changed = {name: plain_words(getattr(value, name)) for name in names}
        found = dataclasses.replace(value, **changed)
    return cast("T", found)
