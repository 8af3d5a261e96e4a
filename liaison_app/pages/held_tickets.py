"""The coordinator's decisions on tickets that the city refused, or that we could not settle with it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import shaped_badge
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons
from liaison_app.components.fields import text_field
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.held_tickets import HeldTicketsDesk
from liaison_app.wording.held_tickets import HeldLine

_chosen = HeldTicketsDesk.chosen


def build() -> rx.Component:
    """Each ticket with why it waits, and the two ways out."""
    none = empty_state(t("Nothing waits for you"), t("Every ticket is with the city, or on its way by itself."))
    queue = rx.el.div(
        rx.el.p(HeldTicketsDesk.total, class_name="small quiet after"),
        rx.el.ul(rx.foreach(HeldTicketsDesk.held, _held), class_name="decisions"),
    )
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Tickets to decide")),
                rx.el.p(
                    t(
                        "The city refused these, or we could not find out whether it has them. Look in the city’s "
                        "system first; then choose."
                    ),
                    class_name="quiet",
                ),
                class_name="section stack",
            ),
            live_region(shown(HeldTicketsDesk.notice, notice(HeldTicketsDesk.notice, kind="late"))),
            rx.cond(
                HeldTicketsDesk.is_loaded, rx.cond(HeldTicketsDesk.held.length() > 0, queue, none), skeleton_text(6)
            ),
            _sending_again(),
            _taking_number(),
        ),
        here=routes.DESK_DELIVERIES,
        audience="coordinator",
        current="desk",
    )


def _held(line: rx.Var[HeldLine]) -> rx.Component:
    words = rx.el.div(
        rx.el.h2(link(line.name, to=line.href), class_name="decision__what"),
        rx.el.p(shaped_badge(line.badge), " ", rx.el.span(line.since, class_name="small quiet")),
        rx.el.p(line.why),
        shown(line.quote, rx.el.blockquote(line.quote, class_name="timeline__quote")),
        shown(line.text, rx.el.p(t("What was sent:"), " ", rx.el.span(line.text, class_name="as-typed"))),
        rx.el.p(
            line.who, " · ", t("Our mark in it:"), " ", rx.el.span(line.ref, class_name="num"), class_name="small quiet"
        ),
        class_name="decision__words stack",
    )
    acts = rx.el.div(
        button(
            rx.fragment(t("Send it again"), _about(line)),
            kind="ink",
            icon_name="again",
            on_click=HeldTicketsDesk.decide("again", line.id),
        ),
        button(
            rx.fragment(t("The city has it"), _about(line)),
            icon_name="city",
            on_click=HeldTicketsDesk.decide("number", line.id),
        ),
        class_name="decision__act",
    )
    return rx.el.li(words, acts, class_name="decision decision--long", key=line.id)


def _about(line: rx.Var[HeldLine]) -> rx.Component:
    """Which ticket a button is about, for who cannot see where it stands."""
    return rx.el.span(": ", line.name, class_name="unseen")


def _sending_again() -> rx.Component:
    return dialog(
        t("Send it again?"),
        _name(),
        rx.el.p(t("Only when the city does not have it. If it has, it is there twice.")),
        buttons(
            button(t("Send it again"), kind="ink", icon_name="again", on_click=HeldTicketsDesk.send_again),
            button(t("Not now"), on_click=HeldTicketsDesk.leave),
        ),
        name="sending-again",
        is_open=HeldTicketsDesk.choice == "again",
        on_close=HeldTicketsDesk.leave,
    )


def _taking_number() -> rx.Component:
    return dialog(
        t("The city has it"),
        _name(),
        rx.el.form(
            text_field(
                "number",
                t("City number"),
                hint=t("As the city’s system shows it."),
                error=HeldTicketsDesk.errors.get("number", ""),
                auto_complete="off",
            ),
            buttons(
                button(t("Take this number"), kind="ink", type="submit", icon_name="check"),
                button(t("Not now"), on_click=HeldTicketsDesk.leave),
            ),
            on_submit=HeldTicketsDesk.take_number,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key=_chosen.id,
        ),
        name="taking-number",
        is_open=HeldTicketsDesk.choice == "number",
        on_close=HeldTicketsDesk.leave,
    )


def _name() -> rx.Component:
    return rx.el.p(rx.el.strong(_chosen.name))


PAGE = Page(
    route=routes.DESK_DELIVERIES,
    build=build,
    title=lambda: page_title(t("Tickets to decide")),
    on_load=(HeldTicketsDesk.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
