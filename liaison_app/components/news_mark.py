"""How much news is unread, as a figure beside the way to it."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.news_count import NewsCount


def news_mark() -> rx.Component:
    """Nothing where all is read. A screen reader hears what the figure counts."""
    figure = rx.el.span(
        rx.el.span(" "),
        NewsCount.unread,
        rx.el.span(" ", t("unread news"), class_name="unseen"),
        class_name="news-mark",
    )
    return shown(NewsCount.unread != "", figure)
