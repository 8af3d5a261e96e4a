"""A neighborhood's figures as pictures with their numbers: how long it takes, what is reported, and over time.

Each takes its words, plain or from the state. A picture is one image with a sentence to a screen reader; all of its
numbers stand beside it or in a table under it.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.clocks import dots_row
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.words import Words, each, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.wording.place_figures import (
    CHART_HEIGHT,
    MonthBar,
    ReportedLine,
    ServiceTimes,
    SpreadWords,
    TrendWords,
)

_LABELS = 22  # pixels under the chart for the months' names


def service_times(rows: list[ServiceTimes] | rx.Var[list[ServiceTimes]]) -> rx.Component:
    """A card for each service: dots here above dots in the city, the promise as a line, numbers below."""
    return rx.el.ul(each(rows, _times), class_name="compare")


def _times(one: ServiceTimes | rx.Var[ServiceTimes]) -> rx.Component:
    head = rx.el.div(
        rx.el.h3(icon(one.icon), one.name),
        shown(one.promise, lambda: rx.el.p(t("Promise:"), " ", one.promise, class_name="compare__promise")),
        class_name="compare__head",
    )
    return rx.el.li(
        head,
        spread_row(t("Here"), one.here),
        spread_row(t("City"), one.city),
        shown(one.verdict, lambda: rx.el.p(one.verdict, class_name="compare__says")),
        rx.el.dl(_more(t("Here"), one.here), _more(t("City"), one.city), class_name="compare__more"),
        rx.el.p(one.reported, class_name="quiet small"),
    )


def spread_row(name: Words, words: SpreadWords | rx.Var[SpreadWords]) -> rx.Component:
    """One row of dots, or why there is none."""
    return either(
        words.half,
        lambda: dots_row(name, words.dots, words.half, says=words.says),
        lambda: rx.el.p(words.few, class_name="compare__few quiet"),
    )


def _more(name: str, words: SpreadWords | rx.Var[SpreadWords]) -> rx.Component:
    return shown(
        words.most,
        lambda: rx.el.div(
            rx.el.dt(name),
            rx.el.dd(t("9 of 10 within"), " ", rx.el.strong(words.most)),
            shown(words.kept, lambda: rx.el.dd(words.kept)),
            rx.el.dd(words.closed, class_name="quiet"),
        ),
    )


def reported_most(rows: list[ReportedLine] | rx.Var[list[ReportedLine]]) -> rx.Component:
    """A ranking with bars; each line leads to those tickets on the map."""
    return rx.el.ol(each(rows, _reported), class_name="ranking")


def _reported(one: ReportedLine | rx.Var[ReportedLine]) -> rx.Component:
    bar = rx.el.svg(rx.el.svg.rect(x="0", y="0", width=one.share, height="8", rx="2"), class_name="ranking__bar")
    return rx.el.li(
        icon(one.icon), link(one.name, to=one.href), rx.el.strong(one.number), bar, class_name="ranking__line"
    )


def trend_chart(words: TrendWords | rx.Var[TrendWords], *, label: Words, small: bool = False) -> rx.Component:
    """Two bars a month under a shared top, a key, and the numbers as a table to unfold; a sentence where all are 0."""
    return either(
        has_any(words.bars),
        lambda: _drawn(words, label=label, small=small),
        lambda: rx.el.p(words.said, class_name="quiet"),
    )


def _drawn(words: TrendWords | rx.Var[TrendWords], *, label: Words, small: bool) -> rx.Component:
    drawing = rx.el.svg(
        rx.el.svg.line(x1="0", x2="100%", y1="1", y2="1", class_name="c-grid"),
        each(words.bars, _month),
        rx.el.svg.line(x1="0", x2="100%", y1=str(CHART_HEIGHT), y2=str(CHART_HEIGHT), class_name="c-axis"),
        class_name="trend__picture",
        role="img",
        aria_label=label,
        height=str(CHART_HEIGHT + _LABELS),
    )
    return rx.el.figure(
        rx.el.p(rx.el.span(words.peak), class_name="trend__peak quiet", aria_hidden="true"),
        drawing,
        rx.fragment() if small else trend_key(),
        shown(not small, lambda: rx.el.p(words.said, class_name="small quiet")),
        rx.el.details(
            rx.el.summary(icon("unfold", small=True), t("The numbers"), class_name="unfold"),
            table_cards([t("Month"), t("Reported"), t("Closed by the city")], each(words.bars, _row), caption=label),
        ),
        class_name="trend trend--small" if small else "trend",
    )


def trend_key() -> rx.Component:
    """Which bar is which."""
    return rx.el.p(
        rx.el.span(class_name="trend__mark trend__mark--reported", aria_hidden="true"),
        t("Reported"),
        rx.el.span(class_name="trend__mark trend__mark--closed", aria_hidden="true"),
        t("Closed by the city"),
        class_name="trend__key small",
    )


def _month(one: MonthBar | rx.Var[MonthBar]) -> rx.Component:
    return rx.el.svg.g(
        _bar(one.x, one, one.top, one.height, "c-reported"),
        _bar(one.x_closed, one, one.top_closed, one.height_closed, "c-closed"),
        rx.el.svg.text(one.label, x=one.x, y=str(CHART_HEIGHT + 16), class_name="c-month"),
    )


def _bar(x: Any, one: MonthBar | rx.Var[MonthBar], y: Any, height: Any, look: str) -> rx.Component:
    return rx.el.svg.rect(x=x, y=y, width=one.width, height=height, class_name=look)


def _row(one: MonthBar | rx.Var[MonthBar]) -> rx.Component:
    return table_row(
        table_cell(one.month, part="who"),
        table_cell(one.reported, label=t("Reported")),
        table_cell(one.closed, label=t("Closed by the city")),
    )
