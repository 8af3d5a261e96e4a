"""A neighborhood's page for whoever is not signed in, written on the server: filters and further pages are links."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.chips import chip_link, chips
from liaison_app.components.frame import page_frame, section, split, wrap
from liaison_app.components.letter_forms import letters_section
from liaison_app.components.speakers import speakers_section
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.pages import neighborhood_parts
from liaison_app.wording.public_neighborhood import PublicNeighborhood


def draw(place: PublicNeighborhood | None) -> rx.Component:
    """The whole page; for None one that says that there is no such neighborhood."""
    if place is None:
        head = rx.el.h1(t("Neighborhood"), class_name="unseen")
        return page_frame(
            wrap(head, neighborhood_parts.missing()), here=routes.PLACES, current="places", link_to_server="none"
        )
    words, parts = place.words, neighborhood_parts
    main = rx.el.div(parts.now(words), parts.how_long(words), parts.over_time(words))
    aside = rx.el.div(
        speakers_section(words.speakers),
        parts.where(words),
        parts.reported(words),
        letters_section(place.letters, title=t("Alerts by e-mail")),
        parts.take_away(words),
    )
    here = f"/n/{words.id}"
    return page_frame(
        wrap(split(main, aside), rx.el.div(_tickets(place), class_name="place-tickets")),
        here=here,
        current="places",
        head=parts.place_plate(words, here=here),
        link_to_server="asking",
    )


def _tickets(place: PublicNeighborhood) -> rx.Component:
    filters = [
        chip_link(label, to=place.address(show=show), here=show == place.show)
        for show, label in neighborhood_parts.show_labels()
    ]
    ways = buttons(
        shown(place.first_to, lambda: link_button(t("Back to the newest"), to=place.first_to)),
        shown(place.next_to, lambda: link_button(t("Older ones"), to=place.next_to, rel="next")),
    )
    return section(
        t("Tickets"),
        chips(*filters, label=t("Show")),
        neighborhood_parts.tickets_or_none(place.cards),
        shown(place.first_to or place.next_to, rx.el.div(ways, class_name="after")),
        name="tickets",
    )
