"""How a module's questions were answered: the most missed first, each answer with how many chose it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes, training_routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.fields import select_field
from liaison_app.components.frame import page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.notices import live_region, not_found
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import chosen, page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.modules import to_modules
from liaison_app.states.module_results import ModuleResults

_SAID = "check-result__said"


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.el.p(to_modules()),
            rx.match(ModuleResults.phase, ("ready", _results()), ("missing", _missing()), _loading()),
        ),
        here=ModuleResults.here,
        audience="coordinator",
        current="desk",
    )


def _loading() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Results"), class_name="unseen"), skeleton_text(8))


def _missing() -> rx.Component:
    to = routes.localized(training_routes.DESK_MODULES)
    gone = not_found(t("There are no results."), t("Nothing of it was published."), to=to, way=t("Modules"))
    return rx.fragment(rx.el.h1(t("Results"), class_name="unseen"), gone)


def _results() -> rx.Component:
    words = ModuleResults.shown
    none = empty_state(t("Nobody has answered yet"), t("As soon as somebody does, you see here what was missed most."))
    return rx.fragment(
        rx.el.div(
            rx.el.h1(words.title, lang=page_language(words.lang)),
            rx.el.p(words.about, class_name="quiet"),
            link_button(t("To the text"), to=words.edit_to, small=True),
            class_name="section stack",
        ),
        _choices(),
        live_region(rx.el.p(words.about, class_name="unseen")),
        section(
            t("Questions, the most missed first"),
            rx.cond(words.has_answers, rx.el.ol(rx.foreach(words.checks, _check), class_name="check-results"), none),
            name="questions",
        ),
    )


def _choices() -> rx.Component:
    words = ModuleResults.shown
    return rx.el.form(
        select_field("cohort", t("Whose answers"), words.cohorts, first=t("Everybody’s"), default_value=words.cohort),
        select_field("version", t("Version"), words.versions, default_value=words.version),
        button(t("Show"), type="submit"),
        on_submit=ModuleResults.choose,
        reset_on_submit=False,
        class_name="result-choices",
        key=ModuleResults.here,
    )


def _check(one: Any) -> rx.Component:
    lang = page_language(ModuleResults.shown.lang)
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.part, class_name="small quiet", lang=lang),
            rx.el.h3(one.asks, lang=lang),
            rx.el.p(
                rx.cond(one.is_missed, icon("warning", small=True), icon("info", small=True)),
                rx.el.span(one.said),
                class_name=rx.cond(
                    one.is_missed, "check-result__said check-result__said--missed", "check-result__said"
                ),
            ),
        ),
        rx.el.ul(rx.foreach(one.answers, _answer), class_name="answer-bars", lang=lang),
        class_name="check-result",
        key=one.number,
    )


def _unseen(words: str) -> rx.Component:
    return rx.el.span(words, class_name="unseen")


def _answer(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            shown(
                one.right, rx.fragment(icon("check", small=True), rx.el.span(t("Right answer"), class_name="unseen"))
            ),
            rx.el.span(one.words),
            class_name="answer-bar__words",
        ),
        rx.el.progress(value=one.share, max=100, aria_hidden="true", class_name="answer-bar__bar"),
        rx.el.span(one.count, class_name="num"),
        class_name=chosen(one.right, "answer-bar answer-bar--right", "answer-bar"),
    )


PAGES = (
    Page(
        route=training_routes.DESK_MODULE_RESULTS,
        build=build,
        title=lambda: page_title(t("Results")),
        on_load=(ModuleResults.load,),
        audience=Audience.COORDINATOR,
    ),
)
