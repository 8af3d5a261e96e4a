"""What a component is given: words that stand when the page is built, or a value that comes with the state."""

from __future__ import annotations

from collections.abc import Callable
from inspect import unwrap
from typing import Any

import reflex as rx

from liaison_app.i18n import active_locale

#: Text or a value of the state that will be text. Texts of our own have gone through `t()` before they come here.
Words = str | rx.Var[Any]

#: Yes or no, now or from the state.
Flag = bool | rx.Var[Any]


#: A part of a page, or what builds it where it is wanted at all.
Part = rx.Component | Callable[[], rx.Component]


def _built(part: Part) -> rx.Component:
    return part if isinstance(part, rx.Component) else part()


def shown(value: Words | Flag, part: Part) -> rx.Component:
    """`part` where `value` says something, nothing where it is empty or false; decided now if it can be."""
    if isinstance(value, rx.Var):
        return rx.cond(value, _built(part), rx.fragment())
    return _built(part) if value else rx.fragment()


def either(flag: Words | Flag, yes: Part, no: Part) -> rx.Component:
    """One of two parts of a page, by a flag or by whether a text says anything; decided now if it can be."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, _built(yes), _built(no))
    return _built(yes if flag else no)


def each(rows: Any, draw: Callable[[Any], rx.Component]) -> rx.Component:
    """A part for each of `rows`: a list of rows, or a list that comes with the state."""
    if isinstance(rows, rx.Var):
        return rx.foreach(rows, unwrap(draw))  # which looks at what the function takes
    return rx.fragment(*[draw(row) for row in rows])


def has_any(rows: Any) -> Flag:
    """Whether a list, perhaps from the state, has rows."""
    return rows.length() > 0 if isinstance(rows, rx.Var) else bool(rows)


def chosen(flag: Flag, yes: str, no: str) -> Words:
    """One of two codes (class names, attribute values) by a flag that may live in the state."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, yes, no)
    return yes if flag else no


def picked(value: Words, codes: dict[str, str], otherwise: str) -> Words:
    """The code (a class name, an icon) that goes with a value that may live in the state."""
    if isinstance(value, rx.Var):
        return rx.match(value, *codes.items(), otherwise)
    return codes.get(value, otherwise)


def page_language(own: Words) -> Words:
    """The language of words from elsewhere, for a `lang` attribute; '' stands for the page's own."""
    return rx.cond(own != "", own, active_locale()) if isinstance(own, rx.Var) else own or active_locale()
