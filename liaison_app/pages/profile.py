"""One's own account: name and language, password, signed-in browsers, signing out."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import password_field
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import checkbox, checkbox_group, select_field, text_field
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.kept_form import sign_out_guard
from liaison_app.components.notices import live_region, notice
from liaison_app.components.posted_form import posted_form
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.profile import OwnProfile
from liaison_app.wording.accounts import DeviceLine
from liaison_app.wording.speakers import LanguageChoice


def build() -> rx.Component:
    """Who you are on the left, where you are signed in on the right."""
    return page_frame(
        wrap(
            rx.el.div(rx.el.h1(t("You")), _sign_out(), class_name="row row--apart profile__head"),
            _ways(),
            rx.cond(
                OwnProfile.is_loaded,
                split(
                    rx.el.div(_who(), _about_you(), _naming(), _password()),
                    _devices(),
                ),
                skeleton_text(6),
            ),
        ),
        here=routes.PROFILE,
        audience=LiaisonSession.role,
        current="you",
        own_gold=True,
        tells_city=True,
    )


def _ways() -> rx.Component:
    """The pages of one's own account that stand apart."""
    own = rx.fragment(
        link_button(t("Your certificate"), to=routes.localized(routes.CERTIFICATE), icon_name="check"),
        link_button(t("While you are away"), to=routes.localized(routes.COVER), icon_name="people"),
    )
    factor = link_button(
        t("Second factor"), to=routes.localized(routes.SECOND_FACTOR), icon_name="private", full_load=True
    )
    return buttons(rx.match(LiaisonSession.role, ("liaison", own), ("coordinator", own), rx.fragment()), factor)


def _sign_out() -> rx.Component:
    return sign_out_guard(
        posted_form(button(t("Sign out"), icon_name="sign-out", type="submit"), action="/api/sign-out")
    )


def _who() -> rx.Component:
    mine = OwnProfile.profile
    return facts(
        fact(t("E-mail"), mine.email),
        fact(t("Role"), mine.role_words),
        shown(mine.neighborhood, fact(t("Speaks for"), mine.neighborhood)),
    )


def _about_you() -> rx.Component:
    mine = OwnProfile.profile
    return section(
        t("Name and language"),
        posted_form(
            # A field begins anew with its key: loaded again, the page is drawn with what stood here before, then read.
            text_field("name", t("Your name"), auto_complete="name", default_value=mine.name, key=mine.name),
            select_field(
                "language",
                t("Language"),
                [("en", "English"), ("es", "Español")],
                default_value=mine.locale,
                key=mine.locale,
            ),
            button(t("Save"), kind="ink", type="submit"),
            action="/api/profile",
            class_name="stack profile__form",
        ),
        name="about-you",
    )


def _naming() -> rx.Component:
    naming = OwnProfile.naming
    return shown(
        naming.may_be_named,
        section(
            t("How neighbors see you"),
            rx.el.p(
                t(
                    "Nobody sees who you are unless you say so here. What you write here is all that is shown: on your "
                    "neighborhood’s page and its poster, and your name beside messages to the city that you let "
                    "neighbors read. Untick it, and it is gone at once."
                ),
                class_name="quiet small",
            ),
            posted_form(
                checkbox("is_named", t("Name me as the one who speaks here"), default_checked=naming.is_named),
                text_field(
                    "shown_name",
                    t("Name to show"),
                    hint=t("A first name is enough."),
                    default_value=naming.shown_name,
                    auto_complete="off",
                ),
                checkbox_group("languages", t("Languages you speak with neighbors"), _languages()),
                text_field(
                    "line",
                    t("One line about you"),
                    hint=t("Where you can be met, or what you care about. Not your home address."),
                    default_value=naming.line,
                    optional=True,
                    auto_complete="off",
                ),
                button(t("Save what neighbors see"), kind="ink", type="submit"),
                action="/api/naming",
                class_name="stack profile__form",
            ),
            name="naming",
        ),
    )


def _languages() -> rx.Component:
    return rx.el.div(
        rx.foreach(OwnProfile.naming.languages, _language),
        class_name="profile__languages",
    )


def _language(one: rx.Var[LanguageChoice]) -> rx.Component:
    return checkbox(one.name, one.words, default_checked=one.is_chosen)


def _password() -> rx.Component:
    return section(
        t("Password"),
        rx.el.p(OwnProfile.profile.password_changed, class_name="quiet small"),
        posted_form(
            password_field("current", t("Password now")),
            password_field(
                "password",
                t("New password"),
                new=True,
                hint=t("15 characters or more. Three or four words that do not belong together work well."),
            ),
            button(t("Change password"), kind="ink", type="submit"),
            rx.el.p(t("Your other phones and computers are signed out then."), class_name="quiet small"),
            action="/api/password",
            class_name="stack profile__form",
        ),
        name="password",
    )


def _devices() -> rx.Component:
    return section(
        t("Where you are signed in"),
        live_region(shown(OwnProfile.signed_out, notice(OwnProfile.signed_out, kind="fixed"))),
        rx.el.ul(rx.foreach(OwnProfile.devices, _device), class_name="devices"),
        shown(
            OwnProfile.others > 0,
            button(t("Sign out everywhere else"), kind="brick", on_click=OwnProfile.sign_out_others),
        ),
        name="devices",
    )


def _device(line: rx.Var[DeviceLine]) -> rx.Component:
    return rx.el.li(
        icon("phone"),
        rx.el.div(
            rx.el.p(line.device, class_name="device__name"),
            rx.el.p(line.seen, class_name="quiet small"),
            shown(line.is_kept, rx.el.p(t("Stays signed in"), class_name="quiet small")),
        ),
        class_name="device",
    )


PAGE = Page(
    route=routes.PROFILE,
    build=build,
    title=lambda: page_title(t("You")),
    on_load=(OwnProfile.load,),
    audience=Audience.SIGNED_IN,
)
PAGES = (PAGE,)
