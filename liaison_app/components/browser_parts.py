"""The few parts that need the browser itself: they stand in `assets/js/parts.jsx` and keep no state of ours."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from liaison_app.components.fields import described, field
from liaison_app.components.icons import icon
from liaison_app.components.words import Flag, Words
from liaison_app.i18n import t

_LIBRARY = "$/public/js/parts.jsx"


class _Dialog(rx.Component):
    """The browser's own `<dialog>`, opened as a modal: it traps the focus, closes on Escape and gives it back."""

    library = _LIBRARY
    tag = "Dialog"

    is_open: rx.Var[bool]
    labelled_by: rx.Var[str]
    on_close: rx.EventHandler[no_args_event_spec]


class _Counted(rx.Component):
    """A textarea that says how many characters are left, and speaks up when few are."""

    library = _LIBRARY
    tag = "Counted"

    field_id: rx.Var[str]
    most: rx.Var[int]
    left: rx.Var[str]
    over: rx.Var[str]


class _Password(rx.Component):
    """A password input with a button that shows what was typed."""

    library = _LIBRARY
    tag = "Password"

    show: rx.Var[str]
    hide: rx.Var[str]


class _LanguageLink(rx.Component):
    """A link to the same page in another language, with what stands behind the `?` of this one."""

    library = _LIBRARY
    tag = "LanguageLink"

    to: rx.Var[str]


class _PageFocus(rx.Component):
    """Nothing to see: after going to another page inside the app, its heading has the focus and is read out."""

    library = _LIBRARY
    tag = "PageFocus"


def page_focus() -> rx.Component:
    """Once in every frame. The page that the browser loads first keeps the browser's own focus."""
    return _PageFocus.create()


def same_page_in(locale: str, *content: Any, to: Words, class_name: str) -> rx.Component:
    """A link to the same page in `locale`, of the address `to`. It loads the page afresh, for its `<html lang>`."""
    return _LanguageLink.create(
        *content, to=to, class_name=class_name, custom_attrs={"lang": locale, "hrefLang": locale}
    )


def dialog(
    title: Words, *content: rx.Component, name: str, is_open: Flag, on_close: Any, sheet: bool = False
) -> rx.Component:
    """A dialog over the page: a box in the middle, or with `sheet` a sheet from below on a phone.

    `is_open` and `on_close` belong to a state; Escape, the close button and a tap outside call `on_close`.
    """
    heading = rx.el.h2(title, id=f"{name}-heading")
    head = rx.el.div(
        heading,
        rx.el.button(
            icon("close"), rx.el.span(t("Close"), class_name="unseen"), class_name="dialog__close", on_click=on_close
        ),
        class_name="dialog__head",
    )
    return _Dialog.create(
        head,
        rx.el.div(*content, class_name="dialog__body"),
        is_open=is_open,
        labelled_by=f"{name}-heading",
        on_close=on_close,
        class_name="dialog dialog--sheet" if sheet else "dialog",
        id=name,
    )


def text_area(
    name: Words,
    label: Words,
    *,
    most: int | None = None,
    hint: Words = "",
    error: Words = "",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """Several lines. With `most`, the characters left are told while typing; more than that is not cut off."""
    area = rx.el.textarea(class_name="field__input", **described(name, error), **props)
    if most is None:
        return field(name, label, area, hint=hint, error=error, optional=optional)
    counted = _Counted.create(
        area,
        field_id=f"field-{name}",
        most=most,
        left=t("{left} characters left", left="{left}"),
        over=t("{over} characters too many", over="{over}"),
    )
    return field(name, label, counted, hint=hint, error=error, optional=optional)


class _Filling(rx.Component):
    """Around choices that bring words along for another field of their form."""

    library = "$/public/js/filling.jsx"
    tag = "Filling"


def filling(*content: rx.Component) -> rx.Component:
    """Around a `<select>` outside of a kept form: `data-fills` names the field that its options' words go into."""
    return _Filling.create(*content)


def password_field(
    name: Words, label: Words, *, new: bool = False, hint: Words = "", error: Words = "", **props: Any
) -> rx.Component:
    """A password, with a button that shows it. `new` tells the browser's own keeper that one is being chosen."""
    secret = rx.el.input(
        type="password",
        class_name="field__input",
        auto_complete="new-password" if new else "current-password",
        **described(name, error),
        **props,
    )
    return field(name, label, _Password.create(secret, show=t("Show"), hide=t("Hide")), hint=hint, error=error)
