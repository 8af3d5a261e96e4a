"""Photos: a strip like a street, a pair to compare, and the slot that asks for one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import Words, shown

# As attributes, by which the browser keeps the place; Reflex would make a style of them.
_SIZE = {"width": "400", "height": "300"}


def photo_strip(*photos: Any, label: Words) -> rx.Component:
    """Photos side by side in a row that scrolls sideways, also by keyboard."""
    return rx.el.div(*photos, class_name="photo-strip", role="group", aria_label=label, tab_index=0)


def photo_pair(before: Any, after: Any) -> rx.Component:
    """Two photos side by side, to compare; also on a phone."""
    return rx.el.div(before, after, class_name="photo-pair")


def photo(
    address: Words, said: Words, *content: Any, caption: Words = "", under: Words = "", small: bool = False
) -> rx.Component:
    """One photo with what it shows (`said`, for who cannot see it), a caption and a line under it."""
    text = rx.el.figcaption(shown(caption, rx.el.b(caption)), shown(under, rx.el.span(under)), *content)
    return rx.el.figure(
        rx.el.img(src=address, alt=said, loading="lazy", decoding="async", custom_attrs=_SIZE),
        text,
        class_name="photo photo--small" if small else "photo",
    )


def photo_slot(label: Words, *, input_id: str, small: bool = False, **props: Any) -> rx.Component:
    """The slot that asks for a photo: a file input one can tap anywhere; `props` go to the input.

    It has no `capture`, so that a phone offers camera and gallery both.
    """
    props.setdefault("accept", "image/*")
    return rx.el.div(
        rx.el.label(
            icon("camera"),
            rx.el.span(label),
            rx.el.input(type="file", id=input_id, class_name="photo__input", **props),
            class_name="photo__slot",
        ),
        class_name="photo photo--small" if small else "photo",
    )
