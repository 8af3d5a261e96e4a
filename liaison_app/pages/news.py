"""A person's own news."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import chosen, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.news import News
from liaison_app.wording.news import NewsDay, NewsLine
from liaison_app.wording.standing_letters import StandingLine


def build() -> rx.Component:
    """What is unread, by day, then what was read; each line leads to its ticket."""
    return page_frame(
        wrap(
            rx.el.section(
                rx.el.div(rx.el.h1(t("News")), _acts(), class_name="row row--apart"),
                shown(News.standing.length() > 0, _standing()),
                rx.match(
                    News.phase,
                    ("ready", rx.cond(News.days.length() > 0, _listed(), _none())),
                    ("failed", _failed()),
                    skeleton_list(6),
                ),
                class_name="section stack",
            ),
        ),
        here=routes.NEWS,
        audience=LiaisonSession.role,
        current="news",
    )


def _standing() -> rx.Component:
    """What is unread about one's own certificate and account."""
    return rx.el.section(
        rx.el.h2(t("About you"), class_name="news-day__name"),
        rx.el.ul(rx.foreach(News.standing, _standing_line), class_name="news-list"),
        class_name="news-day",
    )


def _standing_line(line: rx.Var[StandingLine]) -> rx.Component:
    return rx.el.li(
        link(
            icon(line.icon),
            rx.el.span(rx.el.span(t("Unread:"), " ", class_name="unseen"), line.what, class_name="news-row__what"),
            rx.el.time(line.when, class_name="news-row__when"),
            to=line.leads_to,
            class_name="news-row__link",
        ),
        class_name="news-row news-row--unread",
        key=line.id,
    )


def _acts() -> rx.Component:
    settings = link_button(
        t("What you hear of"), to=routes.localized(routes.NEWS_SETTINGS), icon_name="settings", small=True
    )
    return rx.el.div(
        shown(News.has_unread, button(t("All read"), on_click=News.read_all, icon_name="check", small=True)),
        settings,
        class_name="row",
    )


def _listed() -> rx.Component:
    more = button(t("Show more"), on_click=News.show_more, icon_name="unfold")
    return rx.el.div(
        shown(~News.has_unread, rx.el.p(t("You have read everything."), class_name="quiet")),
        rx.foreach(News.days, _day),
        shown(News.next_page, too_many(t("There are older ones."), more)),
    )


def _day(day: rx.Var[NewsDay]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.heading, class_name="news-day__name"),
        rx.el.ul(rx.foreach(day.lines, _line), class_name="news-list"),
        class_name="news-day",
        key=day.key,
    )


def _line(line: rx.Var[NewsLine]) -> rx.Component:
    return rx.el.li(
        link(
            icon(line.icon),
            rx.el.span(
                shown(~line.is_read, rx.el.span(t("Unread:"), " ", class_name="unseen")),
                line.what,
                class_name="news-row__what",
            ),
            rx.el.time(line.when, title=line.exact, class_name="news-row__when"),
            rx.el.span(line.about, class_name="news-row__about"),
            to=line.leads_to,
            class_name="news-row__link",
        ),
        class_name=chosen(line.is_read, "news-row news-row--read", "news-row news-row--unread"),
        key=line.id,
    )


def _none() -> rx.Component:
    return empty_state(
        t("No news yet"),
        t("What happens on your tickets, on those that you follow and in your neighborhood is told here."),
        link_button(t("What you hear of"), to=routes.localized(routes.NEWS_SETTINGS), icon_name="settings"),
    )


def _failed() -> rx.Component:
    return notice(
        t("Your news cannot be shown just now"),
        t("Nothing is lost. Try again in a moment."),
        kind="late",
        act=button(t("Try again"), on_click=News.watch, icon_name="again"),
    )


PAGE = Page(
    route=routes.NEWS,
    build=build,
    title=lambda: page_title(t("News")),
    on_load=(News.watch,),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
