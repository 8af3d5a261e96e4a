"""A place told in words instead of by a pin: its field, and the two ways between them."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.fields import described, field
from liaison_app.i18n import t


def place_words_field(error: rx.Var[str]) -> rx.Component:
    """Where it is, in words."""
    area = rx.el.textarea(class_name="field__input", rows="3", **described("place_words", error))
    return field(
        "place_words",
        t("Where is it, in words?"),
        area,
        hint=t("The nearest house number, corner or landmark, and which side of the street."),
        error=error,
    )


def words_instead() -> rx.Component:
    """From the map to words."""
    return button(
        t("Describe the place in words instead"),
        kind="plain",
        custom_attrs={"data-set": "how=words", "data-live": "place"},
    )


def map_instead() -> rx.Component:
    """From words to the map."""
    return button(t("Use the map instead"), kind="plain", custom_attrs={"data-set": "how=map", "data-live": "place"})
