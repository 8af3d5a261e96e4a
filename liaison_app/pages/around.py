"""The liaison's own neighborhood, for somebody who is signed in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.city_banner import city_banner
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.links import full_load_link
from liaison_app.components.public_map import neighborhood_map
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.around import Around
from liaison_app.states.liaison_session import LiaisonSession


def build() -> rx.Component:
    """The list with its filters; the figures and the ways on beside it."""
    return page_frame(
        wrap(
            city_banner(),
            rx.el.section(
                rx.el.h1(rx.cond(Around.name, Around.name, t("Around you"))), _chips(), class_name="section stack"
            ),
            split(
                rx.match(
                    Around.phase,
                    ("ready", _list()),
                    ("none", _no_neighborhood()),
                    ("ended", _ended()),
                    skeleton_list(6),
                ),
                shown(Around.phase == "ready", _figures()),
            ),
        ),
        here=routes.MY_NEIGHBORHOOD,
        audience=LiaisonSession.role,
        current="around",
    )


def _chips() -> rx.Component:
    def one(chip: Any) -> rx.Component:
        return filter_chip(
            chip.label, pressed=chip.is_on, icon_name=chip.icon, count=chip.count, on_click=Around.choose(chip.key)
        )

    return chips(rx.foreach(Around.chips, one), label=t("Show"), slide=True)


def _list() -> rx.Component:
    more = button(t("Show more"), on_click=Around.show_more, icon_name="unfold")
    rows = rx.el.div(
        rx.el.h2(t("Newest first"), class_name="unseen"),
        ticket_cards(Around.rows),
        shown(Around.next_page, too_many(t("There are more."), more)),
    )
    nothing = empty_state(
        t("Nothing reported here yet"),
        t("When you or somebody else reports a problem in this neighborhood, it shows here."),
        link_button(t("Report a problem"), to=routes.localized(routes.REPORT), kind="gold", icon_name="report"),
    )
    return rx.cond(Around.rows.length() > 0, rows, nothing)


def _no_neighborhood() -> rx.Component:
    return empty_state(
        t("You have no neighborhood yet"),
        t("Your coordinator sets the neighborhood you speak for. Until then, the map shows the whole city."),
        link_button(t("To the map"), to=routes.localized(routes.MAP), kind="ink", icon_name="map"),
    )


def _ended() -> rx.Component:
    way = routes.localized(routes.SIGN_IN) + "?next=" + routes.localized(routes.MY_NEIGHBORHOOD)
    return empty_state(
        t("You are signed out"),
        t("Your sign-in has ended. Sign in again to see your neighborhood."),
        full_load_link(t("Sign in"), to=way, class_name="button button--ink"),
    )


def _figures() -> rx.Component:
    return section(
        t("Now here"),
        neighborhood_map(Around.here, lat=Around.lat, lon=Around.lon),
        stats(
            stat(Around.open, t("open now")),
            stat(Around.late, t("of them late"), kind="late"),
            stat(Around.seen_fixed, t("seen fixed"), kind="fixed"),
            stat(Around.unseen, t("closed, nobody has looked")),
            two=True,
        ),
        rx.el.div(
            link_button(t("See it on the map"), to=Around.map_to, icon_name="map"),
            link_button(t("The neighborhood’s page"), to=Around.page_to, icon_name="places"),
            class_name="buttons after",
        ),
        name="now",
    )


PAGE = Page(
    route=routes.MY_NEIGHBORHOOD,
    build=build,
    title=lambda: page_title(t("Around you")),
    on_load=(Around.watch,),
    audience=Audience.LIAISON,
)

PAGES = (PAGE,)
