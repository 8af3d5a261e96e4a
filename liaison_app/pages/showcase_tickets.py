"""The showcase's three signatures: the blade, the clock and the light, and what tickets are shown with."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.badges import avatar, badge, city_stamp, message_tab, seen_pill
from liaison_app.components.buttons import button
from liaison_app.components.clocks import dots_row, honest_clock
from liaison_app.components.custody import custody_chain, custody_hop
from liaison_app.components.houses import row_of_houses
from liaison_app.components.icons import icon
from liaison_app.components.notices import danger_notice, error_summary, notice
from liaison_app.components.signs import corner_sign
from liaison_app.components.tickets import group_heading, shelf, ticket_card, ticket_list
from liaison_app.components.timeline import message, thread, timeline, timeline_step
from liaison_app.front_end.icons import LUCIDE
from liaison_app.i18n import t
from liaison_app.wording.clock_picture import bar_shares, draw_clock, draw_dots
from liaison_app.wording.lights import house_lights

_DAYS = (2, 3, 3, 3, 4, 4, 4, 5, 6, 6, 6, 7, 8, 10, 12, 14, 17, 19, 24, 27)


def colour_samples() -> rx.Component:
    """Each colour of meaning with its word."""
    meanings = [
        ("gold", t("in our hands")),
        ("blue-plate", t("with the city")),
        ("brick-plate", t("late or not fixed")),
        ("leaf-plate", t("seen fixed")),
        ("slate-plate", t("closed, nobody has looked")),
    ]
    return rx.el.ul(
        *[
            rx.el.li(rx.el.i(custom_attrs={"style": rx.Var.create({"background": f"var(--{name})"})}), word)
            for name, word in meanings
        ],
        class_name="swatches",
    )


def sign_samples() -> rx.Component:
    """Blades in three sizes, and houses that count."""
    return rx.el.div(
        rx.el.div(
            corner_sign("Walnut St", block="5700", size="small"),
            corner_sign("61st St", "Locust St", block="6100"),
            corner_sign("Cobbs Creek Pkwy", "Cedar Ave", size="big"),
            class_name="row row--top",
        ),
        rx.el.figure(
            row_of_houses(house_lights(30, 42), label=t("30 of 42 windows are lit")),
            rx.el.figcaption(t("Of 42 tickets the city closed this month, 30 were seen fixed."), class_name="small"),
        ),
        class_name="stack",
    )


def badge_samples() -> rx.Component:
    """What the city says, what a person saw, what became of our message; and the rest."""
    return rx.el.div(
        rx.el.p(
            city_stamp(t("City: open")),
            city_stamp(t("City: closed {date}", date=t("10 Dec")), kind="closed"),
            class_name="row",
        ),
        rx.el.p(
            seen_pill(t("Seen fixed {date}", date=t("9 Dec"))),
            seen_pill(t("Not fixed"), kind="not-fixed"),
            seen_pill(t("Nobody has looked"), kind="closed"),
            class_name="row",
        ),
        rx.el.p(
            message_tab(t("Waits for signal"), icon_name="no-signal"),
            message_tab(t("The city has it"), kind="open", icon_name="check"),
            message_tab(t("A person must look"), kind="late", icon_name="warning"),
            class_name="row",
        ),
        rx.el.p(
            badge(t("3 days late"), kind="late", icon_name="late"),
            badge(t("Due by {date}", date=t("16 Dec")), kind="open", icon_name="clock"),
            avatar("MA"),
            avatar("CS", kind="city"),
            avatar("?", kind="empty"),
            class_name="row",
        ),
        class_name="stack",
    )


def card_samples() -> rx.Component:
    """A group of tickets, one of each kind, and what still waits on the phone."""
    return rx.el.div(
        rx.el.div(group_heading(t("Late"), "3", icon_name="late", late=True), ticket_list(*_cards())),
        shelf(
            t("On this phone: {count}", count=1),
            t("Saved here. They go to the city by themselves when you are online."),
            ticket_list(
                ticket_card(
                    place="57th & Pine",
                    what=t("Illegal dumping"),
                    to="#cards",
                    kind="waiting",
                    icon_name="dumping",
                    badges=[message_tab(t("Waits for signal"), icon_name="no-signal")],
                    act=button(t("Try now"), small=True, icon_name="send"),
                )
            ),
        ),
        class_name="split split--even",
    )


def _cards() -> list[rx.Component]:
    late = bar_shares(age=10, promised=7)
    early = bar_shares(age=3, promised=10)
    closed = city_stamp(t("City: closed {date}", date=t("10 Dec")), kind="closed")
    look = button(t("Say what you see"), small=True, icon_name="seen")
    return [
        _card(
            "52nd & Market",
            t("Illegal dumping"),
            "late",
            "dumping",
            late,
            badge(t("3 days late"), kind="late", icon_name="late"),
            far="40 m",
        ),
        _card(
            "62nd & Pine",
            t("Street light out"),
            "open",
            "street-light",
            early,
            badge(t("Due by {date}", date=t("16 Dec")), kind="open"),
        ),
        _card("61st & Locust", t("Graffiti"), "closed", "graffiti", early, closed, act=look),
        _card(
            "48th & Baltimore",
            t("Pothole"),
            "fixed",
            "pothole",
            early,
            seen_pill(t("Seen fixed {date}", date=t("9 Dec"))),
        ),
    ]


def _card(
    place: str, what: str, kind: str, icon_name: str, shares: tuple[int, int], mark: rx.Component, **more: Any
) -> rx.Component:
    return ticket_card(
        place=place,
        what=what,
        to="#cards",
        kind=kind,
        icon_name=icon_name,
        age=shares[0],
        due=shares[1],
        badges=[mark],
        **more,
    )


def chain_samples() -> rx.Component:
    """A late ticket's chain, and one on its way."""
    ours = [
        custody_hop(t("Your phone"), icon_name="phone", kind="ours", when="7:31 pm", said=t("done")),
        custody_hop(t("Our number"), icon_name="check", kind="ours", when="7:47 pm", said=t("done")),
    ]
    last = custody_hop(t("Seen fixed"), icon_name="seen", said=t("not yet"))
    return rx.el.div(
        custody_chain(
            *ours,
            custody_hop(t("City"), icon_name="city", kind="city", when="7:48 pm", said=t("done")),
            custody_hop(t("Crew"), icon_name="crew", kind="late", when=t("3 days late")),
            last,
            label=t("Where this ticket is"),
        ),
        custody_chain(
            *ours,
            custody_hop(t("City"), icon_name="city", kind="moving", when=t("sending …")),
            custody_hop(t("Crew"), icon_name="crew", said=t("not yet")),
            last,
            label=t("Where this ticket is"),
        ),
        class_name="stack stack--loose",
    )


def clock_samples() -> rx.Component:
    """The clock of a late ticket, and rows of dots to compare."""
    picture = draw_clock(
        _DAYS,
        promised=7,
        age=10,
        due_label=t("Promised {date}", date=t("8 Dec")),
        age_label=t("Today, day {day}", day=10),
    )
    return rx.el.div(
        honest_clock(
            picture,
            says=t("By day 10, 14 of 20 like it here were closed."),
            facts=[
                (t("Promised"), t("by {date}", date=t("8 Dec")), t("5 business days, last published 2016")),
                (t("Usual here"), t("half within 6 days, 9 in 10 within 19"), t("214 tickets, last 12 months")),
            ],
        ),
        dots_row(
            t("Here"), draw_dots(_DAYS, promised=7, span=30), t("{count} days", count=6), says=t("Half within 6 days")
        ),
        class_name="stack",
    )


def story_samples() -> rx.Component:
    """What happened, and what was asked."""
    return rx.el.div(
        timeline(
            timeline_step(t("The promised day went by. Nobody said why."), t("9 Dec"), kind="late", icon_name="late"),
            timeline_step(
                t("The city put it on a crew’s list."),
                t("3 Dec, 9:02 am"),
                kind="city",
                icon_name="city",
                quote="Assigned to district crew.",
            ),
            timeline_step(t("You saved it, without signal."), t("1 Dec, 7:31 pm"), kind="ours", icon_name="phone"),
            label=t("What happened"),
        ),
        thread(
            message(
                t("You"),
                t("9 Dec"),
                t("The couch blocks the ramp."),
                kind="mine",
                intent=t("It is past the promised day"),
            ),
            message(t("City"), t("10 Dec"), t("We have put this on Saturday’s list."), kind="city"),
            message(t("You"), t("waits on this phone"), t("It is still there."), kind="mine message--waiting"),
            label=t("Asked and answered"),
        ),
        class_name="split split--even",
    )


def notice_samples() -> rx.Component:
    """Every kind of notice."""
    return rx.el.div(
        danger_notice(),
        notice(t("What to expect"), t("Half are done within 6 days here.")),
        notice(
            t("No signal"), t("We saved it on this phone. It goes to the city when you are online."), kind="waiting"
        ),
        notice(t("Thank you for looking"), t("The ticket says what you saw."), kind="fixed"),
        notice(t("The city could not be reached"), t("Nothing is lost. We try again by ourselves."), kind="late"),
        error_summary(t("One thing is missing"), [("field-email", t("Write an address with an @ in it."))]),
        class_name="stack",
    )


def icon_samples() -> rx.Component:
    """Every icon under our name for it."""
    return rx.el.ul(
        *[rx.el.li(icon(name), rx.el.code(name)) for name in sorted({*LUCIDE, "mine", "street", "street-light"})],
        class_name="swatches",
    )
