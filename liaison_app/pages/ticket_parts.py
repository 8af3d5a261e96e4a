"""The parts of a ticket's page that everybody sees, drawn from its words: these stand now, or come with the state."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.clocks import honest_clock
from liaison_app.components.covered_text import covered_text
from liaison_app.components.custody import custody_chain, custody_hop
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import feed_link, link
from liaison_app.components.navigation import language_link
from liaison_app.components.photos import photo, photo_pair, photo_strip
from liaison_app.components.public_map import spot_map
from liaison_app.components.quotes import quote_buttons
from liaison_app.components.share import print_button, share_button
from liaison_app.components.signs import bar_fill, corner_sign, plate, plate_numbers
from liaison_app.components.timeline import timeline, timeline_step
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import Words, chosen, each, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.wording.ticket_page import TicketPageWords
from liaison_app.wording.ticket_photos import PairWords

#: The words of the page, or the state's var that holds them.
Ticket = TicketPageWords | rx.Var[TicketPageWords]
Pair = PairWords | rx.Var[PairWords]


def answer_plate(page: Ticket, *, here: Words, back: rx.Component, acts: rx.Component) -> rx.Component:
    """The head of the page: what it is, where, how it stands and what comes next. `acts` is what can be done."""
    place = page.place
    return plate(
        rx.fragment(rx.el.span(page.service, " ", place.sign.plain, ": ", class_name="unseen"), page.headline),
        kind=page.kind,
        bar=[back, bar_fill(), language_link(here, "top-bar__link plate__language"), share_button(), print_button()],
        sign=corner_sign(place.sign.street, place.sign.crossing, block=place.sign.block),
        sub=rx.el.div(
            rx.el.p(rx.el.b(page.service, ". "), page.sub, class_name="plate__sub"),
            shown(page.next_step, rx.el.p(page.next_step, class_name="plate__sub plate__next")),
            role="status",
        ),
        acts=rx.fragment(acts, plate_numbers((t("Our number"), page.id), (t("City number"), page.city_number))),
    )


def missing() -> rx.Component:
    """What stands where the ticket is private, or where there is none: nobody can tell which."""
    return rx.el.div(
        empty_state(
            t("There is no ticket here that you can see"),
            t("The number may be mistyped, or the ticket is private. If it is yours, sign in and open it again."),
            link_button(t("To the map"), to=routes.localized(routes.MAP), kind="ink", icon_name="map"),
        ),
        class_name="section",
    )


def chain(page: Ticket) -> rx.Component:
    """Whose hands it has been in."""
    hops = each(
        page.hops,
        lambda hop: custody_hop(hop.name, icon_name=hop.icon, kind=hop.kind, when=hop.when, said=hop.said),
    )
    return rx.el.section(
        rx.el.h2(t("Who has it now"), class_name="unseen"),
        custody_chain(hops, label=t("Who has it now")),
        shown(page.origin, rx.el.p(page.origin, class_name="small quiet after")),
        shown(
            page.spot_to,
            lambda: rx.el.p(link(icon("again"), page.spot_says, to=page.spot_to, class_name="here-before")),
        ),
        class_name="section",
    )


def clock(page: Ticket) -> rx.Component:
    """What was promised, what is usual here, how old it is."""
    told = page.clock
    rows = [
        (t("Promised"), told.promised.value, told.promised.source),
        (told.usual_where, told.usual.value, told.usual.source),
        (t("Age now"), told.age.value, told.age.source),
    ]
    return rx.el.div(
        either(
            told.has_picture,
            lambda: honest_clock(told.picture, says=told.says, facts=rows),
            lambda: _plain_clock(told.says, rows),
        ),
        shown(
            page.how_to,
            lambda: rx.el.p(link(t("How it works, and how long it takes"), to=page.how_to), class_name="after"),
        ),
        class_name="section",
    )


def _plain_clock(says: Words, rows: list[tuple[Words, Words, Words]]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(says, class_name="honest-clock__says", id="clock-plain"),
        rx.el.dl(
            *[
                rx.el.div(rx.el.dt(name), rx.el.dd(value, " ", rx.el.span(source, class_name="quiet")))
                for name, value, source in rows
            ],
            class_name="honest-clock__facts",
        ),
        class_name="honest-clock",
        aria_labelledby="clock-plain",
    )


def photos(page: Ticket) -> rx.Component:
    """The photos that this viewer may see: before and after side by side, then the others; nothing without any."""
    return rx.fragment(
        shown(page.photos.pair.is_shown, lambda: before_and_after(page.photos.pair)),
        shown(has_any(page.photos.others), lambda: _strip(page)),
    )


def before_and_after(pair: Pair) -> rx.Component:
    """What was reported beside what was there after the closing."""
    return section(
        t("Before and after"),
        photo_pair(
            photo(pair.before.address, pair.before.said, caption=t("When it was reported"), under=pair.before.caption),
            photo(pair.after.address, pair.after.said, caption=t("After the closing"), under=pair.after.caption),
        ),
        shown(pair.after.under, rx.el.p(pair.after.under, class_name="small quiet after")),
        name="before-after",
    )


def _strip(page: Ticket) -> rx.Component:
    pictures = each(page.photos.others, lambda one: photo(one.address, one.said, caption=one.caption, under=one.under))
    return section(t("Photos"), photo_strip(pictures, label=t("Photos")), name="photos")


def linked(page: Ticket) -> rx.Component:
    """Other requests about the same thing; nothing where there are none."""

    def one(row: Any) -> rx.Component:
        return rx.el.li(row.what, " ", link(row.number, to=row.href), " (", row.stands, ")")

    listed = rx.el.ul(each(page.linked, one), class_name="linked")
    return shown(has_any(page.linked), lambda: section(t("The same thing, filed again"), listed, name="linked"))


def together(page: Ticket) -> rx.Component:
    """The ticket that leads this one, or those that count together with it; nothing where it stands alone."""

    def one(row: Any) -> rx.Component:
        return rx.el.li(row.what, " ", link(row.number, to=row.href), " (", row.stands, ")")

    listed = rx.el.ul(each(page.together, one), class_name="linked")
    return shown(has_any(page.together), lambda: section(t("The same problem"), listed, name="together"))


def history(page: Ticket) -> rx.Component:
    """What happened, newest first."""
    steps = each(
        page.steps,
        lambda step: timeline_step(
            step.what,
            step.when,
            shown(has_any(step.said), lambda: _said_by_people(step)),
            shown(step.language, lambda: rx.el.p(step.language, class_name="timeline__under")),
            shown(step.under, lambda: rx.el.p(step.under, class_name="timeline__under")),
            shown(
                step.origin,
                lambda: rx.el.p(link(step.origin, to=step.origin_to), class_name="timeline__under"),
            ),
            quote_buttons(step.quotable),
            kind=step.kind,
            icon_name=step.icon,
            quote=step.quote,
            # Whose words they are says in which language: a person's of ours, or ours where we know them in two.
            quote_lang=chosen(step.under, "", chosen(step.is_paired, "", page.city_lang)),
            exact=step.exact,
            anchor=step.anchor,
        ),
    )
    feed = shown(page.feed_to, lambda: feed_link(page.feed_to))
    return section(t("What happened"), timeline(steps), feed, name="history")


def _said_by_people(step: Any) -> rx.Component:
    """Words that a coordinator has looked at; something may have been taken out."""
    return rx.el.blockquote(covered_text(step.said), class_name="timeline__quote as-typed")


def where(page: Ticket) -> rx.Component:
    """Where it is: on a small map, and in words; in words alone where nobody set a point."""
    place = page.place
    only_words = t("The place was told in words, so there is no pin for it.")
    return section(
        t("Where"),
        shown(place.map_to, lambda: spot_map(lat=place.lat, lon=place.lon, icon_name=place.icon, kind=page.kind)),
        facts(
            fact(t("Place"), place.sign.plain),
            shown(
                place.neighborhood,
                lambda: fact(t("Neighborhood"), link(place.neighborhood, to=place.neighborhood_to)),
            ),
        ),
        either(place.map_to, lambda: _to_the_map(place.map_to), rx.el.p(only_words, class_name="small quiet after")),
        name="where",
    )


def _to_the_map(address: Words) -> rx.Component:
    return rx.el.p(link_button(t("Show it on the map"), to=address, icon_name="map", wide=True), class_name="after")


def published(page: Ticket) -> rx.Component:
    """The words that the city publishes with it; nothing where there are none."""
    return shown(
        page.published,
        section(
            t("What was reported"),
            rx.el.p(covered_text(page.published_parts), class_name="as-typed"),
            rx.el.p(t("Somebody told the city, and the city publishes it in these words."), class_name="small quiet"),
            name="published",
        ),
    )
