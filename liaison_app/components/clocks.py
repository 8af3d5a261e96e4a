"""The clock says when: what was promised, what is usual here, and how old it is now."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.drawn_once import drawn_once
from liaison_app.components.words import Words, chosen, each, either, shown
from liaison_app.i18n import t
from liaison_app.wording.clock_picture import ClockPicture, Dot, DotRow, Tick


@drawn_once
def mini_clock(*, age: rx.Var[int] | int, due: rx.Var[int] | int, kind: Words = "open") -> rx.Component:
    """A bar of a ticket's age, with a mark at the promised day and hatched brick for what runs over.

    `age` and `due` are per cent of the bar (0–100), on one scale. It is silent: a badge beside it says the same.
    """
    return rx.el.span(
        rx.el.span(class_name="mini-clock__due"),
        class_name=f"mini-clock mini-clock--{kind}",
        custom_attrs={"style": rx.Var.create({"--age": age, "--due": due})},
        aria_hidden="true",
    )


def honest_clock(
    picture: ClockPicture | rx.Var[ClockPicture],
    *,
    says: Words,
    facts: list[tuple[Words, Words, Words]],
    heading_id: str = "clock",
) -> rx.Component:
    """Twenty tickets like this one as dots over the days they took, the promise as a flag, this ticket's age as a bar.

    `picture` comes from `wording.clock_picture.draw_clock`; `says` is the whole in one sentence; `facts` are rows of
    (name, value, where it comes from), for everybody who would rather read.
    """
    return rx.el.section(
        rx.el.h2(says, class_name="honest-clock__says", id=heading_id),
        rx.el.div(_drawing(picture), role="img", aria_label=says),
        rx.el.ul(
            _key(picture.due_x),
            class_name="legend",
            aria_label=t("Key"),
        ),
        rx.el.dl(*[_fact(*fact) for fact in facts], class_name="honest-clock__facts"),
        class_name="honest-clock",
        aria_labelledby=heading_id,
    )


def _key(promise: Words) -> rx.Component:
    """What the dots are; where nothing was promised, none of them is on time or late."""
    promised = rx.fragment(
        rx.el.li(rx.el.i(class_name="k-dot"), t("1 of 20 like it, on time")),
        rx.el.li(rx.el.i(class_name="k-ring"), t("after the promise")),
    )
    return either(promise, promised, rx.el.li(rx.el.i(class_name="k-dot"), t("1 of 20 like it")))


def dots_row(name: Words, row: DotRow | rx.Var[DotRow], half: Words, *, says: Words) -> rx.Component:
    """One row of the neighborhood's comparison: dots of 20 tickets over days, and the days half of them took.

    `says` tells the row to a screen reader.
    """
    return rx.el.div(
        rx.el.span(name),
        rx.el.svg(
            each(row.dots, lambda dot: _dot(dot, "4")),
            rx.el.svg.line(x1="0", x2="100%", y1="42", y2="42", class_name="c-axis"),
            shown(row.due_x, lambda: rx.el.svg.line(x1=row.due_x, x2=row.due_x, y1="0", y2="46", class_name="c-line")),
            class_name="dots",
            role="img",
            aria_label=says,
        ),
        rx.el.b(half),
        class_name="compare__dots",
    )


def _drawing(picture: ClockPicture | rx.Var[ClockPicture]) -> rx.Component:
    return rx.el.svg(
        _hatch(),
        each(picture.dots, lambda dot: _dot(dot, "6")),
        rx.el.svg.rect(class_name="c-rest", x="0", y="114", width="100%", height="14", rx="3"),
        rx.el.svg.rect(class_name="c-over", x=picture.on_time_width, y="114", width=picture.over_width, height="14"),
        rx.el.svg.rect(class_name="c-age", x="0", y="114", width=picture.on_time_width, height="14", rx="3"),
        each(picture.ticks, _tick),
        shown(picture.due_x, lambda: _promise(picture)),
        rx.el.svg.g(
            rx.el.svg.line(x1=picture.age_x, x2=picture.age_x, y1="106", y2="164"),
            rx.el.svg.text(
                picture.age_label, x=picture.age_x, y="180", class_name=f"c-strong c-anchor--{picture.age_anchor}"
            ),
            class_name=chosen(picture.is_late, "c-today c-today--late", "c-today"),
        ),
        class_name="honest-clock__picture",
        aria_hidden="true",
    )


def _hatch() -> rx.Component:
    """The pattern of what runs over the promise; it stands in the drawing: SVG cannot fill with CSS gradients."""
    return rx.el.svg.defs(
        rx.el.svg.pattern(
            rx.el.svg.rect(width="7", height="7", class_name="c-hatch-ground"),
            rx.el.svg.rect(width="4", height="7", class_name="c-hatch-line"),
            id="late-hatch",
            width="7",
            height="7",
            pattern_units="userSpaceOnUse",
            pattern_transform="rotate(38)",
        )
    )


def _promise(picture: ClockPicture | rx.Var[ClockPicture]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.line(x1=picture.due_x, x2=picture.due_x, y1="4", y2="128", class_name="c-line"),
        rx.el.svg.text(
            picture.due_label,
            x=picture.due_x,
            y="16",
            class_name=f"c-strong c-label--{picture.due_anchor} c-anchor--{picture.due_anchor}",
        ),
    )


def _tick(tick: Tick | rx.Var[Tick]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.line(x1=tick.x, x2=tick.x, y1="128", y2="135", class_name="c-tick"),
        rx.el.svg.text(tick.label, x=tick.x, y="150", class_name=f"c-quiet c-anchor--{tick.anchor}"),
    )


def _dot(dot: Dot | rx.Var[Dot], radius: str) -> rx.Component:
    return rx.el.svg.circle(cx=dot.x, cy=dot.y, r=radius, class_name=dot.look)


def _fact(name: Words, value: Words, source: Words) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value, " ", rx.el.span(source, class_name="quiet")))
