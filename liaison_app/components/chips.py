"""Chips: filters that are on or off, and short choices."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.fields import field_error, field_hint, group_described, wrong_if
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.words import Flag, Words, chosen, shown


def chips(*content: Any, label: Words, slide: bool = False) -> rx.Component:
    """A group of chips; `label` names it to a screen reader. `slide` keeps them in one row that scrolls sideways."""
    return rx.el.div(*content, class_name="chips chips--slide" if slide else "chips", role="group", aria_label=label)


def filter_chip(label: Words, *, pressed: Flag, icon_name: Words = "", count: Words = "", **props: Any) -> rx.Component:
    """A filter that is on or off, with how many there are."""
    return rx.el.button(
        *_content(label, icon_name, count),
        type="button",
        class_name="chip",
        aria_pressed=chosen(pressed, "true", "false"),
        **props,
    )


def chip_link(
    label: Words, *, to: Words, here: Flag = False, icon_name: Words = "", count: Words = "", **props: Any
) -> rx.Component:
    """A filter that is an address of its own, so that it can be bookmarked and works without a connection."""
    current = {"aria-current": chosen(here, "true", "false")}
    return link(*_content(label, icon_name, count), to=to, class_name="chip", custom_attrs=current, **props)


def chip_choices(
    legend: Words,
    name: Words,
    options: list[tuple[str, str]] | rx.Var[list[Any]],
    *,
    hint: Words = "",
    error: Words = "",
    **props: Any,
) -> rx.Component:
    """A radio group as chips, for short answers. `options` are (value, words), or state rows with those two names."""
    if isinstance(options, rx.Var):
        listed = [rx.foreach(options, lambda one: _option(name, one.value, one.words, props))]
    else:
        listed = [_option(name, value, words, props) for value, words in options]
    wrong = wrong_if(error)
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="field__label"),
        field_hint(name, hint),
        rx.el.div(*listed, class_name="chips"),
        field_error(name, error),
        class_name=chosen(wrong, "field field--error", "field"),
        **group_described(name, error),
    )


def _option(name: Words, value: Words, words: Words, props: dict[str, Any]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name=name, value=value, class_name="chip__input", **props), words, class_name="chip"
    )


def _content(label: Words, icon_name: Words, count: Words) -> list[rx.Component | Words]:
    return [
        shown(icon_name, icon(icon_name if isinstance(icon_name, rx.Var) else icon_name or "check")),
        label,
        shown(count, rx.el.span(count, class_name="chip__count")),
    ]
