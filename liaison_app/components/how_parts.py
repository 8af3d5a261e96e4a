"""What the pages on how it works are made of: the picture of how long it takes, the steps, what it is and is not."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.words import Words, chosen, each, either, shown
from liaison_app.i18n import t
from liaison_app.wording.closing_picture import Bar, BarRow, BarTick, ClosingPicture
from liaison_app.wording.how import ServiceLine
from liaison_app.wording.how_service import StopWords
from liaison_app.wording.process_parts import StepWords


def closing_picture(picture: ClosingPicture | rx.Var[ClosingPicture], *, says: Words, base: Words) -> rx.Component:
    """Bars of how many took how long, the published service level as a flag, and the numbers behind it."""
    return rx.el.figure(
        rx.el.div(_drawing(picture), role="img", aria_label=says),
        shown(
            picture.flag_x,
            lambda: rx.el.ul(
                rx.el.li(rx.el.i(class_name="k-bar"), t("up to the published level")),
                rx.el.li(rx.el.i(class_name="k-bar k-bar--past"), t("after it")),
                class_name="legend",
                aria_label=t("Key"),
            ),
        ),
        rx.el.figcaption(base, class_name="small quiet"),
        rx.el.details(
            rx.el.summary(t("The numbers")),
            rx.el.table(
                rx.el.thead(rx.el.tr(rx.el.th(t("Days"), scope="col"), rx.el.th(t("Closed"), scope="col"))),
                rx.el.tbody(each(picture.rows, _row)),
                class_name="closing__numbers",
            ),
            class_name="closing__table",
        ),
        class_name="closing",
    )


def _drawing(picture: ClosingPicture | rx.Var[ClosingPicture]) -> rx.Component:
    return rx.el.svg(
        each(picture.bars, _bar),
        rx.el.svg.line(x1="0", x2="100%", y1="150", y2="150", class_name="c-axis"),
        each(picture.ticks, _tick),
        shown(picture.flag_x, lambda: _flag(picture)),
        class_name="closing__picture",
        aria_hidden="true",
    )


def _flag(picture: ClosingPicture | rx.Var[ClosingPicture]) -> rx.Component:
    side = f"c-label--{picture.flag_anchor} c-anchor--{picture.flag_anchor}"
    return rx.el.svg.g(
        rx.el.svg.line(x1=picture.flag_x, x2=picture.flag_x, y1="2", y2="156", class_name="c-line"),
        rx.el.svg.text(picture.flag_label, x=picture.flag_x, y="14", class_name=f"c-strong {side}"),
        rx.el.svg.text(picture.flag_under, x=picture.flag_x, y="33", class_name=f"c-quiet {side}"),
    )


def _bar(bar: Bar | rx.Var[Bar]) -> rx.Component:
    return rx.el.svg.rect(x=bar.x, y=bar.y, width=bar.width, height=bar.height, rx="2", class_name=bar.look)


def _tick(tick: BarTick | rx.Var[BarTick]) -> rx.Component:
    return rx.el.svg.text(tick.label, x=tick.x, y="170", class_name=f"c-quiet c-anchor--{tick.anchor}")


def _row(row: BarRow | rx.Var[BarRow]) -> rx.Component:
    return rx.el.tr(rx.el.td(row.days), rx.el.td(row.count))


def process_steps(steps: Any) -> rx.Component:
    """The steps one below the other, numbered."""
    return rx.el.ol(each(steps, _step), class_name="steps")


def _step(step: StepWords | rx.Var[StepWords]) -> rx.Component:
    where = rx.el.p(step.where, class_name="small steps__where")
    return rx.el.li(rx.el.div(rx.el.h3(step.name), rx.el.p(step.line), shown(step.where, where)))


def stop_line(stop: StopWords | rx.Var[StopWords]) -> rx.Component:
    """What is done elsewhere, and whom to call."""
    call = shown(
        stop.tel,
        lambda: rx.el.p(full_load_link(icon("call"), stop.call, to=stop.tel, class_name="stop-line__call")),
    )
    return rx.el.li(
        rx.el.p(stop.says),
        call,
        class_name=chosen(stop.is_emergency, "stop-line stop-line--danger", "stop-line"),
    )


def reason_line(reason: Words) -> rx.Component:
    """A reason for which a request is closed on arrival."""
    return rx.el.li(icon("close"), rx.el.span(reason), class_name="intake__reason")


def service_line(line: ServiceLine | rx.Var[ServiceLine]) -> rx.Component:
    """A service in the list: what it is, and how long it takes."""
    return rx.el.li(
        link(
            rx.el.span(icon(line.icon), class_name="service-line__icon"),
            rx.el.span(
                rx.el.span(line.name, class_name="service-line__name"),
                rx.el.span(line.why, class_name="service-line__why"),
                rx.el.span(line.usual, class_name="service-line__usual"),
                class_name="service-line__words",
            ),
            to=line.href,
            class_name="service-line",
        )
    )


def know_or_not(words: Words, unknown: Words) -> rx.Component:
    """What is known, or, openly, that it is not."""
    return either(words, lambda: rx.el.p(words), lambda: rx.el.p(unknown, class_name="quiet"))
