"""Choice cards: one of a few, each with a picture and a reason; the finger may land anywhere on the card."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.fields import field_error, field_hint, group_described, wrong_if
from liaison_app.components.icons import icon
from liaison_app.components.words import Words, chosen, shown


def choice_cards(
    name: Words, legend: Words, *cards: Any, hint: Words = "", error: Words = "", two: bool = False
) -> rx.Component:
    """A radio group of `choice_card`s; `two` puts them two abreast where there is room."""
    wrong = wrong_if(error)
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="field__label"),
        field_hint(name, hint),
        field_error(name, error),
        rx.el.div(*cards, class_name="choices choices--two" if two else "choices"),
        class_name=chosen(wrong, "field field--error", "field"),
        **group_described(name, error),
    )


def choice_card(
    name: Words, value: Words, title: Words, *, why: Words = "", icon_name: Words = "", **props: Any
) -> rx.Component:
    """One card of a radio group. `props` go to the radio button (`checked`, `on_change`, `default_checked`)."""
    return rx.el.label(
        rx.el.input(type="radio", name=name, value=value, **props),
        shown(icon_name, rx.el.span(icon(_some(icon_name)), class_name="choice-card__icon")),
        rx.el.span(
            rx.el.span(title, class_name="choice-card__name"),
            shown(why, rx.el.span(why, class_name="choice-card__why")),
            class_name="choice-card__words",
        ),
        rx.el.span(class_name="choice-card__dot"),
        class_name="choice-card",
    )


def _some(icon_name: Words) -> Words:
    """An icon's name where there is none to show: the picture is left out, but its name must be one."""
    return icon_name if isinstance(icon_name, rx.Var) else icon_name or "other"
