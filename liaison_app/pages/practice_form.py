"""Doing a practice ticket: the four steps of a report with the practice office behind them, or sending nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.components.buttons import button
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.navigation import in_locale
from liaison_app.components.notices import live_region, notice
from liaison_app.components.practice_parts import chosen_photos, offered_photos, practice_banner
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import active_locale, t
from liaison_app.pages import Page
from liaison_app.pages.report_check import check_step
from liaison_app.pages.report_details import details_step
from liaison_app.pages.report_form import FormKind
from liaison_app.pages.report_what import what_step
from liaison_app.pages.report_where import where_step
from liaison_app.routes import localized
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.practice_draft import PracticeDraft
from liaison_app.states.practice_steps import (
    PracticeCheck,
    PracticeDetails,
    PracticeInstead,
    PracticeWhat,
    PracticeWhere,
)
from liaison_app.wording.practice import InsteadWords


def practice_form() -> FormKind:
    """The same steps: what is sent is graded."""
    here = PracticeDraft.here
    return FormKind(
        name="practice",
        where=PracticeWhere,
        what=PracticeWhat,
        details=PracticeDetails,
        check=PracticeCheck,
        owner=PracticeDraft.owner,
        here=lambda step: here + f"/{step}",
        to=lambda step: in_locale(here + f"/{step}", active_locale()),
        back_to=in_locale(here, active_locale()),
        leave_to=localized(routes.PRACTICE),
        current="more",
        may_wait=False,
        photos=lambda: offered_photos(PracticeDraft.scene.photos),
        chosen_photos=lambda: chosen_photos(PracticeCheck.photos),
        check_hint=t("Practice: it is graded at once, and goes nowhere."),
        send=t("Hand it in"),
        who_sees=t("Who would see what"),
        above=_banner,
        key=PracticeDraft.owner,
    )


def _banner() -> rx.Component:
    return practice_banner(PracticeDraft.scene, instead_to=in_locale(PracticeDraft.here + "/instead", active_locale()))


def _where() -> rx.Component:
    return where_step(practice_form())


def _what() -> rx.Component:
    return what_step(practice_form())


def _details() -> rx.Component:
    return details_step(practice_form())


def _check() -> rx.Component:
    return check_step(practice_form())


def _instead() -> rx.Component:
    """Whom one would turn to."""
    cards = choice_cards(
        "instead",
        t("Whom would you turn to?"),
        rx.foreach(PracticeDraft.scene.instead, _one),
        error=said(PracticeInstead.errors, "instead"),
    )
    return page_frame(
        practice_banner(PracticeDraft.scene),
        wrap(
            rx.el.section(
                back_link(t("Back"), in_locale(PracticeDraft.here, active_locale())),
                rx.el.h1(t("Send nothing")),
                rx.el.p(
                    t("Some things are not for the city’s list. Say who can help, as you would tell your neighbor."),
                    class_name="lede",
                ),
                live_region(shown(PracticeInstead.notice, notice(PracticeInstead.notice, kind="late"))),
                rx.el.form(
                    cards,
                    button(t("Hand it in"), kind="gold", icon_name="check", type="submit"),
                    on_submit=PracticeInstead.choose,
                    reset_on_submit=False,
                    no_validate=True,
                    class_name="stack",
                    key=PracticeDraft.owner,
                ),
                class_name="section stack",
            ),
        ),
        here=PracticeDraft.here + "/instead",
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _one(one: rx.Var[InsteadWords]) -> rx.Component:
    return choice_card("instead", one.key, one.name, why=one.call, key=one.key)


def _page(route: str, build: Callable[[], rx.Component], title: Callable[[], str], *on_load: Any) -> Page:
    return Page(
        route=route,
        build=build,
        title=lambda: page_title(t("Practice: {page}", page=title())),
        on_load=(PracticeDraft.enter, *on_load),
        audience=Audience.LIAISON,
    )


PAGES = (
    _page(routes.PRACTICE_WHERE, _where, lambda: t("Where is it? Step {step} of {steps}", step=1, steps=4)),
    _page(routes.PRACTICE_WHAT, _what, lambda: t("What is it? Step {step} of {steps}", step=2, steps=4)),
    _page(routes.PRACTICE_DETAILS, _details, lambda: t("Show it. Step {step} of {steps}", step=3, steps=4)),
    _page(routes.PRACTICE_CHECK, _check, lambda: t("Check and send. Step {step} of {steps}", step=4, steps=4)),
    _page(routes.PRACTICE_INSTEAD, _instead, lambda: t("Send nothing"), PracticeInstead.begin),
)
