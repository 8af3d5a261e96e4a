"""What stands in the map's place until its script comes, and where none does: search, filters as links, the newest
tickets; and all neighborhoods as links."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.chips import chip_link, chips
from liaison_app.components.fields import search_field
from liaison_app.components.links import link
from liaison_app.components.posted_form import asking_form
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.wording.public_map import PlaceWords, PublicMapWords


def plain_map(words: PublicMapWords) -> list[rx.Component]:
    """The same places on the screen as the live page has, so that nothing moves when it comes."""
    return [
        rx.el.div(
            rx.el.h1(t("What is reported around here?"), class_name="atlas__title"), _search(), class_name="atlas__find"
        ),
        rx.el.section(
            rx.el.div(
                chips(
                    *[chip_link(one.words, to=one.to, here=one.is_here) for one in words.shows],
                    label=t("Show"),
                    slide=True,
                ),
                class_name="atlas__chips",
            ),
            rx.el.div(class_name="atlas__leaflet"),
            class_name="atlas__map map",
            aria_label=t("Map of tickets"),
        ),
        rx.el.section(
            _list(words), class_name="sheet", aria_label=t("Tickets in view"), custom_attrs={"data-open": "half"}
        ),
    ]


def plain_places(rows: list[PlaceWords]) -> rx.Component:
    """Every neighborhood as a row that leads to its page."""
    return rx.el.ul(*[_place(row) for row in rows], class_name="place-rows")


def _search() -> rx.Component:
    words = t("Search an address, corner, neighborhood or ticket number")
    field = search_field("q", words, words=t("Address, corner or ticket number"))
    return asking_form(field, action="/api/find", role="search", class_name="atlas__search")


def _list(words: PublicMapWords) -> rx.Component:
    more = link(t("Show more"), to=words.more_to, class_name="button button--ink button--wide")
    return rx.fragment(
        rx.el.h2(
            rx.el.span(
                rx.el.span(words.count, class_name="sheet__count"),
                shown(words.late, rx.el.span(words.late, class_name="quiet")),
                class_name="sheet__title",
            ),
            class_name="sheet__heading sheet__handle",
        ),
        rx.el.div(
            rx.el.p(link(t("All neighborhoods"), to=routes.localized(routes.PLACES)), class_name="sheet__ways"),
            ticket_cards(words.cards),
            shown(words.more_to, more),
            class_name="sheet__body",
        ),
    )


def _place(row: PlaceWords) -> rx.Component:
    counts = rx.el.span(
        rx.el.span(row.open),
        shown(row.late, rx.el.span(row.late, class_name="badge badge--late")),
        class_name="place-row__counts",
    )
    return rx.el.li(link(rx.el.b(row.name, class_name="place-row__name"), counts, to=row.to, class_name="place-row"))
