"""The blade says where: street-sign plates for a place, and the plate that opens a page with its answer."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from liaison_app.components.words import Words, shown

SignSize = Literal["small", "normal", "big"]


def corner_sign(street: Words, crossing: Words = "", *, block: Words = "", size: SignSize = "normal") -> rx.Component:
    """A place as street signs: one blade for an address or a street, two for a corner.

    `block` is the block number, small, on the last blade.
    """
    kind = "corner-sign" if size == "normal" else f"corner-sign corner-sign--{size}"
    number = shown(block, rx.el.span(block, class_name="corner-sign__block"))
    first = rx.el.span(street, shown(_alone(crossing), number), class_name="corner-sign__blade")
    second = rx.el.span(crossing, number, class_name="corner-sign__blade")
    return rx.el.p(first, shown(crossing, rx.fragment(rx.el.span(" & ", class_name="unseen"), second)), class_name=kind)


def _alone(crossing: Words) -> Any:
    return crossing == "" if isinstance(crossing, rx.Var) else not crossing


def plate(
    headline: Words,
    *content: rx.Component,
    kind: Words = "",
    bar: list[rx.Component] | None = None,
    sign: rx.Component | None = None,
    sub: Words | rx.Component = "",
    acts: rx.Component | None = None,
    page: bool = False,
    roof: rx.Component | None = None,
) -> rx.Component:
    """The block at the top of a page that gives the answer in the colour of its meaning, readable from two metres.

    `kind` is late, not-fixed, fixed, closed, city, or empty for the night blue of a page that is about no state.
    `bar` holds the way back and the page's tools; `sign` the place; `acts` the one or two things to do next. `page`
    is for a page's name rather than an answer (smaller), `roof` a row of houses along the lower edge.
    """
    sub_line = rx.el.p(sub, class_name="plate__sub") if not isinstance(sub, rx.Component) else sub
    has_sub = sub if not isinstance(sub, rx.Component) else True
    main = rx.el.div(
        sign if sign is not None else rx.fragment(),
        rx.el.h1(headline, class_name="plate__headline"),
        shown(has_sub, sub_line),
    )
    side = [rx.el.div(acts, class_name="plate__side")] if acts is not None else []
    state = f" plate--{kind}" if isinstance(kind, rx.Var) or kind else ""
    return rx.el.header(
        rx.el.div(
            rx.el.div(*(bar or []), class_name="plate__bar"),
            rx.el.div(rx.el.div(main, *side, class_name="plate__grid"), *content, class_name="plate__body"),
            class_name="wrap",
        ),
        rx.el.div(roof, class_name="plate__roof") if roof is not None else rx.fragment(),
        class_name=f"plate{state}{' plate--page' if page else ''}",
    )


def bar_fill() -> rx.Component:
    """Pushes what follows it in a plate's bar to the right."""
    return rx.el.span(class_name="plate__bar-fill")


def plate_numbers(*pairs: tuple[Words, Words]) -> rx.Component:
    """Our number and the city's, in a plate: each a label and its value; a pair with an empty value is left out."""
    return rx.el.dl(
        *[shown(value, rx.el.div(rx.el.dt(label), rx.el.dd(value))) for label, value in pairs],
        class_name="plate__numbers",
    )
