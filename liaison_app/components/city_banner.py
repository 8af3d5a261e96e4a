"""The banner that says that the city has been out of reach for long, and what that means."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.notices import live_region, notice
from liaison_app.components.words import shown
from liaison_app.states.city_health import CityHealth


def city_banner() -> rx.Component:
    """Nothing while the city can be reached; for pages of liaisons, with `CityHealth.load` among what they load."""
    words = CityHealth.words
    said = notice(words.title, words.words, kind="waiting", icon_name="no-signal")
    return live_region(shown(words.title, rx.el.div(said, class_name="section")))
