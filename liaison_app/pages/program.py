"""What the program is, when the next trainings are, who speaks near you, and how to take part."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import Link, page_frame, page_title, section, split, wrap
from liaison_app.components.front_parts import apply_button, cohort_card, empty_seats, near_form
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.speakers import speakers_section
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import Words, each, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.program import ProgramPage
from liaison_app.wording.program_front import FrontWords

Front = FrontWords | rx.Var[FrontWords]


def build() -> rx.Component:
    return _frame(ProgramPage.words, audience=LiaisonSession.role, link_to_server="socket")


def draw(words: FrontWords | None) -> rx.Component:
    """The same for whoever is not signed in."""
    return _frame(words or FrontWords(), audience="public", link_to_server="none")


def _frame(words: Front, *, audience: Words, link_to_server: Link) -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("A voice for every neighborhood")),
                rx.el.p(
                    t(
                        "Neighborhood liaisons are volunteers. The city trains them as part of its 311 team, and gives "
                        "each an account of their own. They report for their neighbors, follow up, and say what was "
                        "really fixed."
                    ),
                    class_name="lede",
                ),
                shown(words.is_ready, lambda: apply_button(words.apply_to)),
                class_name="page-head stack",
            ),
            split(
                rx.el.div(shown(words.is_ready, lambda: _trainings(words)), _does(), _process()),
                rx.el.div(shown(words.is_ready, lambda: _seats(words)), _take_part()),
            ),
        ),
        here=routes.PROGRAM,
        audience=audience,
        current="program",
        own_gold=True,
        link_to_server=link_to_server,
    )


def _trainings(words: Front) -> rx.Component:
    none = empty_state(
        t("No training is open at the moment"),
        t("Apply all the same: you are asked first when the next one is planned."),
    )
    return section(
        t("The next trainings"),
        near_form(words),
        either(
            has_any(words.cohorts),
            lambda: rx.el.ul(each(words.cohorts, cohort_card), class_name="cohort-cards"),
            lambda: none,
        ),
        name="trainings",
    )


def _seats(words: Front) -> rx.Component:
    here = shown(words.near, lambda: _near(words))
    return rx.fragment(
        here,
        section(
            t("Empty seats"),
            rx.el.p(words.empty_says),
            shown(has_any(words.empty), lambda: empty_seats(words)),
            name="seats",
        ),
    )


def _near(words: Front) -> rx.Component:
    return rx.fragment(
        speakers_section(words.speakers),
        rx.el.p(link(words.near, to=words.near_to), class_name="after"),
    )


def _does() -> rx.Component:
    return section(
        t("What a liaison does"),
        rx.el.ul(
            rx.el.li(t("Enters service requests straight into the city's work system, with place and photos.")),
            rx.el.li(t("Collects concerns at community meetings and enters them together.")),
            rx.el.li(t("Watches each request, and asks when the promised day has passed.")),
            rx.el.li(t("Goes and looks when the city says closed, and says what is there.")),
            class_name="prose-list",
        ),
        name="does",
    )


def _process() -> rx.Component:
    steps = (
        (t("Sent"), t("The liaison's request goes to the city's work system, which gives it a number.")),
        (t("With a department"), t("The city assigns it. Each kind of work has a service level: the promised day.")),
        (t("Closed"), t("The city says it is done, or why it will not do it.")),
        (t("Seen"), t("Somebody goes and looks. Closed and seen fixed are two different things here.")),
    )
    return section(
        t("The way of a request"),
        rx.el.ol(
            *[rx.el.li(rx.el.div(rx.el.h3(name), rx.el.p(words))) for name, words in steps],
            class_name="steps",
        ),
        rx.el.p(link(t("How it works: every service, and how long it takes"), to=routes.localized(routes.HOW))),
        notice(
            t("In danger, call 911."),
            t("Gas, wires down, fire, somebody hurt: a request is too slow for that."),
            kind="stop",
        ),
        name="process",
    )


def _take_part() -> rx.Component:
    steps = (
        (t("Apply"), t("Two minutes on a phone, without an account.")),
        (t("Take a seat"), t("A coordinator offers you one in a training near you, and you say yes.")),
        (t("Get trained"), t("A few sessions, short lessons on your phone, and practice without any risk.")),
        (t("Speak up"), t("With your certificate, what you report goes straight to the city.")),
    )
    return section(
        t("Take part"),
        rx.el.ol(
            *[rx.el.li(rx.el.div(rx.el.h3(name), rx.el.p(words))) for name, words in steps],
            class_name="steps",
        ),
        rx.el.p(t("No computer at hand? Call 311 and ask for the next liaison training."), class_name="after"),
        rx.el.p(
            link(t("Find your neighborhood"), to=routes.localized(routes.PLACES), class_name="button button--ink"),
            class_name="after",
        ),
        name="take-part",
    )


PAGE = Page(
    route=routes.PROGRAM,
    build=build,
    title=lambda: page_title(t("The program")),
    on_load=(LiaisonSession.load, ProgramPage.load),
    draw=draw,
)
PAGES = (PAGE,)
