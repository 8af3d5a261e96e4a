"""The public map: what is reported around here, and what became of it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.fields import search_field
from liaison_app.components.frame import page_frame, page_title, top_bar
from liaison_app.components.posted_form import asking_form
from liaison_app.components.public_map import public_map
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession


def build() -> rx.Component:
    audience = LiaisonSession.role
    return page_frame(
        rx.el.div(
            top_bar(here=routes.MAP, audience=audience),
            rx.el.div(
                rx.el.h1(t("What is reported around here?"), class_name="atlas__title"),
                _search(),
                class_name="atlas__find",
            ),
            public_map(home=LiaisonSession.neighborhood_id),
            class_name="atlas",
        ),
        here=routes.MAP,
        audience=audience,
        current="map",
        head=rx.fragment(),
        flush=True,
    )


def _search() -> rx.Component:
    """A plain form: it works before any script does, and answers with the right page."""
    return asking_form(
        search_field("q", t("Search an address, corner or ticket number"), words=t("Address, corner or ticket number")),
        action="/api/find",
        role="search",
        class_name="atlas__search",
    )


PAGE = Page(
    route=routes.MAP,
    build=build,
    title=lambda: page_title(t("Map")),
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
