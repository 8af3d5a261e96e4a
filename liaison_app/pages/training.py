"""The trainee's own page: what is next, the modules with how far one is, and the way to everything else."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import cohort_routes, practice_routes, training_routes
from liaison_app.components.badges import badge
from liaison_app.components.buttons import link_button
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.houses import row_of_houses
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.module_parts import module_reader, readings_sent
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.routes import CERTIFICATE, localized
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.training import ModuleReader, Training


def build() -> rx.Component:
    """What is next above all; the modules; beside them sessions, practice and certification."""
    return page_frame(
        wrap(
            _head(),
            live_region(shown(Training.notice, notice(Training.notice, kind="late"))),
            rx.match(
                Training.phase,
                ("ready", split(rx.el.div(_next(), _modules()), _beside())),
                ("failed", _failed()),
                skeleton_list(5),
            ),
            readings_sent(Training.owner),
        ),
        here=training_routes.TRAINING,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _head() -> rx.Component:
    words = Training.shown
    return rx.el.div(
        rx.el.div(rx.el.h1(t("Your training")), rx.el.p(words.progress, class_name="quiet")),
        shown(words.of > 0, row_of_houses(words.lights, label=words.progress, class_name="training-houses")),
        class_name="section training-head",
    )


def _next() -> rx.Component:
    one = Training.shown.next
    step = rx.el.section(
        rx.el.h2(t("Next")),
        rx.el.p(one.title, class_name="training-next__title", lang=page_language(one.lang)),
        rx.el.p(one.about, lang=page_language(one.lang)),
        rx.el.p(one.size, " · ", one.state, class_name="quiet small"),
        link_button(Training.shown.next_act, to=one.href, kind="gold", wide=True),
        class_name="training-next",
    )
    done = notice(
        t("You have passed every module."),
        t("You can read each of them again at any time."),
        kind="fixed",
    )
    return rx.cond(one.id != "", step, shown(Training.shown.of > 0, done))


def _modules() -> rx.Component:
    none = empty_state(t("No modules yet"), t("Your coordinators have not published any. You will find them here."))
    listed = rx.el.ol(rx.foreach(Training.shown.cards, _card), class_name="module-cards")
    return section(t("Modules"), rx.cond(Training.shown.cards.length() > 0, listed, none), name="modules")


def _card(one: Any) -> rx.Component:
    newer = rx.el.p(
        one.newer, " ", link(t("Begin the newer version"), to=one.newer_to, class_name="module-card__newer"),
        class_name="small",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            link(one.title, to=one.href, class_name="module-card__title", lang=page_language(one.lang)),
            rx.el.p(one.about, class_name="small", lang=page_language(one.lang)),
            rx.el.p(one.size, class_name="small quiet"),
            shown(one.newer, newer),
        ),
        badge(one.state, kind=one.kind, icon_name=one.icon),
        class_name="module-card",
        key=one.id,
    )


def _beside() -> rx.Component:
    """The other parts of the training; each has its own page."""
    sessions = rx.el.p(
        t("Your coordinator tells you when and where your group meets. At the door you type the code that is shown.")
    )
    practice = rx.el.p(t("In the practice room you report made-up problems, and hear at once what was good."))
    certification = rx.el.p(
        t(
            "You are certified when you have been at the sessions, passed the modules and practiced. "
            "Until then a coordinator looks at each of your requests before it goes to the city."
        )
    )
    return rx.fragment(
        _part(t("Sessions"), sessions, t("I am at a session"), cohort_routes.HERE, name="sessions"),
        _part(t("Practice"), practice, t("To the practice room"), practice_routes.PRACTICE, name="practice"),
        _part(t("Certification"), certification, t("What I have, and what is missing"), CERTIFICATE, name="certified"),
    )


def _part(title: str, words: rx.Component, act: str, to: str, *, name: str) -> rx.Component:
    return section(title, words, link_button(act, to=localized(to)), name=name)


def _failed() -> rx.Component:
    return notice(t("Your training could not be loaded."), t("Load the page again in a minute."), kind="late")


def _to_training() -> str:
    return localized(training_routes.TRAINING)


def build_module() -> rx.Component:
    """One module, one part at a time."""
    return page_frame(
        wrap(
            rx.el.p(
                link(icon("back"), t("Your training"), to=localized(training_routes.TRAINING), class_name="way-back")
            ),
            rx.match(ModuleReader.phase, ("ready", _reading()), ("missing", _missing()), _loading()),
            class_name="module-page",
        ),
        here=ModuleReader.here,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _loading() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Module"), class_name="unseen"), skeleton_list(3))


def _missing() -> rx.Component:
    gone = not_found(
        t("There is no such module."),
        t("It may have been retired. Your training has those that there are."),
        to=_to_training(),
        way=t("Your training"),
    )
    return rx.fragment(rx.el.h1(t("Module"), class_name="unseen"), gone)


def _reading() -> rx.Component:
    one = ModuleReader.reading
    newer = notice(one.newer, kind="info", act=link(t("Begin the newer version"), to=one.newer_to))
    return rx.fragment(
        rx.el.div(
            rx.el.h1(one.title, lang=page_language(one.lang)),
            rx.el.p(one.size, class_name="quiet small"),
            class_name="module-head",
        ),
        shown(one.other_language, notice(one.other_language, kind="quiet")),
        shown(one.newer_to, newer),
        module_reader(one),
    )


PAGES = (
    Page(
        route=training_routes.TRAINING,
        build=build,
        title=lambda: page_title(t("Your training")),
        on_load=(Training.load,),
        audience=Audience.LIAISON,
    ),
    Page(
        route=training_routes.TRAINING_MODULE,
        build=build_module,
        title=lambda: page_title(t("Module")),
        on_load=(ModuleReader.load,),
        audience=Audience.LIAISON,
    ),
)
