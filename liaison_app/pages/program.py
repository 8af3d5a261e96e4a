"""What the program is, who takes part, and how the city's process goes."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession


def build() -> rx.Component:
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
                class_name="page-head",
            ),
            split(rx.el.div(_does(), _process()), _take_part()),
        ),
        here=routes.PROGRAM,
        audience=LiaisonSession.role,
        current="program",
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
    return section(
        t("Take part"),
        rx.el.p(t("Not a liaison? Call 311 to report a problem, or to ask for the next liaison training.")),
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
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
