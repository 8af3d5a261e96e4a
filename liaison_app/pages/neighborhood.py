"""A neighborhood: what is open and late now, what was seen fixed, and its tickets."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.frame import page_frame, page_title, section, split, top_bar, wrap
from liaison_app.components.letter_forms import letters_section
from liaison_app.components.speakers import speakers_section
from liaison_app.components.waiting import skeleton_list
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.neighborhood_parts import (
    how_long,
    missing,
    now,
    over_time,
    place_plate,
    reported,
    show_labels,
    take_away,
    tickets_or_none,
    where,
)
from liaison_app.pages.neighborhood_public import draw
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.neighborhood import Neighborhood


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.match(
                Neighborhood.stage,
                ("ready", _ready()),
                ("missing", missing()),
                rx.el.div(rx.el.h1(t("Neighborhood"), class_name="unseen"), skeleton_list(), class_name="section"),
            )
        ),
        here=Neighborhood.here,
        audience=LiaisonSession.role,
        current="places",
        head=rx.cond(
            Neighborhood.stage == "ready",
            place_plate(Neighborhood.words, here=Neighborhood.here),
            top_bar(here=Neighborhood.here, audience=LiaisonSession.role),
        ),
    )


def _ready() -> rx.Component:
    words = Neighborhood.words
    main = rx.el.div(now(words), how_long(words), over_time(words))
    alerts = letters_section(Neighborhood.letters, title=t("Alerts by e-mail"))
    aside = rx.el.div(speakers_section(words.speakers), where(words), reported(words), alerts, take_away(words))
    return rx.fragment(split(main, aside), rx.el.div(_tickets(), class_name="place-tickets"))


def _tickets() -> rx.Component:
    return section(
        t("Tickets"),
        chips(*[_chip(show, label) for show, label in show_labels()], label=t("Show")),
        tickets_or_none(Neighborhood.cards),
        rx.cond(
            Neighborhood.words.next_page != "",
            button(t("Show more"), kind="quiet", wide=True, on_click=Neighborhood.more),
        ),
        name="tickets",
    )


def _chip(show: str, label: str) -> rx.Component:
    return filter_chip(label, pressed=Neighborhood.show == show, on_click=Neighborhood.choose(show))


PAGE = Page(
    route=routes.NEIGHBORHOOD,
    build=build,
    title=lambda: page_title(rx.cond(Neighborhood.words.name != "", Neighborhood.words.name, t("Neighborhood"))),
    on_load=(LiaisonSession.load, Neighborhood.watch),
    draw=draw,
)
PAGES = (PAGE,)
