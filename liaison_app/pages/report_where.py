"""Report, step 1: where is it?"""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import action_bar, button
from liaison_app.components.fields import search_field, select_field
from liaison_app.components.frame import page_title
from liaison_app.components.icons import icon
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.place_parts import map_instead, place_words_field, words_instead
from liaison_app.components.question import panel, question_frame
from liaison_app.components.report_parts import pin_map
from liaison_app.components.report_steps import field_error, said
from liaison_app.components.signs import corner_sign
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.report_form import FormKind, city_form
from liaison_app.states.report_draft import ReportDraft
from liaison_app.states.report_office import Step
from liaison_app.states.report_where import WhereStep
from liaison_app.wording.report import ChoiceWords, FoundWords


def build() -> rx.Component:
    return where_step(city_form())


def where_step(form: FormKind) -> rx.Component:
    """The map under a pin, the search above it, and the place in words where there is no map."""
    where = form.where
    on_map = rx.fragment(_search(where), _map(where), _pin_panel(where))
    return question_frame(
        kept_form(
            rx.el.div(
                rx.cond(where.is_in_words, _in_words(where), on_map),
                class_name=rx.cond(where.is_in_words, "question__find question__find--words", "question__find"),
            ),
            **form.kept(Step.WHERE, where),
        ),
        title=t("Where is it?"),
        hint=t("Stand near it, or move the map under the pin."),
        step=1,
        steps=4,
        action=rx.fragment(),
        back_to=form.back_to,
        fills_window=True,
        **form.framed(Step.WHERE),
    )


def _search(where: type[WhereStep]) -> rx.Component:
    words = t("Address or corner")
    return panel(
        rx.el.div(
            search_field("search", words, words=words, enter_key_hint="search"),
            rx.el.button(
                t("Find"), type="submit", class_name="button button--on-plate", custom_attrs={"data-ask": "find"}
            ),
            class_name="search-row",
        ),
        live_region(
            shown(
                where.found.length() > 0,
                rx.el.ul(rx.foreach(where.found, _found), class_name="found-places", aria_label=t("Places found")),
            ),
            shown(
                where.found_nothing,
                rx.el.p(
                    t("We know no such place here. Try a corner, such as 52nd and Market, or move the map."),
                    class_name="small",
                ),
            ),
        ),
        on_top=True,
    )


def _found(place: rx.Var[FoundWords]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            icon("place"),
            rx.el.span(rx.el.b(place.label), " ", rx.el.small(place.how)),
            type="button",
            class_name="found-place",
            custom_attrs={"data-place": place.place, "data-address": place.address, "data-rough": place.is_rough},
        )
    )


def _map(where: type[WhereStep]) -> rx.Component:
    return pin_map(lat=where.start_lat, lon=where.start_lon, zoom=where.start_zoom)


def _pin_panel(where: type[WhereStep]) -> rx.Component:
    sign = where.sign
    return panel(
        live_region(
            rx.cond(
                where.has_pin,
                rx.cond(
                    sign.street != "",
                    corner_sign(sign.street, sign.crossing, block=sign.block),
                    corner_sign(t("Your pin")),
                ),
                rx.el.p(
                    t("No place yet. Use your location, move the map, or type an address."), class_name="small quiet"
                ),
            ),
        ),
        shown(where.is_outside, _outside()),
        shown(where.near.length() > 0, _neighborhoods(where)),
        field_error(where.errors, "place"),
        shown(where.notice, notice(where.notice, kind="late", live=True)),
        action_bar(button(t("This is the place"), kind="gold", icon_name="check", wide=True, type="submit")),
        shown(where.takes_words, rx.el.p(words_instead())),
    )


def _outside() -> rx.Component:
    return notice(
        t("This is outside the city"),
        t("The city can act only on places inside it. Move the pin, or call the town it is in."),
        kind="late",
        live=True,
    )


def _neighborhoods(where: type[WhereStep]) -> rx.Component:
    """Nobody draws their borders, so the nearest is a guess that a person can mend."""

    def chip(one: rx.Var[ChoiceWords], place: rx.Var[int]) -> rx.Component:
        radio = rx.el.input(
            type="radio", name="neighborhood", value=one.value, default_checked=place == 0, class_name="chip__input"
        )
        return rx.el.label(radio, one.words, class_name="chip", key=f"{place} {one.value}")

    return rx.el.fieldset(
        rx.el.legend(t("Neighborhood"), class_name="small quiet"),
        rx.el.div(rx.foreach(where.near, chip), class_name="chips chips--slide"),
        class_name="pin-neighborhood",
    )


def _in_words(where: type[WhereStep]) -> rx.Component:
    errors = where.errors
    return panel(
        place_words_field(said(errors, "place_words")),
        select_field(
            "neighborhood",
            t("In which neighborhood?"),
            where.everywhere,
            first=t("Choose one"),
            error=said(errors, "neighborhood"),
        ),
        shown(where.notice, notice(where.notice, kind="late", live=True)),
        action_bar(button(t("This is the place"), kind="gold", icon_name="check", wide=True, type="submit")),
        field_error(errors, "place"),
        rx.el.p(map_instead()),
    )


PAGE = Page(
    route=routes.REPORT,
    build=build,
    title=lambda: page_title(t("Where is it? Step {step} of {steps}", step=1, steps=4)),
    on_load=(ReportDraft.enter,),
    audience=Audience.LIAISON,
)
