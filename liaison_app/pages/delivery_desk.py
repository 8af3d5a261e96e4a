"""The coordinator's delivery desk: how the exchange with the city stands, what waits, and the ticket that is open."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import message_tab, shaped_badge
from liaison_app.components.buttons import button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.covered_text import covered_text
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.desk_rows import DeskSection
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.delivery_decision import open_ticket
from liaison_app.states.delivery_decision import DeliveryDecision
from liaison_app.states.delivery_desk import DeliveryDesk
from liaison_app.wording.decisions import DecisionLine
from liaison_app.wording.delivery_desk import DeskLine
from liaison_app.wording.exchange import SectionChip

_has_open = DeliveryDecision.chosen.id != ""


def build() -> rx.Component:
    """The state of the exchange, then the sections; on a desktop the open ticket beside them, on a phone instead."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Delivery desk")),
                class_name=rx.cond(_has_open, "section stack desk-queue--away", "section stack"),
            ),
            rx.cond(DeliveryDesk.phase == "ready", _desk(), skeleton_list(5)),
            wide=True,
        ),
        here=routes.DESK_DELIVERIES,
        audience="coordinator",
        current="desk",
    )


def _desk() -> rx.Component:
    queue = rx.el.div(
        _exchange(), _sections(), _section(), class_name=rx.cond(_has_open, "desk-queue desk-queue--away", "desk-queue")
    )
    none = rx.el.p(t("Choose one to see all that was tried, and to decide."), class_name="quiet desk-request__none")
    beside = rx.cond(_has_open, open_ticket(), none)
    return rx.el.div(
        queue, rx.el.div(beside, class_name="desk-request", id="desk-request", tab_index=-1), class_name="city-desk"
    )


def _exchange() -> rx.Component:
    state = DeliveryDesk.state
    again = button(t("Try now"), icon_name="again", on_click=DeliveryDesk.try_now)
    said = rx.el.div(
        icon(state.icon),
        rx.el.div(
            rx.el.h2(state.title, class_name="notice__title"),
            shown(state.since, rx.el.p(state.since)),
            rx.el.p(state.words),
            shown(state.quote, rx.el.blockquote(state.quote, class_name="timeline__quote")),
            shown(state.may_try, rx.el.div(again, class_name="notice__act")),
        ),
        class_name=f"notice notice--{state.kind}",
    )
    return rx.el.section(
        live_region(said),
        live_region(shown(DeliveryDesk.tried, rx.el.p(DeliveryDesk.tried, class_name="small"))),
        live_region(shown(DeliveryDesk.notice, notice(DeliveryDesk.notice, kind="late"))),
        rx.el.div(
            facts(rx.foreach(DeliveryDesk.figures, lambda one: fact(one.name, one.value))), class_name="exchange__facts"
        ),
        class_name="exchange stack",
        aria_label=t("The exchange with the city"),
    )


def _sections() -> rx.Component:
    def one(chip: rx.Var[SectionChip]) -> rx.Component:
        return filter_chip(
            chip.label,
            pressed=DeliveryDesk.section == chip.key,
            count=chip.count,
            on_click=DeliveryDesk.show_section(chip.key),
        )

    return rx.el.div(chips(rx.foreach(DeliveryDesk.chips, one), label=t("Show"), slide=True), class_name="section")


def _section() -> rx.Component:
    listed = rx.cond(
        DeliveryDesk.section == DeskSection.DECIDED.value,
        rx.el.ul(rx.foreach(DeliveryDesk.decided, _decided), class_name="decisions"),
        rx.el.ul(rx.foreach(DeliveryDesk.rows, _row), class_name="decisions"),
    )
    is_empty = (DeliveryDesk.rows.length() == 0) & (DeliveryDesk.decided.length() == 0)
    more = too_many(t("There are more."), button(t("Show more"), on_click=DeliveryDesk.show_more))
    return rx.el.section(
        rx.el.h2(DeliveryDesk.heading),
        live_region(shown(~_has_open & (DeliveryDecision.notice != ""), notice(DeliveryDecision.notice, kind="late"))),
        rx.cond(is_empty, _nothing(), rx.fragment(rx.el.p(DeliveryDesk.help, class_name="quiet after"), listed)),
        shown(DeliveryDesk.next_page, more),
        class_name="section",
    )


def _nothing() -> rx.Component:
    held = empty_state(t("Nothing waits for you"), t("Everything is with the city, or on its way by itself."))
    none = empty_state(t("Nothing here"), t("What comes in shows here by itself."))
    is_held = (DeliveryDesk.section == DeskSection.PEOPLE.value) | (DeliveryDesk.section == DeskSection.REJECTED.value)
    return rx.cond(is_held, held, none)


def _row(line: rx.Var[DeskLine]) -> rx.Component:
    is_open = DeliveryDecision.chosen.id == line.id
    name = rx.el.button(
        line.name,
        type="button",
        class_name="ticket-card__open decision__open",
        on_click=DeliveryDecision.open(line.id),
        aria_expanded=rx.cond(is_open, "true", "false"),
    )
    return rx.el.li(
        rx.el.h3(name, class_name="decision__what"),
        rx.el.p(
            shown(line.mark, rx.fragment(message_tab(line.mark, kind="open"), " ")),
            shaped_badge(line.badge),
            " ",
            rx.el.time(line.since, title=line.exact, class_name="small quiet"),
        ),
        rx.el.p(line.why),
        shown(line.mark, rx.el.p(covered_text(line.parts), class_name="as-typed")),
        shown(line.quote, rx.el.blockquote(line.quote, class_name="timeline__quote")),
        shown(line.handed, rx.el.p(icon("people", small=True), " ", line.handed, class_name="small")),
        rx.el.p(line.who, " · ", line.tried, class_name="small quiet"),
        class_name=rx.cond(is_open, "decision desk-row desk-row--open", "decision desk-row"),
        key=line.id,
    )


def _decided(line: rx.Var[DecisionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(link(line.name, to=line.href), class_name="decision__what"),
        rx.el.p(line.what),
        shown(line.note, rx.el.blockquote(line.note, class_name="timeline__quote")),
        rx.el.p(rx.el.time(line.by, title=line.exact), class_name="small quiet"),
        class_name="decision desk-row",
        key=line.id,
    )


PAGE = Page(
    route=routes.DESK_DELIVERIES,
    build=build,
    title=lambda: page_title(t("Delivery desk")),
    on_load=(DeliveryDesk.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
