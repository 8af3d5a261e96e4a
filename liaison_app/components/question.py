"""One question a screen: the frame of the report's steps. Nothing else is in the way, and nothing typed gets lost."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import page_focus
from liaison_app.components.buttons import action_bar
from liaison_app.components.city_banner import city_strip
from liaison_app.components.connection import trouble_notice
from liaison_app.components.frame import back_link, skip_link
from liaison_app.components.houses import DARK, LIT, row_of_houses
from liaison_app.components.links import link
from liaison_app.components.navigation import side_nav
from liaison_app.components.signal import signal_line
from liaison_app.components.words import Words
from liaison_app.i18n import t


def question_frame(
    *content: rx.Component,
    title: Words,
    hint: Words,
    step: int,
    steps: int,
    action: rx.Component,
    here: Words,
    back_to: Words,
    audience: Words = "liaison",
    aside: rx.Component | None = None,
    fills_window: bool = False,
    above: rx.Component | None = None,
    save: rx.Component | None = None,
    leave_to: Words = "",
    current: str = "report",
) -> rx.Component:
    """A step of the report: the question as the heading, its content, and one gold button (`action`) at the thumb.

    As many houses are lit as steps are reached. `back_to` is the step before; "Save and leave" leads to `leave_to` (the
    liaison's tickets where that is '') unless `save` brings its own control. `aside` stands beside the content on
    desktops (what was said so far). `fills_window` is for the map step, `above` for what stands between head and
    content; `current` is the place in the navigation.
    """
    leave = save if save is not None else _save_and_leave(leave_to)
    parts = content if fills_window else (_body(content, aside), action_bar(action))
    return rx.el.div(
        page_focus(),
        skip_link(),
        side_nav(audience, current, here=here, quiet_report=True),
        _main(
            _head(title, hint, step, steps, back_to=back_to, save=leave),
            signal_line(audience),
            trouble_notice(),
            city_strip(),
            *([above] if above is not None else []),
            *parts,
            fills_window=fills_window,
        ),
        class_name="page page--question",
    )


def _main(*content: rx.Component, fills_window: bool) -> rx.Component:
    return rx.el.main(
        rx.el.div(*content, class_name="question question--map" if fills_window else "question"),
        class_name="page__main page__main--flush",
        id="main",
        tab_index=-1,
    )


def _body(content: tuple[rx.Component, ...], aside: rx.Component | None) -> rx.Component:
    main = rx.el.div(*content, class_name="stack")
    if aside is None:
        return rx.el.div(main, class_name="wrap question__body")
    return rx.el.div(main, aside, class_name="wrap question__body split")


def _save_and_leave(to: Words) -> rx.Component:
    away = routes.localized(routes.MINE) if isinstance(to, str) and not to else to
    return link(t("Save and leave"), to=away, class_name=_LINK)


def _head(title: Words, hint: Words, step: int, steps: int, *, back_to: Words, save: rx.Component) -> rx.Component:
    lights = [LIT if number < step else DARK for number in range(steps)]
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                back_link(t("Back"), back_to),
                rx.el.span(class_name="plate__bar-fill"),
                save,
                class_name="plate__bar",
            ),
            rx.el.div(
                rx.el.div(rx.el.h1(title), rx.el.p(hint)),
                rx.el.div(
                    row_of_houses(lights, class_name="roofline--steps"),
                    rx.el.span(t("Step {step} of {steps}", step=step, steps=steps)),
                    class_name="progress",
                ),
                class_name="question__where",
            ),
            class_name="wrap",
        ),
        class_name="question__head",
    )


_LINK = "top-bar__link"


def panel(*content: Any, on_top: bool = False) -> rx.Component:
    """The part of a window-filling step that holds words and controls rather than the map."""
    return rx.el.div(*content, class_name="question__panel question__panel--top" if on_top else "question__panel")
