"""What a component is given: words that stand when the page is built, or a value that comes with the state."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.i18n import active_locale

#: Text or a value of the state that will be text. Texts of our own have gone through `t()` before they come here.
Words = str | rx.Var[Any]

#: Yes or no, now or from the state.
Flag = bool | rx.Var[Any]


def shown(value: Words | Flag, component: rx.Component) -> rx.Component:
    """`component` where `value` says something, nothing where it is empty or false; decided now if it can be."""
    if isinstance(value, rx.Var):
        return rx.cond(value, component, rx.fragment())
    return component if value else rx.fragment()


def chosen(flag: Flag, yes: str, no: str) -> Words:
    """One of two codes (class names, attribute values) by a flag that may live in the state."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, yes, no)
    return yes if flag else no


def page_language(own: rx.Var[str]) -> rx.Var[str]:
    """The language of words from elsewhere, for a `lang` attribute; '' stands for the page's own."""
    return rx.cond(own != "", own, active_locale())
