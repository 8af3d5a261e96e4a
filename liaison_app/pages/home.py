"""The public map: what is reported around here, and what became of it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import Link, page_frame, page_title, top_bar
from liaison_app.components.map_plain import plain_map
from liaison_app.components.public_map import public_map
from liaison_app.components.words import Words
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.public_map import PublicMapWords


def build() -> rx.Component:
    """For whoever has a login session, and what is built into the site."""
    return _page(public_map(home=LiaisonSession.neighborhood_id), audience=LiaisonSession.role, link_to_server="socket")


def draw(words: PublicMapWords | None) -> rx.Component:
    """For everybody else, written on the server with the newest tickets in it."""
    return _page(public_map(*plain_map(words or PublicMapWords())), audience="public", link_to_server="none")


def _page(atlas: rx.Component, *, audience: Words, link_to_server: Link) -> rx.Component:
    return page_frame(
        rx.el.div(top_bar(here=routes.MAP, audience=audience), atlas, class_name="atlas"),
        here=routes.MAP,
        audience=audience,
        current="map",
        head=rx.fragment(),
        flush=True,
        link_to_server=link_to_server,
    )


PAGE = Page(
    route=routes.MAP,
    build=build,
    draw=draw,
    title=lambda: page_title(t("Map")),
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
