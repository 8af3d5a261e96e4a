"""All neighborhoods."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.public_map import places_list
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("Neighborhoods")),
                rx.el.p(
                    t("Open one to see what is reported there, what is late, and what was seen fixed."),
                    class_name="lede",
                ),
                class_name="page-head",
            ),
            places_list(),
        ),
        here=routes.PLACES,
        audience=LiaisonSession.role,
        current="places",
    )


PAGE = Page(
    route=routes.PLACES,
    build=build,
    title=lambda: page_title(t("Neighborhoods")),
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
