"""The parts of a neighborhood's page that are the same for everybody, drawn from its words."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import back_link, section
from liaison_app.components.houses import row_of_houses
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, jump, link
from liaison_app.components.navigation import language_link
from liaison_app.components.place_figures import reported_most, service_times, trend_chart
from liaison_app.components.public_map import neighborhood_map
from liaison_app.components.share import copy_button, print_button, share_button
from liaison_app.components.signs import bar_fill, plate
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import Words, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.wording.neighborhoods import NeighborhoodWords
from liaison_app.wording.tickets import CardWords

#: The words of the page, or the state's var that holds them.
Neighborhood = NeighborhoodWords | rx.Var[NeighborhoodWords]


def place_plate(words: Neighborhood, *, here: Words) -> rx.Component:
    """Its name, who speaks, and the row of houses: a window for each closed ticket that somebody looked at."""
    sub = rx.el.div(
        rx.el.p(words.speakers.said, " ", jump(t("Details"), to_id="speakers"), class_name="plate__sub"),
        shown(words.lit, lambda: rx.el.p(words.lit, class_name="plate__lit")),
    )
    return plate(
        words.name,
        bar=[
            back_link(t("Places"), routes.localized(routes.PLACES)),
            bar_fill(),
            language_link(here, "top-bar__link plate__language"),
            share_button(),
            print_button(),
        ],
        sub=sub,
        page=True,
        roof=row_of_houses(words.lights, class_name="roofline--row"),
    )


def now(words: Neighborhood) -> rx.Component:
    """How much is open, late, seen fixed and seen not fixed, each with its base."""
    figures = words.figures
    return rx.el.section(
        rx.el.h2(t("Now and so far"), class_name="unseen", id="now-heading"),
        stats(
            stat(words.open, t("open now")),
            stat(words.late, t("of them late"), kind="late"),
            stat(figures.fixed, t("closed ones seen fixed"), of=figures.seen_base, kind="fixed"),
            stat(figures.not_fixed, t("closed, seen not fixed"), of=figures.seen_base, kind="late"),
        ),
        rx.el.p(figures.seen, " ", t("Closed is what the city says."), class_name="small quiet after"),
        rx.el.p(
            jump(icon("list"), " ", t("The tickets here"), to_id="tickets", class_name="feed-link"), class_name="after"
        ),
        class_name="section",
        aria_labelledby="now-heading",
    )


def where(words: Neighborhood) -> rx.Component:
    """The map, and the ways to more of it."""
    return section(
        t("On the map"),
        neighborhood_map(words.id, lat=words.lat, lon=words.lon),
        buttons(
            link_button(t("Show on the map"), to=words.map_to, icon_name="map"),
            link_button(t("Places where it keeps coming back"), to=words.spots_to, icon_name="again"),
            link_button(t("Compare with others"), to=words.compare_to, icon_name="around"),
        ),
        name="where",
    )


def reported(words: Neighborhood) -> rx.Component:
    """What is reported most."""
    return section(
        t("Reported most"),
        either(
            has_any(words.figures.reported),
            lambda: rx.fragment(
                reported_most(words.figures.reported),
                rx.el.p(t("In the last 12 months. More reports do not mean more problems."), class_name="small quiet"),
            ),
            lambda: rx.el.p(t("Nothing was reported here in 12 months."), class_name="quiet"),
        ),
        name="reported",
    )


def how_long(words: Neighborhood) -> rx.Component:
    """How long each service takes here, against the city and its promise."""
    return section(
        t("How long it takes here"),
        either(
            has_any(words.figures.times),
            lambda: rx.fragment(
                rx.el.p(
                    t(
                        "Each dot is 1 of 20 tickets that the city closed in the last 12 months; the line is its "
                        "published promise. Half are closed within the days on the right."
                    ),
                    class_name="quiet",
                ),
                service_times(words.figures.times),
            ),
            lambda: rx.el.p(t("The city has closed nothing here in 12 months."), class_name="quiet"),
        ),
        name="how-long",
    )


def over_time(words: Neighborhood) -> rx.Component:
    """Month by month."""
    return section(
        t("Month by month"),
        trend_chart(words.figures.trend, label=t("Reported and closed by the city, by month")),
        name="trend",
    )


def take_away(words: Neighborhood) -> rx.Component:
    """Feed, files, poster, and the code for other sites."""
    return section(
        t("Take it with you"),
        rx.el.ul(
            shown(
                words.brief_to,
                lambda: rx.el.li(
                    icon("print"),
                    full_load_link(t("What became of the reports since the last meeting"), to=words.brief_to),
                ),
            ),
            rx.el.li(icon("print"), full_load_link(t("A poster to print, with a QR code"), to=words.poster_to)),
            rx.el.li(
                icon("print"), full_load_link(t("Strips to tear off, in English and Spanish"), to=words.tear_off_to)
            ),
            rx.el.li(icon("feed"), full_load_link(t("Feed of changes"), to=words.feed_to)),
            rx.el.li(icon("download"), full_load_link(t("All tickets here as CSV"), to=words.csv_to)),
            rx.el.li(icon("download"), full_load_link(t("All tickets here as GeoJSON"), to=words.geojson_to)),
            rx.el.li(icon("info"), link(t("What the files hold"), to=routes.localized(routes.API_DOCS))),
            class_name="take-away",
        ),
        rx.el.details(
            rx.el.summary(icon("unfold", small=True), t("Show it on your own site"), class_name="unfold"),
            rx.el.p(t("Copy this into a page of yours:"), class_name="small"),
            rx.el.pre(
                rx.el.code(words.embed, custom_attrs={"translate": "no"}),
                class_name="embed-code",
                tab_index=0,
                role="region",
                aria_label=t("Code to copy"),
            ),
            copy_button(words.embed, t("Copy the code")),
        ),
        name="take-away",
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
