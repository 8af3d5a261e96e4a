"""Tickets in a list: the place leads, then what, then when."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from liaison_app.components.badges import shaped_badge
from liaison_app.components.clocks import mini_clock
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.words import Words, each, either, shown
from liaison_app.wording.tickets import CardWords


def ticket_list(*cards: rx.Component, label: Words = "") -> rx.Component:
    """A list of ticket cards; each card is put into its item. With `rx.foreach`, give it `ticket_item`s instead."""
    return rx.el.ul(*cards, class_name="ticket-list", **({"aria_label": label} if label else {}))


def ticket_card(
    *,
    place: Words,
    what: Words,
    to: Words,
    kind: Words,
    icon_name: Words,
    badges: list[rx.Component] | None = None,
    age: rx.Var[int] | int | None = None,
    due: rx.Var[int] | int | None = None,
    far: Words = "",
    act: rx.Component | None = None,
    heading: Literal["h2", "h3"] = "h3",
) -> rx.Component:
    """One ticket as an item of a `ticket_list`; the whole card leads to its page.

    `kind` (late, not-fixed, fixed, open, closed, waiting) colours the picture; `what` is "service · neighborhood";
    `age` and `due` are per cent of the mini clock's width (see `mini_clock`), left out where nothing was promised.
    `act` is the one thing to do about it.
    """
    clock = mini_clock(age=age, due=due, kind=kind) if age is not None and due is not None else rx.fragment()
    title = rx.el.h2 if heading == "h2" else rx.el.h3
    return rx.el.li(
        rx.el.article(
            rx.el.span(icon(icon_name), class_name="ticket-card__icon"),
            title(link(place, to=to, class_name="ticket-card__place")),
            shown(far, rx.el.span(far, class_name="ticket-card__far")),
            rx.el.p(what, class_name="ticket-card__what"),
            rx.el.div(clock, *(badges or []), class_name="ticket-card__when"),
            rx.el.div(act, class_name="ticket-card__act") if act is not None else rx.fragment(),
            class_name=f"ticket-card ticket-card--{kind}",
        )
    )


def ticket_cards(rows: list[CardWords] | rx.Var[list[CardWords]], *, label: Words = "") -> rx.Component:
    """The list of the rows; a ticket with a photo shows it instead of its picture."""
    return ticket_list(each(rows, _card_of), label=label)


def _card_of(row: CardWords | rx.Var[CardWords]) -> rx.Component:
    def clock() -> rx.Component:
        return mini_clock(age=row.age, due=row.due, kind=row.kind)

    def photo() -> rx.Component:
        return rx.el.img(src=row.photo, alt="", loading="lazy", decoding="async", class_name="ticket-card__photo")

    return rx.el.li(
        rx.el.article(
            rx.el.span(either(row.photo, photo, lambda: icon(row.icon)), class_name="ticket-card__icon"),
            rx.el.h3(link(row.place, to=row.href, class_name="ticket-card__place")),
            shown(row.far, rx.el.span(row.far, class_name="ticket-card__far")),
            rx.el.p(row.what, class_name="ticket-card__what"),
            rx.el.div(
                shown(row.has_clock, clock),
                each(row.badges, shaped_badge),
                class_name="ticket-card__when",
            ),
            class_name=f"ticket-card ticket-card--{row.kind}",
        ),
        key=row.id,
    )


def group_heading(words: Words, count: Words, *, icon_name: str, late: bool = False) -> rx.Component:
    """The heading of a group of tickets with how many there are."""
    kind = "group-head group-head--late" if late else "group-head"
    return rx.el.h2(icon(icon_name), words, rx.el.span(count, class_name="num"), class_name=kind)


def shelf(heading: Words, words: Words, *content: rx.Component) -> rx.Component:
    """What is still on this phone, in the gold of "in our hands"."""
    return rx.el.section(
        rx.el.div(rx.el.h2(heading), rx.el.p(words, class_name="small")), *content, class_name="shelf stack"
    )
