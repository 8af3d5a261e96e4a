"""Parts of the program's front door: a cohort that takes people, who speaks near you, the empty seats."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import described, field
from liaison_app.components.links import full_load_link, link
from liaison_app.components.posted_form import asking_form
from liaison_app.components.words import Words, each, shown
from liaison_app.i18n import t
from liaison_app.wording.program_front import CohortWords, FrontWords, SeatWords, SessionWords

Front = FrontWords | rx.Var[FrontWords]
Cohort = CohortWords | rx.Var[CohortWords]


def cohort_card(one: Cohort) -> rx.Component:
    """When it begins and how many seats are left first, then where and for whom."""
    place = rx.fragment(
        one.place,
        shown(one.away, rx.el.span(" · ", one.away, class_name="quiet small")),
        shown(one.map_to, lambda: rx.el.span(" · ", link(t("On the map"), to=one.map_to))),
    )
    return rx.el.li(
        rx.el.h3(one.name),
        rx.el.p(rx.el.b(one.begins), class_name="cohort-card__when"),
        rx.el.p(one.seats, class_name="cohort-card__seats"),
        facts(
            shown(one.place, lambda: fact(t("Place"), place)),
            shown(one.video, lambda: fact(t("How"), one.video)),
            shown(one.access, lambda: fact(t("Accessibility"), one.access)),
            shown(one.languages, lambda: fact(t("Languages"), one.languages)),
            shown(one.meant_for, lambda: fact(t("Meant for"), one.meant_for)),
        ),
        shown(one.about, lambda: rx.el.p(one.about, class_name="as-typed small after")),
        shown(one.session_count, lambda: _sessions(one)),
        class_name="cohort-card",
    )


def _sessions(one: Cohort) -> rx.Component:
    return rx.el.details(
        rx.el.summary(one.session_count, class_name="browse__open"),
        rx.el.ol(each(one.sessions, _session), class_name="cohort-card__sessions"),
        class_name="browse",
    )


def _session(one: SessionWords | rx.Var[SessionWords]) -> rx.Component:
    return rx.el.li(rx.el.b(one.when), shown(one.topic, rx.el.span(" · ", one.topic)))


def near_form(words: Front) -> rx.Component:
    """The page as seen from a neighborhood; a plain form."""

    def option(one: SeatWords | rx.Var[SeatWords]) -> rx.Component:
        return rx.el.option(one.name, value=one.value, selected=one.is_chosen)

    select = rx.el.select(
        rx.el.option(t("The whole city"), value=""),
        each(words.choices, option),
        class_name="field__input",
        **described("near", ""),
    )
    return asking_form(
        field("near", t("Your neighborhood"), select),
        button(t("Show what is near"), kind="ink", icon_name="locate", type="submit"),
        action=routes.localized(routes.PROGRAM),
        class_name="near-form",
    )


def empty_seats(words: Front) -> rx.Component:
    """Each leads to the form with its neighborhood chosen."""
    return rx.el.details(
        rx.el.summary(t("All empty seats"), class_name="browse__open"),
        rx.el.ul(each(words.empty, _empty), class_name="seat-list"),
        class_name="browse",
    )


def _empty(one: SeatWords | rx.Var[SeatWords]) -> rx.Component:
    return rx.el.li(full_load_link(one.name, to=one.href))


def apply_button(to: Words) -> rx.Component:
    """The way to the form: with a full load, since the server writes it."""
    return full_load_link(t("Apply as a liaison"), to=to, class_name="button button--main button--wide apply-button")
