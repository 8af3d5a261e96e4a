"""What every page says of itself in its `<head>`, whatever it is about."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.i18n import LOCALES, t, using_locale

#: The night of the top bar in light and dark, for the browser's own bars around the page.
_NIGHT, _DEEP_NIGHT = "#0d1b3e", "#050a18"
_FONTS = ("overpass", "atkinson-hyperlegible-next")
#: A finished page shows its forms before their scripts have come. Pressed then, a form without an address of its own
#: would load the page again with everything that was typed in its address. Instead it keeps the press, for whoever
#: brings it to life (`assets/js/kept_form.jsx`). Written without the characters that a page would escape.
_EARLY_PRESS = (
    "addEventListener(`submit`,function(press){const form=press.target;if(form.hasAttribute(`action`))return;"
    "press.preventDefault();form.dataset.early=press.submitter?.dataset.ask??``},true)"
)


def head_parts() -> list[rx.Component]:
    """For `rx.App(head_components=…)`: a press before its time, the window, colour, icons, fonts ahead of use."""
    return [
        rx.el.script(_EARLY_PRESS),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        rx.el.meta(name="theme-color", content=_NIGHT, custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content=_DEEP_NIGHT, custom_attrs={"media": "(prefers-color-scheme: dark)"}),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        # Each page names that of its own language once it is finished (front_end/offline.py).
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        *[_feed(locale) for locale in LOCALES],
        *[
            rx.el.link(
                rel="preload",
                href=f"/fonts/{name}.woff2",
                custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
            )
            for name in _FONTS
        ],
    ]


def _feed(locale: str) -> rx.Component:
    """Where feed readers find what changes. With a language named it would count as this page in another one."""
    with using_locale(locale):
        said = {"type": "application/atom+xml", "title": t("All tickets")}
    return rx.el.link(rel="alternate", href=routes.feed(locale), custom_attrs=said)
