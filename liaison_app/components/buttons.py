"""Buttons, and links that look like buttons.

Gold is the act in our hands, and the one main act of a screen; ink repeats on rows; quiet is everything else; brick
sends something back or takes it away.
"""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.words import Flag, Words, chosen, shown

ButtonKind = Literal["gold", "ink", "quiet", "brick", "plain", "on-plate"]

_CLASSES: dict[ButtonKind, str] = {
    "gold": "button button--main",
    "ink": "button button--ink",
    "quiet": "button",
    "brick": "button button--brick",
    "plain": "button button--plain",
    "on-plate": "button button--on-plate",
}


def button(
    label: Words,
    *,
    kind: ButtonKind = "quiet",
    icon_name: str = "",
    small: bool = False,
    wide: bool = False,
    busy: Flag = False,
    **props: Any,
) -> rx.Component:
    """A button. It is of type `button` unless `type="submit"` is given.

    `busy` shows a turning ring and marks the button as not to be pressed again; it keeps the focus.
    """
    props.setdefault("type", "button")
    if busy is not False:
        props["custom_attrs"] = {"aria-disabled": chosen(busy, "true", "false"), **props.get("custom_attrs", {})}
    return rx.el.button(
        shown(icon_name, icon(icon_name or "check")),
        label,
        class_name=_class(kind, small=small, wide=wide, busy=busy),
        **props,
    )


def link_button(
    label: Words,
    *,
    to: Words,
    kind: ButtonKind = "quiet",
    icon_name: str = "",
    small: bool = False,
    wide: bool = False,
    full_load: bool = False,
    **props: Any,
) -> rx.Component:
    """A link in a button's clothes, for going somewhere. `full_load` leaves the page for good (files, sign-out)."""
    make = full_load_link if full_load else link
    content = [icon(icon_name)] if icon_name else []
    return make(*content, label, to=to, class_name=_class(kind, small=small, wide=wide, busy=False), **props)


def buttons(*content: rx.Component) -> rx.Component:
    """Buttons that belong together: below each other on a phone, beside each other where there is room."""
    return rx.el.div(*content, class_name="buttons")


def action_bar(*content: rx.Component, above_nav: bool = False) -> rx.Component:
    """The bar that pins a screen's main button at the thumb; on a desktop it stands at the end of the page."""
    kind = "action-bar action-bar--nav" if above_nav else "action-bar"
    return rx.el.div(rx.el.div(*content, class_name="wrap"), class_name=kind)


def _class(kind: ButtonKind, *, small: bool, wide: bool, busy: Flag) -> Words:
    fixed = _CLASSES[kind] + (" button--small" if small else "") + (" button--wide" if wide else "")
    return chosen(busy, f"{fixed} button--busy", fixed) if busy is not False else fixed
