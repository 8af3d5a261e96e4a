"""Every component in all its states, for whoever builds or judges a page. Internal: nothing links here."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.question import question_frame
from liaison_app.components.signs import bar_fill, corner_sign, plate, plate_numbers
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.showcase_controls import (
    chip_samples,
    choice_samples,
    dialog_sample,
    field_samples,
    press_samples,
)
from liaison_app.pages.showcase_lists import fact_samples, photo_samples, table_samples, waiting_samples
from liaison_app.pages.showcase_tickets import (
    badge_samples,
    card_samples,
    chain_samples,
    clock_samples,
    colour_samples,
    icon_samples,
    notice_samples,
    sign_samples,
    story_samples,
)

QUESTION = f"{routes.SHOWCASE}/question"


def build() -> rx.Component:
    """The showcase under a ticket's plate."""
    return page_frame(
        wrap(*[_part(*part) for part in _parts()]),
        here=routes.SHOWCASE,
        audience="liaison",
        current="mine",
        head=_late_plate(),
        own_gold=True,
    )


def build_question() -> rx.Component:
    """The frame of a report's step."""
    return question_frame(
        choice_samples(),
        field_samples(),
        title=t("What is it?"),
        hint=t("Say it the way you would to a neighbor."),
        step=2,
        steps=4,
        action=button(t("Go on to photos"), kind="gold"),
        here=QUESTION,
        back_to=routes.localized(routes.SHOWCASE),
        aside=rx.el.aside(
            rx.el.h2(t("So far")),
            corner_sign("52nd St", "Market St", block="5200", size="small"),
            class_name="so-far so-far--only-wide stack",
        ),
    )


def _parts() -> list[tuple[str, str, Any]]:
    return [
        ("colours", t("Colours and what they mean"), colour_samples()),
        ("signs", t("Signs"), sign_samples()),
        ("badges", t("Badges and the three kinds of truth"), badge_samples()),
        ("cards", t("Tickets in a list"), card_samples()),
        ("chain", t("Custody chain"), chain_samples()),
        ("clock-part", t("The honest clock"), clock_samples()),
        ("story", t("Timeline and thread"), story_samples()),
        ("notices", t("Notices"), notice_samples()),
        ("buttons", t("Buttons"), press_samples()),
        ("chips", t("Chips"), chip_samples()),
        ("dialogs", t("Dialogs"), dialog_sample()),
        ("photos", t("Photos"), photo_samples()),
        ("facts", t("Facts and figures"), fact_samples()),
        ("tables", t("Tables that become cards"), table_samples()),
        ("waiting", t("Loading, empty, too many"), waiting_samples()),
        ("icons", t("Icons"), icon_samples()),
    ]


def _part(name: str, title: str, samples: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title, id=name), rx.el.div(samples), class_name="section stack", aria_labelledby=name)


def _late_plate() -> rx.Component:
    return plate(
        t("3 days late"),
        kind="late",
        bar=[back_link(t("My tickets"), routes.localized(routes.MINE)), bar_fill()],
        sign=corner_sign("52nd St", "Market St", block="5200"),
        sub=t("The city has it. No crew has come, and it is still there."),
        acts=rx.el.div(
            rx.el.div(
                button(t("Ask the city"), kind="gold", icon_name="ask"),
                button(t("Not fixed"), kind="on-plate", icon_name="not-fixed"),
                class_name="plate__acts",
            ),
            plate_numbers((t("Our number"), "T-7F3K9"), (t("City number"), "17217527")),
        ),
    )


PAGE = Page(route=routes.SHOWCASE, build=build, title=lambda: page_title(t("Showcase")))
QUESTION_PAGE = Page(route=QUESTION, build=build_question, title=lambda: page_title(t("What is it?")))
PAGES = (
    PAGE,
    QUESTION_PAGE,
)
