"""What a list shows while it loads, when it is empty, when it failed, and when there is more than fits."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.houses import DARK, row_of_houses
from liaison_app.components.words import Words, shown
from liaison_app.i18n import t


def skeleton_list(rows: int = 4) -> rx.Component:
    """Rows in the shape of ticket cards while a list is on its way; a screen reader hears that it loads."""
    return rx.el.div(
        rx.el.p(t("Loading …"), class_name="unseen", role="status"),
        rx.el.div(*[_skeleton_card() for _ in range(rows)], class_name="ticket-list", aria_hidden="true"),
        _late(),
    )


def skeleton_text(lines: int = 3) -> rx.Component:
    """Lines of text while they are on their way."""
    outline = [rx.el.span(class_name="skeleton skeleton--text") for _ in range(lines)]
    return rx.el.div(rx.el.div(*outline, aria_hidden="true"), _late())


def _late() -> rx.Component:
    """What stands below an outline that has been there for some seconds; the style sheet brings it (empty.css)."""
    return rx.el.p(
        t("This takes longer than usual. Nothing is lost: it shows as soon as there is a connection."),
        class_name="skeleton-late quiet small",
        role="status",
    )


def empty_state(title: Words, words: Words, act: rx.Component | None = None) -> rx.Component:
    """A list with nothing in it: why that is so, and what to do about it. Its street is dark, because it counts."""
    return rx.el.div(
        row_of_houses([DARK] * 5),
        rx.el.h2(title),
        rx.el.p(words),
        act if act is not None else rx.fragment(),
        class_name="empty",
    )


def progress_line(done: rx.Var[int] | int, total: rx.Var[int] | int, words: Words) -> rx.Component:
    """How far something is, as a bar with its words: "3 of 5 photos sent"."""
    return rx.el.div(
        rx.el.progress(value=done, max=total, aria_label=words, class_name="progress-line__bar"),
        rx.el.span(words),
        class_name="progress-line",
    )


def too_many(words: Words, act: rx.Component | None = None) -> rx.Component:
    """Below a list that is cut: how many there are, and the way to the rest."""
    return rx.el.div(rx.el.p(words), shown(act is not None, act or rx.fragment()), class_name="too-many")


def _skeleton_card() -> rx.Component:
    return rx.el.div(
        rx.el.span(class_name="skeleton skeleton--tile"),
        rx.el.span(class_name="skeleton skeleton--title"),
        rx.el.span(class_name="skeleton skeleton--text"),
        class_name="ticket-card",
    )
