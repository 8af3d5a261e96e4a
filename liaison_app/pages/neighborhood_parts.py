"""The parts of a neighborhood's page that are the same for everybody, drawn from its words."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import section
from liaison_app.components.links import feed_link
from liaison_app.components.public_map import neighborhood_map
from liaison_app.components.signs import corner_sign
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import either, has_any
from liaison_app.i18n import t
from liaison_app.wording.neighborhoods import NeighborhoodWords
from liaison_app.wording.tickets import CardWords

#: The words of the page, or the state's var that holds them.
Neighborhood = NeighborhoodWords | rx.Var[NeighborhoodWords]


def place_head(words: Neighborhood) -> rx.Component:
    """Its name as a street sign, and the way to the map."""
    return rx.el.div(
        rx.el.h1(corner_sign(words.name, size="big"), class_name="place-head__name"),
        link_button(t("Show on the map"), to=words.map_to, icon_name="map"),
        class_name="page-head place-head",
    )


def figures(words: Neighborhood) -> rx.Component:
    """How much is open, late, closed and seen fixed."""
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


def show_labels() -> list[tuple[str, str]]:
    """What the list can show: the word in the address, and its name."""
    return [("", t("All")), ("open", t("Open")), ("late", t("Late")), ("closed", t("Closed"))]


def tickets_or_none(cards: list[CardWords] | rx.Var[list[CardWords]]) -> rx.Component:
    """The list, or that there is nothing in it."""
    return either(
        has_any(cards),
        lambda: ticket_cards(cards, label=t("Tickets")),
        lambda: empty_state(t("Nothing here"), t("No ticket of this kind is known in this neighborhood.")),
    )


def missing() -> rx.Component:
    """What stands where there is no such neighborhood."""
    return rx.el.div(
        empty_state(
            t("We know no neighborhood of that name"),
            t("The address may have a slip in it. The list has all of them."),
            link_button(t("All neighborhoods"), to=routes.localized(routes.PLACES)),
        ),
        class_name="section",
    )
