"""Badges, and the three kinds of truth in three shapes, so that "City: closed" can never look like "fixed".

What the city says is a square stamp; what a person saw is a pill with a window; what became of our message is a tab
with a cut corner. `kind` is always one of late, not-fixed, fixed, open, closed, waiting.
"""

from __future__ import annotations

import reflex as rx

from liaison_app.components.drawn_once import drawn_once
from liaison_app.components.icons import icon
from liaison_app.components.words import Words, either, picked
from liaison_app.wording.tickets import BadgeWords


def badge(words: Words, *, kind: Words = "closed", icon_name: Words = "clock") -> rx.Component:
    """A short word about a ticket that is none of the three truths: "3 days late", "Due by Wed 16 Dec"."""
    return rx.el.span(icon(icon_name), rx.el.span(words), class_name=f"badge badge--{kind}")


def city_stamp(words: Words, *, kind: Words = "open") -> rx.Component:
    """What the city says, as a square stamp: "City: closed 10 Dec"."""
    return rx.el.span(icon("city"), rx.el.span(words), class_name=f"badge stamp badge--{kind}")


def seen_pill(words: Words, *, kind: Words = "fixed") -> rx.Component:
    """What a person saw on the spot, as a pill whose window is lit only when it was seen fixed."""
    window = rx.el.span(class_name="pill__window", aria_hidden="true")
    return rx.el.span(window, rx.el.span(words), class_name=f"badge pill badge--{kind}")


def message_tab(words: Words, *, kind: Words = "waiting", icon_name: Words = "send") -> rx.Component:
    """What became of our message to the city, as a tab with a cut corner: "Waits for signal", "City has it"."""
    return rx.el.span(icon(icon_name), rx.el.span(words), class_name=f"badge tab badge--{kind}")


@drawn_once
def shaped_badge(row: BadgeWords | rx.Var[BadgeWords]) -> rx.Component:
    """A badge of a row, in the shape of its truth."""
    window = rx.el.span(class_name="pill__window", aria_hidden="true")
    shape = picked(row.shape, {"city": "stamp", "seen": "pill", "message": "tab"}, "plain")
    return rx.el.span(
        either(row.shape == "seen", window, icon(row.icon)),
        rx.el.span(row.words),
        class_name=f"badge {shape} badge--{row.kind}",
    )


def avatar(initials: Words, *, kind: Words = "person") -> rx.Component:
    """A square with initials for a person; `kind` is person, city, thing or empty (an empty seat)."""
    return rx.el.span(initials, class_name=f"avatar avatar--{kind}", aria_hidden="true")
