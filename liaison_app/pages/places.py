"""All neighborhoods."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.frame import Link, page_frame, page_title, wrap
from liaison_app.components.map_plain import plain_places
from liaison_app.components.public_map import places_list
from liaison_app.components.words import Words
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.public_map import PlaceWords


def build() -> rx.Component:
    """For whoever has a login session, and what is built into the site."""
    return _page(places_list(), audience=LiaisonSession.role, link_to_server="socket")


def draw(rows: list[PlaceWords] | None) -> rx.Component:
    """For everybody else, written on the server with every neighborhood in it."""
    return _page(places_list(plain_places(rows or [])), audience="public", link_to_server="none")


def _page(places: rx.Component, *, audience: Words, link_to_server: Link) -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("Neighborhoods")),
                rx.el.p(
                    t("Open one to see what is reported there, what is late, and what was seen fixed."),
                    class_name="lede",
                ),
                link_button(t("Neighborhoods side by side"), to=routes.localized(routes.COMPARE), icon_name="around"),
                class_name="page-head",
            ),
            places,
        ),
        here=routes.PLACES,
        audience=audience,
        current="places",
        link_to_server=link_to_server,
    )


PAGE = Page(
    route=routes.PLACES,
    build=build,
    draw=draw,
    title=lambda: page_title(t("Neighborhoods")),
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
