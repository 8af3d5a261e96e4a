"""Facts as rows (the check before sending), figures with their base, and who sees what."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.words import Words, shown
from liaison_app.i18n import t


def facts(*rows: Any) -> rx.Component:
    """Rows of name and value: `fact` each."""
    return rx.el.dl(*rows, class_name="facts")


def fact(name: Words, *value: Any, change_to: Words = "", lang: Words | None = None) -> rx.Component:
    """One row; with `change_to` a link "Change" that names what it changes to a screen reader.

    `lang` is the language of name and value where it may not be the page's.
    """
    spoken = {} if lang is None else {"lang": lang}

    def change() -> rx.Component:
        words = t("Change"), rx.el.span(" ", name, class_name="unseen")
        return rx.el.dd(link(*words, to=change_to), class_name="facts__do")

    return rx.el.div(rx.el.dt(name, **spoken), rx.el.dd(*value, **spoken), shown(change_to, change))


def stats(*figures: Any, two: bool = False) -> rx.Component:
    """Figures beside each other, two on a phone and four on a desktop (`two` keeps two)."""
    return rx.el.dl(*figures, class_name="stats stats--two" if two else "stats")


def stat(number: Words, what: Words, *, of: Words = "", kind: Words = "") -> rx.Component:
    """A figure with what it counts and, in `of`, its base ("of 14"). `kind` is late, fixed or empty."""
    return rx.el.div(
        rx.el.dt(what, class_name="stat__what"),
        rx.el.dd(number, shown(of, rx.el.small(" ", of)), class_name="stat__n"),
        class_name=f"stat stat--{kind}",
    )


def seen_by(title: Words, *lines: Any, private: bool = False) -> rx.Component:
    """What everyone sees, or what stays private, as a list of words."""
    kind = "seen-by seen-by--private" if private else "seen-by"
    return rx.el.section(
        rx.el.h3(icon("private" if private else "seen"), title),
        rx.el.ul(*[rx.el.li(line) if not isinstance(line, rx.Component) else line for line in lines]),
        class_name=kind,
    )


def side_by_side(*content: rx.Component) -> rx.Component:
    """Two boxes beside each other where there is room."""
    return rx.el.div(*content, class_name="side-by-side")


def receipt(*parts: rx.Component) -> rx.Component:
    """The receipt after sending, in parts with a tear line between them."""
    return rx.el.section(*[rx.el.div(part, class_name="receipt__part") for part in parts], class_name="receipt")


def receipt_number(label: Words, number: Words) -> rx.Component:
    """Our number, large enough to read out over the phone."""
    return rx.el.div(rx.el.p(label, class_name="small quiet"), rx.el.p(number, class_name="receipt__number"))
