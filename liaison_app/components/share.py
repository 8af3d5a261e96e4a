"""Sharing and printing a page: what the browser itself does (`assets/js/page_tools.jsx`)."""

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

    share_title: rx.Var[str]
    copied: rx.Var[str]


class _PrintButton(rx.Component):
    """A button that prints the page."""

    library = _LIBRARY
    tag = "PrintButton"


def share_button(title: Words, class_name: str = "top-bar__link") -> rx.Component:
    """Shares the page's address under `title`; says so where it is only copied."""
    return _ShareButton.create(
        icon("share"),
        rx.el.span(t("Share"), class_name="unseen"),
        share_title=title,
        copied=t("The address is copied."),
        class_name=class_name,
    )


def print_button(class_name: str = "top-bar__link") -> rx.Component:
    """Prints the page."""
    return _PrintButton.create(icon("print"), rx.el.span(t("Print"), class_name="unseen"), class_name=class_name)
