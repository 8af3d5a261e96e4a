"""The seats on a cohort's page: who has one, who was offered one, who waits, and whom to offer one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import checkbox, text_field
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.cohort_page import CohortPage
from liaison_app.states.cohort_seats import CohortSeats

_cohort = CohortPage.cohort


def seats_part() -> rx.Component:
    """The lists, one below the other, those without anybody left out."""
    none = rx.el.p(t("Nobody is in it yet."), class_name="quiet")
    lists = rx.fragment(
        shown(_cohort.enrolled.length() > 0, _table(t("Enrolled"), _cohort.enrolled)),
        shown(_cohort.invited.length() > 0, _table(t("Offered a seat"), _cohort.invited)),
        shown(_cohort.waiting.length() > 0, _table(t("Waitlist, in its order"), _cohort.waiting, is_waiting=True)),
        shown(_cohort.gone.length() > 0, _gone()),
    )
    has_any = _cohort.enrolled.length() + _cohort.invited.length() + _cohort.waiting.length() + _cohort.gone.length()
    return rx.fragment(
        section(
            t("Seats"),
            live_region(shown(CohortSeats.notice, notice(CohortSeats.notice, kind="late"))),
            rx.cond(has_any > 0, rx.fragment(_files(), lists), none),
            name="seats",
        ),
        shown(_cohort.is_open, _offer()),
        _take_away_dialog(),
    )


def _files() -> rx.Component:
    """The list with contacts as a file; who took it is written down."""
    ways = ((t("Take away as CSV"), _cohort.csv_to), (t("Take away as XLSX"), _cohort.xlsx_to))
    return buttons(
        *[
            link_button(words, to=to, full_load=True, small=True, icon_name="download", download=True)
            for words, to in ways
        ]
    )


def _table(heading: str, rows: Any, *, is_waiting: bool = False) -> rx.Component:
    return rx.el.div(
        rx.el.h3(heading),
        rx.el.ul(rx.foreach(rows, lambda row: _seat(row, is_waiting=is_waiting)), class_name="roster"),
        class_name="seat-list",
    )


def _seat(row: Any, *, is_waiting: bool) -> rx.Component:
    contact = full_load_link(row.contact, to=row.contact_to, class_name="seat-list__contact email")
    who = rx.el.div(
        rx.el.p(row.name, class_name="table-cards__name"),
        shown(row.about, rx.el.p(row.about, class_name="small quiet")),
        shown(row.contact, rx.el.p(contact, class_name="small")),
        shown(row.note, rx.el.p(row.note, class_name="small")),
        shown(row.attended, rx.el.p(icon("check", small=True), row.attended, class_name="small session-row__fact")),
        shown(row.needs, rx.el.p(icon("info", small=True), row.needs, class_name="small session-row__fact")),
    )
    offer = [button(t("Offer a seat"), small=True, on_click=CohortSeats.offer_next(row.id))] if is_waiting else []
    away = button(
        t("Take out"),
        small=True,
        on_click=CohortSeats.ask_take_away(row.id, row.name),
        custom_attrs={"aria-label": row.remove},
    )
    acts = shown(_cohort.is_alive, rx.el.div(*offer, away, class_name="seat-list__acts"))
    return rx.el.li(who, acts, class_name="seat-list__line", key=row.id)


def _gone() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return rx.el.li(rx.el.b(row.name), " · ", row.state, class_name="small")

    return rx.el.details(
        rx.el.summary(icon("unfold", small=True), t("Declined or left"), class_name="seat-list__more"),
        rx.el.ul(rx.foreach(_cohort.gone, one), class_name="linked"),
    )


def _offer() -> rx.Component:
    return section(
        t("Offer seats"),
        rx.el.p(
            t("They get a mail and answer with one tap. Who finds no free seat goes on the waitlist, in this order."),
            class_name="quiet small",
        ),
        live_region(shown(CohortSeats.said, notice(CohortSeats.said, kind="fixed"))),
        rx.el.form(
            _candidates(),
            text_field(
                "answer_by",
                t("Answer by"),
                hint=t("Empty: within a week."),
                error=said(CohortSeats.errors, "answer_by"),
                input_type="date",
                optional=True,
            ),
            button(t("Offer seats"), kind="gold", icon_name="send", type="submit"),
            on_submit=CohortSeats.offer,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack after",
            key=CohortSeats.offered.to_string(),
        ),
        name="offer",
    )


def _candidates() -> rx.Component:
    others = rx.el.details(
        rx.el.summary(icon("unfold", small=True), t("Applicants from elsewhere"), class_name="seat-list__more"),
        rx.el.div(rx.foreach(_cohort.others, _candidate), class_name="tick-list", tab_index=0),
    )
    fitting = rx.cond(
        _cohort.fitting.length() > 0,
        rx.el.div(rx.foreach(_cohort.fitting, _candidate), class_name="tick-list", tab_index=0),
        rx.el.p(t("Nobody from these neighborhoods and languages waits for a seat."), class_name="quiet"),
    )
    return rx.el.fieldset(
        rx.el.legend(t("Applicants who fit"), class_name="field__label"),
        fitting,
        shown(_cohort.others.length() > 0, others),
        rx.el.p(said(CohortSeats.errors, "applicants"), class_name="field__error"),
        class_name="field",
    )


def _candidate(row: Any) -> rx.Component:
    return checkbox(row.name, row.words, hint=row.about, key=row.name)


def _take_away_dialog() -> rx.Component:
    return dialog(
        t("Take somebody out?"),
        rx.el.p(rx.el.strong(CohortSeats.taking_name)),
        rx.el.p(t("The seat goes to the next on the waitlist. The person waits for another cohort.")),
        buttons(
            button(t("Take out"), kind="brick", on_click=CohortSeats.take_away),
            button(t("Keep the seat"), on_click=CohortSeats.keep),
        ),
        name="taking-out",
        is_open=CohortSeats.taking_away != "",
        on_close=CohortSeats.keep,
    )
