"""The banner that says that the city has been out of reach for long, and what that means."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.notices import live_region, notice
from liaison_app.components.words import shown
from liaison_app.states.city_health import CityHealth


def city_banner() -> rx.Component:
    """Nothing while the city can be reached; for pages whose watch calls `show_city_health`."""
    words = CityHealth.words
    said = notice(words.title, words.words, kind="waiting", icon_name="no-signal")
    return live_region(shown(words.title, rx.el.div(said, class_name="section")))


def city_strip() -> rx.Component:
    """The same as a line under the head, for a page whose room is short."""
    words = CityHealth.words
    said = rx.el.p(
        icon("no-signal", small=True), rx.el.span(rx.el.b(words.title), " · ", words.words), class_name="connection"
    )
    return rx.el.div(shown(words.title, said), role="status", class_name="connection-place")
