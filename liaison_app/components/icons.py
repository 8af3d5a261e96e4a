"""Icons and drawings out of the sprite that `front_end/icons.py` builds."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.drawn_once import drawn_once
from liaison_app.components.words import Words
from liaison_app.front_end.icons import ICON_NAMES, sprite_address

_SPRITE = sprite_address()


@drawn_once
def icon(name: Words, *, small: bool = False, class_name: str = "") -> rx.Component:
    """An icon by our name for it (`front_end/icons.py`). It is ornament: the words stand beside it, or in a label.

    Raises:
        KeyError: no such icon (only for a name known now; one from the state draws nothing when it is wrong).
    """
    if isinstance(name, str) and name not in ICON_NAMES:
        raise KeyError(name)
    kind = "icon icon--small" if small else "icon"
    return rx.el.svg(
        rx.el.svg.use(href=f"{_SPRITE}#{name}"),
        class_name=f"{kind} {class_name}".strip(),
        aria_hidden="true",
        custom_attrs={"focusable": "false"},
    )


@drawn_once
def brand_mark() -> rx.Component:
    """The sign post: two blades, one of them gold."""
    return rx.el.svg(rx.el.svg.use(href=f"{_SPRITE}#brand-mark"), class_name="brand-mark", aria_hidden="true")


def house_drawing(kind: Words, lights: Words) -> rx.Component:
    """One house of four kinds (a–d) with lit windows as `lights` says (`lit-3 has-5`)."""
    return rx.el.svg(rx.el.svg.use(href=f"{_SPRITE}#house-{kind}"), class_name=f"house {lights}", view_box="0 0 48 80")
