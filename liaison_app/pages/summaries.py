"""A ticket's thread on one sheet, to print for a meeting with the city."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import not_found
from liaison_app.components.share import print_button
from liaison_app.components.signs import bar_fill, plate, plate_numbers
from liaison_app.components.timeline import city_quote
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.summaries import Summary

_sheet = Summary.sheet


def build() -> rx.Component:
    """What to ask first: that is what the sheet is for."""
    ready = rx.el.div(_ask_now(), _open(), _asked(), _said(), _known())
    content = rx.match(
        Summary.phase,
        ("ready", ready),
        ("missing", _missing()),
        rx.el.p(t("Loading …"), role="status"),
    )
    return page_frame(wrap(content), here=Summary.here, audience="liaison", current="mine", head=_head())


def _missing() -> rx.Component:
    return not_found(
        t("There is no ticket here that you can see"),
        t("The sheet is for the people of a ticket: who reported it, who follows it, and coordinators."),
        to=routes.localized(routes.MINE),
        way=t("My tickets"),
    )


def _head() -> rx.Component:
    bar = [
        back_link(t("To the ticket"), rx.cond(_sheet.id, _sheet.ticket_to, routes.localized(routes.MINE))),
        bar_fill(),
        language_link(Summary.here, "top-bar__link plate__language"),
        print_button(),
    ]
    known = plate(
        rx.fragment(_sheet.service, ", ", _sheet.place),
        kind=_sheet.kind,
        bar=bar,
        sub=rx.fragment(rx.el.b(_sheet.headline, ". "), _sheet.sub),
        acts=plate_numbers((t("Our number"), _sheet.id), (t("City number"), _sheet.number)),
    )
    return rx.cond(Summary.phase == "ready", known, plate(t("For a meeting"), bar=bar, page=True))


def _lines(lines: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(lines, lambda one: rx.el.li(one, class_name="as-typed")), class_name="linked")


def _ask_now() -> rx.Component:
    return shown(_sheet.ask_now.length() > 0, section(t("Ask now"), _lines(_sheet.ask_now), name="ask-now"))


def _open() -> rx.Component:
    return shown(_sheet.open.length() > 0, section(t("What is open"), _lines(_sheet.open), name="open"))


def _asked() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.b(row.when), " · ", row.who, shown(row.intent, rx.fragment(" · ", row.intent))),
            rx.el.p(row.text, class_name="as-typed"),
            shown(row.answer, rx.el.p(rx.cond(row.is_open, rx.el.b(row.answer), row.answer), class_name="quiet")),
        )

    listed = rx.el.ol(rx.foreach(_sheet.asked, one), class_name="stack")
    none = rx.el.p(t("Nothing has been asked yet."), class_name="quiet")
    return section(t("What was asked"), rx.cond(_sheet.asked.length() > 0, listed, none), name="asked")


def _said() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return rx.el.li(rx.el.p(rx.el.b(row.when)), city_quote(row.text, row.lang))

    listed = rx.el.ol(rx.foreach(_sheet.said, one), class_name="stack")
    none = rx.el.p(t("The city has not written anything yet."), class_name="quiet")
    return section(t("What the city said"), rx.cond(_sheet.said.length() > 0, listed, none), name="said")


def _known() -> rx.Component:
    return section(
        t("The ticket"),
        facts(
            fact(t("Reported on"), _sheet.reported),
            shown(_sheet.promised, fact(t("Promised"), _sheet.promised)),
            shown(_sheet.behind, fact(t("Who stands behind it"), _sheet.behind)),
        ),
        rx.el.p(_sheet.made, class_name="small quiet after"),
        rx.el.p(t("Private messages are not on this sheet."), class_name="small quiet no-print"),
        name="known",
    )


PAGE = Page(
    route=routes.SUMMARY,
    build=build,
    title=lambda: page_title(t("For a meeting")),
    on_load=(Summary.watch,),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
