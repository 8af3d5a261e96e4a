"""Joining by an invitation: choose a password, and the account is there; or a new one for an account that is."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import password_field
from liaison_app.components.buttons import button
from liaison_app.components.fields import checkbox, text_field
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.notices import not_found
from liaison_app.components.posted_form import posted_form
from liaison_app.components.waiting import skeleton_text
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.joining import Joining


def build() -> rx.Component:
    """The form behind a working link; else why it does not work."""
    gone = not_found(
        t("This link does not work"),
        t("It was used, taken back, or older than seven days. Ask your coordinator for a new one."),
        to=routes.localized(routes.MAP),
        way=t("See the map"),
    )
    return page_frame(
        wrap(
            rx.el.h1(t("Welcome")),
            rx.match(Joining.step, ("open", _form()), ("gone", gone), skeleton_text()),
            class_name="entry__single",
        ),
        here=Joining.here,
        own_gold=True,
    )


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.p(Joining.words, class_name="entry__lead"),
        posted_form(
            rx.el.input(type="hidden", name="code", value=Joining.code, read_only=True),
            rx.cond(Joining.is_reset, _known(), _who()),
            password_field(
                "password",
                t("Choose a password"),
                new=True,
                hint=t("15 characters or more. Three or four words that do not belong together work well."),
            ),
            checkbox("keep", t("Stay signed in on this phone"), hint=t("For 30 days. Only on a phone that is yours.")),
            button(
                rx.cond(Joining.is_reset, t("Save the new password"), t("Open my account")),
                kind="gold",
                type="submit",
                wide=True,
            ),
            action="/api/join",
            class_name="stack",
        ),
    )


def _who() -> rx.Component:
    return rx.fragment(
        text_field("name", t("Your name"), auto_complete="name", default_value=Joining.name),
        text_field(
            "email",
            t("E-mail"),
            hint=t("You sign in with it."),
            input_type="email",
            auto_complete="username",
            auto_capitalize="none",
            default_value=Joining.email,
        ),
    )


def _known() -> rx.Component:
    """The account is known; password managers want its name beside the new password."""
    return rx.el.input(type="hidden", name="email", value=Joining.email, auto_complete="username", read_only=True)


PAGE = Page(route=routes.INVITATION, build=build, title=lambda: page_title(t("Welcome")), on_load=(Joining.load,))
PAGES = (PAGE,)
