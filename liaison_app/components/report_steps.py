"""What the steps of the report share."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.fields import saved_note
from liaison_app.components.icons import icon
from liaison_app.components.signs import corner_sign
from liaison_app.components.words import Words, shown
from liaison_app.i18n import t
from liaison_app.wording.places import PlaceSign


def said(errors: rx.Var[dict[str, str]], name: str) -> rx.Var[str]:
    """What is wrong with a field; '' where nothing is."""
    return rx.cond(errors.contains(name), errors[name], "")


def field_error(errors: rx.Var[dict[str, str]], name: str) -> rx.Component:
    """What is wrong with something that is no field of its own (the pin, the photos)."""
    words = said(errors, name)
    return rx.el.div(
        shown(words, rx.el.p(icon("error", small=True), words, class_name="field__error field__error--shown")),
        role="alert",
        id=f"field-{name}-error",
    )


def start_over() -> rx.Component:
    """Under a step: that everything is kept, and the way to throw it away (the form asks first)."""
    return rx.el.div(
        saved_note(t("Saved on this device as you type")),
        button(t("Start over"), kind="plain", small=True, type="reset"),
        class_name="kept-form__foot",
    )


def so_far(sign: rx.Var[PlaceSign], kind: Words) -> rx.Component:
    """Beside a step on a desktop: what was said so far."""
    return rx.el.aside(
        rx.el.h2(t("So far")),
        shown(sign.street, corner_sign(sign.street, sign.crossing, block=sign.block, size="small")),
        rx.el.p(rx.el.b(kind)),
        saved_note(t("Saved on this device as you type")),
        class_name="so-far so-far--only-wide stack",
        aria_label=t("So far"),
    )
