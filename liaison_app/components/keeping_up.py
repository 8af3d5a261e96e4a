"""How a page stays true that was written on the server and has no websocket (`assets/js/keeping_up.js`)."""

from __future__ import annotations

import reflex as rx

from liaison_app.i18n import t


class _KeepingUp(rx.Component):
    """Stands only on pages written on the server, as the place that `front_end/markup_parts.py` makes of it."""

    tag = "KeepingUp"

    said: rx.Var[str]
    offer: rx.Var[str]


def keeping_up() -> rx.Component:
    """Once on a page: where it says that it was brought up to date, or asks where somebody is busy on it."""
    return _KeepingUp.create(
        said=t("This page has just been brought up to date."), offer=t("Something has changed. Show it")
    )
