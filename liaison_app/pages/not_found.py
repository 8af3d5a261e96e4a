"""The page for an address that leads nowhere. One for all languages: the address says nothing about the reader."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.frame import Link, page_frame, page_title
from liaison_app.components.lost import lost
from liaison_app.i18n import t


def build(*, link_to_server: Link = "socket") -> rx.Component:
    """The same few words in each language, and the way back to the map."""
    return page_frame(lost(_said), here=routes.MAP, link_to_server=link_to_server)


def draw(_nothing: None) -> rx.Component:
    """The same for whoever is not signed in."""
    return build(link_to_server="none")


def title() -> str:
    """What the browser's tab says."""
    return page_title(t("There is no page here"))


def _said() -> tuple[str, list[rx.Component]]:
    return t("There is no page here"), [
        rx.el.p(t("The address may have a slip in it, or the page has moved.")),
        link_button(t("To the map"), to=routes.localized(routes.MAP), icon_name="map", full_load=True),
    ]
