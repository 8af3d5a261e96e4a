"""Signing in: a plain form that needs no script and no websocket."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import password_field
from liaison_app.components.buttons import button
from liaison_app.components.fields import checkbox, text_field
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.posted_form import posted_form
from liaison_app.i18n import t
from liaison_app.pages import Page


def build() -> rx.Component:
    """The form, and beside it what an account is and who gives one."""
    return page_frame(
        wrap(rx.el.div(_form(), _about(), class_name="entry")),
        here=routes.SIGN_IN,
        own_gold=True,
    )


def _form() -> rx.Component:
    return rx.el.section(
        rx.el.h1(t("Sign in")),
        posted_form(
            text_field("email", t("E-mail"), input_type="email", auto_complete="username", auto_capitalize="none"),
            password_field("password", t("Password")),
            checkbox(
                "keep",
                t("Stay signed in on this phone"),
                hint=t("For 30 days. Only on a phone that is yours."),
            ),
            button(t("Sign in"), kind="gold", type="submit", wide=True),
            action="/api/sign-in",
            class_name="stack",
        ),
        class_name="entry__main",
    )


def _about() -> rx.Component:
    return rx.el.aside(
        rx.el.h2(t("Accounts are for liaisons")),
        rx.el.p(t("A liaison speaks for a neighborhood after a training. Your coordinator gives you the account.")),
        rx.el.p(t("You forgot your password? Ask your coordinator for a new link.")),
        rx.el.p(t("You need no account to look around.")),
        rx.el.ul(
            rx.el.li(link(t("See the map"), to=routes.localized(routes.MAP))),
            rx.el.li(link(t("How to become a liaison"), to=routes.localized(routes.PROGRAM))),
            class_name="entry__ways",
        ),
        class_name="entry__aside",
    )


PAGE = Page(route=routes.SIGN_IN, build=build, title=lambda: page_title(t("Sign in")), is_quiet=True)
PAGES = (PAGE,)
