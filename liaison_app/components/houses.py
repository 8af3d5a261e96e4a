"""The row of houses: each lit window counts one thing done (a step, a ticket seen fixed, a session attended)."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.icons import house_drawing
from liaison_app.components.words import Words

_KINDS = ("a", "c", "b", "d")

#: A house with every window lit, and one with none, in the words of `row_of_houses`.
LIT = "lit-5 has-5"
DARK = "lit-0 has-5"


def row_of_houses(lights: list[str] | rx.Var[list[str]], *, label: Words = "", class_name: str = "") -> rx.Component:
    """Houses side by side, one for each entry of `lights` (`wording.lights.house_lights`, or `LIT` and `DARK`).

    With a `label` it is a picture that says what it counts; without one it is silent, and words must stand beside it.
    """
    if isinstance(lights, rx.Var):
        kinds = rx.Var.create(list(_KINDS))
        houses = [rx.foreach(lights, lambda one, place: house_drawing(kinds[place % len(_KINDS)], one))]
    else:
        houses = [house_drawing(_KINDS[place % len(_KINDS)], one) for place, one in enumerate(lights)]
    said = {"role": "img", "aria_label": label} if isinstance(label, rx.Var) or label else {"aria_hidden": "true"}
    return rx.el.div(*houses, class_name=f"roofline {class_name}".strip(), **said)
