"""The first page."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.i18n import t
from liaison_app.pages import Page


def build() -> rx.Component:
    return rx.el.main(rx.el.h1(t("What is reported around here?")))


PAGE = Page(route=routes.MAP, build=build, title=lambda: t("Map"), is_quiet=True)
