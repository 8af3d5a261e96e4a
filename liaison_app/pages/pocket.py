"""The pocket: reporting and what was last known, for where there is no signal. The same HTML and script for everybody.

The page itself says nothing of anybody: what it shows lies on the phone of whoever reads it (`assets/js/pocket/`).
"""

from __future__ import annotations

import json

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.links import full_load_link
from liaison_app.components.pocket_words import pocket_words
from liaison_app.i18n import t
from liaison_app.pages import Page


def build() -> rx.Component:
    tag = "Pocket"
    given = json.dumps(pocket_words(), ensure_ascii=False)
    return page_frame(
        rx.el.div(class_name="connection-place", role="status"),
        wrap(
            rx.el.div(
                rx.el.h1(t("On this phone")),
                rx.el.p(t("Works without a signal. What you keep here goes by itself when there is one.")),
                class_name="page-head",
            ),
            rx.el.div(
                rx.el.p(t("One moment…"), class_name="quiet"),
                rx.el.noscript(t("This page needs JavaScript: it keeps what you write on this phone.")),
                full_load_link(t("Sign in"), to=routes.sign_in(routes.localized(routes.POCKET)), class_name="unseen"),
                class_name="pocket",
                custom_attrs={"data-island": tag, "data-given": given},
            ),
        ),
        here=routes.POCKET,
        audience="liaison",
        current="pocket",
        own_gold=True,
        link_to_server="own",
    )


PAGE = Page(
    route=routes.POCKET,
    build=build,
    title=lambda: page_title(t("On this phone")),
    is_quiet=True,
    is_same_for_all=True,
)

PAGES = (PAGE,)
