"""A neighborhood: what is open and late now, what was seen fixed, and its tickets."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.links import feed_link
from liaison_app.components.public_map import neighborhood_map
from liaison_app.components.signs import corner_sign
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.neighborhood import Neighborhood


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.match(
                Neighborhood.stage,
                ("ready", _ready()),
                ("missing", _missing()),
                rx.el.div(rx.el.h1(t("Neighborhood"), class_name="unseen"), skeleton_list(), class_name="section"),
            )
        ),
        here=Neighborhood.here,
        audience=LiaisonSession.role,
        current="places",
    )


def _ready() -> rx.Component:
    words = Neighborhood.words
    return rx.fragment(
        rx.el.div(
            rx.el.h1(corner_sign(words.name, size="big"), class_name="place-head__name"),
            link_button(t("Show on the map"), to=words.map_to, icon_name="map"),
            class_name="page-head place-head",
        ),
        split(_tickets(), _figures()),
    )


def _figures() -> rx.Component:
    words = Neighborhood.words
    return section(
        t("Now and so far"),
        neighborhood_map(words.id, lat=words.lat, lon=words.lon),
        stats(
            stat(words.open, t("open now")),
            stat(words.late, t("of them late"), kind="late"),
            stat(words.closed, t("closed by the city")),
            stat(words.fixed, t("closed ones seen fixed"), kind="fixed"),
            two=True,
        ),
        rx.el.p(
            t("Closed is what the city says. Seen fixed is what somebody saw who went and looked."),
            class_name="small quiet after",
        ),
        feed_link(words.feed_to),
        name="figures",
    )


def _tickets() -> rx.Component:
    return section(
        t("Tickets"),
        chips(
            _chip("", t("All")),
            _chip("open", t("Open")),
            _chip("late", t("Late")),
            _chip("closed", t("Closed")),
            label=t("Show"),
        ),
        rx.cond(
            Neighborhood.cards.length() > 0,
            ticket_cards(Neighborhood.cards, label=t("Tickets")),
            empty_state(t("Nothing here"), t("No ticket of this kind is known in this neighborhood.")),
        ),
        rx.cond(
            Neighborhood.words.next_page != "",
            button(t("Show more"), kind="quiet", wide=True, on_click=Neighborhood.more),
        ),
        name="tickets",
    )


def _chip(show: str, label: str) -> rx.Component:
    return filter_chip(label, pressed=Neighborhood.show == show, on_click=Neighborhood.choose(show))


def _missing() -> rx.Component:
    return rx.el.div(
        empty_state(
            t("We know no neighborhood of that name"),
            t("The address may have a slip in it. The list has all of them."),
            link_button(t("All neighborhoods"), to=routes.localized(routes.PLACES)),
        ),
        class_name="section",
    )


PAGE = Page(
    route=routes.NEIGHBORHOOD,
    build=build,
    title=lambda: page_title(rx.cond(Neighborhood.words.name != "", Neighborhood.words.name, t("Neighborhood"))),
    on_load=(LiaisonSession.load, Neighborhood.watch),
)
PAGES = (PAGE,)
