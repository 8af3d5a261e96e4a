"""Sharing, copying and printing: what the browser itself does (`assets/js/page_tools.js`)."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import Words
from liaison_app.i18n import t

_LIBRARY = "$/public/js/page_tools.jsx"


class _ShareButton(rx.Component):
    """A button that shares the page's address."""

    library = _LIBRARY
    tag = "ShareButton"

    copied: rx.Var[str]


class _PrintButton(rx.Component):
    """A button that prints the page."""

    library = _LIBRARY
    tag = "PrintButton"


class _CopyButton(rx.Component):
    """A button that puts a text on the clipboard."""

    library = _LIBRARY
    tag = "CopyButton"

    text: rx.Var[str]
    copied: rx.Var[str]


def share_button(class_name: str = "top-bar__link", *, with_word: bool = False) -> rx.Component:
    """Shares the page's address under its title; says so where it is only copied."""
    return _ShareButton.create(
        icon("share"),
        rx.el.span(t("Share"), class_name="" if with_word else "unseen"),
        copied=t("The address is copied."),
        class_name=class_name,
    )


def print_button(class_name: str = "top-bar__link", *, with_word: bool = False) -> rx.Component:
    """Prints the page."""
    word = rx.el.span(t("Print"), class_name="" if with_word else "unseen")
    return _PrintButton.create(icon("print"), word, class_name=class_name)


def copy_button(text: Words, label: Words) -> rx.Component:
    """A button that copies `text` and says that it did."""
    return _CopyButton.create(icon("copy"), label, text=text, copied=t("Copied."), class_name="button button--ink")
