"""Everything else: the way to each page that has no place of its own in the navigation."""

from __future__ import annotations

import reflex as rx

from liaison_app import cohort_routes, routes, training_routes
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.navigation import language_link
from liaison_app.components.news_mark import news_mark
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.practice_routes import PRACTICE
from liaison_app.states.liaison_session import LiaisonSession


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(rx.el.h1(t("More")), class_name="page-head"),
            rx.el.ul(
                rx.match(LiaisonSession.role, ("liaison", _members()), ("coordinator", _members()), rx.fragment()),
                _way("places", t("Neighborhoods"), routes.PLACES),
                _way("program", t("The program, and how the city's process goes"), routes.PROGRAM),
                _way("ask", t("How it works: every service, and how long it takes"), routes.HOW),
                _way("again", t("Chronic spots: where it keeps coming back"), routes.SPOTS),
                _way("download", t("Open data, feeds, and the interface for other software"), routes.API_DOCS),
                rx.cond(
                    LiaisonSession.role != "public",
                    _way("you", t("Your account"), routes.PROFILE),
                    _sign_in(),
                ),
                rx.el.li(language_link(routes.MORE, "way__link", icon_name="language"), class_name="way"),
                class_name="ways",
            ),
        ),
        here=routes.MORE,
        audience=LiaisonSession.role,
        current="more",
    )


def _members() -> rx.Component:
    to = routes.localized(routes.NEWS)
    way = link(icon("follow"), t("News"), news_mark(), to=to, class_name="way__link")
    settings = link(
        icon("settings"),
        t("What you hear of, and when"),
        to=routes.localized(routes.NEWS_SETTINGS),
        class_name="way__link",
    )
    pocket = full_load_link(
        icon("phone"),
        t("On this phone, without a signal"),
        to=routes.localized(routes.POCKET),
        class_name="way__link",
    )
    meetings = _way("meetings", t("Meetings: many concerns at once"), routes.MEETINGS)
    practice = _way("tools", t("Practice room: made-up tickets, graded at once"), PRACTICE)
    certificate = _way("badge", t("Your certificate"), routes.CERTIFICATE)
    training = _way("cohorts", t("Your training: the modules, and how far you are"), training_routes.TRAINING)
    sessions = _way("calendar", t("Sessions you train"), cohort_routes.TRAINING_MINE)
    own = [rx.el.li(one, class_name="way") for one in (way, settings, pocket)]
    return rx.fragment(meetings, training, practice, certificate, sessions, *own)


def _way(icon_name: str, label: str, path: str) -> rx.Component:
    return rx.el.li(link(icon(icon_name), label, to=routes.localized(path), class_name="way__link"), class_name="way")


def _sign_in() -> rx.Component:
    to = routes.localized(routes.SIGN_IN)
    return rx.el.li(full_load_link(icon("sign-in"), t("Sign in"), to=to, class_name="way__link"), class_name="way")


PAGE = Page(
    route=routes.MORE,
    build=build,
    title=lambda: page_title(t("More")),
    on_load=(LiaisonSession.load,),
    is_quiet=True,
)
PAGES = (PAGE,)
