"""The way through a long list, page by page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.words import Flag, Words, shown
from liaison_app.i18n import t


def pagination(
    words: Words, *, previous_to: Words = "", next_to: Words = "", has_previous: Flag = True, has_next: Flag = True
) -> rx.Component:
    """Links to the pages before and after; `words` say where one is ("21–40 of 213")."""
    return _pages(
        words,
        shown(has_previous, link(icon("previous"), t("Previous"), to=previous_to or "#", class_name=_WAY, rel="prev")),
        shown(has_next, link(t("Next"), icon("forward"), to=next_to or "#", class_name=_WAY, rel="next")),
    )


def paging_buttons(
    words: Words, *, on_previous: Any, on_next: Any, has_previous: Flag = True, has_next: Flag = True
) -> rx.Component:
    """The same for a list that lives in the state."""
    return _pages(
        words,
        shown(has_previous, rx.el.button(icon("previous"), t("Previous"), on_click=on_previous, class_name=_WAY)),
        shown(has_next, rx.el.button(t("Next"), icon("forward"), on_click=on_next, class_name=_WAY)),
    )


_WAY = "button button--small"


def _pages(words: Words, previous: rx.Component, following: rx.Component) -> rx.Component:
    return rx.el.nav(
        previous,
        rx.el.p(words, class_name="pagination__here"),
        following,
        class_name="pagination",
        aria_label=t("Pages"),
    )
