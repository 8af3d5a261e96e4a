"""Chronic spots on a page: a line of a list, and the strip of a spot's history."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import shaped_badge
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.timeline import city_quote
from liaison_app.components.words import Words, each, shown
from liaison_app.i18n import t
from liaison_app.wording.spot_strip import Lane, Mark, SpotStrip, YearTick
from liaison_app.wording.spots import SpotLine, VisitLine


def spot_line(line: SpotLine | rx.Var[SpotLine]) -> rx.Component:
    """A spot in a list; the whole of it leads to its page."""
    return rx.el.li(
        rx.el.article(
            rx.el.span(icon(line.icon), class_name="ticket-card__icon"),
            rx.el.h2(link(line.place, to=line.href, class_name="ticket-card__place")),
            rx.el.p(
                line.family,
                shown(line.neighborhood, rx.el.span(" · ", line.neighborhood)),
                class_name="ticket-card__what",
            ),
            rx.el.div(
                rx.el.span(icon("again"), rx.el.span(line.says), class_name="badge badge--late"),
                rx.el.span(line.more, class_name="small quiet"),
                class_name="ticket-card__when",
            ),
            class_name="ticket-card ticket-card--late",
        ),
        key=line.id,
    )


def spot_strip(strip: SpotStrip | rx.Var[SpotStrip], *, says: Words) -> rx.Component:
    """The history as a picture: a lane for each service, a mark for each ticket."""
    return rx.el.figure(
        rx.el.div(
            rx.el.svg(
                each(strip.lanes, _lane),
                each(strip.marks, _mark),
                rx.el.svg.line(x1="0", x2="100%", y1=strip.axis_y, y2=strip.axis_y, class_name="c-axis"),
                each(strip.ticks, lambda tick: _year(tick, strip.label_y)),
                class_name="spot-strip__picture",
                custom_attrs={"height": strip.height},
                aria_hidden="true",
            ),
            role="img",
            aria_label=says,
        ),
        rx.el.ul(
            rx.el.li(rx.el.i(class_name="k-spot k-spot--open"), t("open")),
            rx.el.li(rx.el.i(class_name="k-spot k-spot--closed"), t("closed, nobody looked")),
            rx.el.li(rx.el.i(class_name="k-spot k-spot--fixed"), t("seen fixed")),
            rx.el.li(rx.el.i(class_name="k-spot k-spot--not-fixed"), t("seen not fixed")),
            class_name="legend",
            aria_label=t("Key"),
        ),
        rx.el.figcaption(says, class_name="small quiet"),
        class_name="spot-strip",
    )


def _lane(lane: Lane | rx.Var[Lane]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.text(lane.name, x="0", y=lane.y, class_name="c-strong"),
        rx.el.svg.line(x1="0", x2="100%", y1=lane.line_y, y2=lane.line_y, class_name="c-tick"),
    )


def _mark(mark: Mark | rx.Var[Mark]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.rect(x=mark.x, y=mark.bar_y, width=mark.width, height="8", rx="3", class_name="spot-mark__bar"),
        rx.el.svg.circle(cx=mark.x, cy=mark.y, r="7", class_name="spot-mark__dot"),
        class_name=mark.look,
    )


def _year(tick: YearTick | rx.Var[YearTick], y: Words) -> rx.Component:
    return rx.el.svg.text(tick.label, x=tick.x, y=y, class_name="c-quiet")


def visit_line(visit: VisitLine | rx.Var[VisitLine]) -> rx.Component:
    """One ticket of a spot's history: what, when, how it ended in the city's own words."""
    came_back = rx.el.p(icon("again"), rx.el.span(visit.came_back), class_name="visit__back")
    return rx.el.li(
        rx.el.div(
            rx.el.h3(link(visit.what, to=visit.href)),
            rx.el.p(visit.when, class_name="small quiet"),
            shown(visit.came_back, came_back),
        ),
        rx.el.div(
            rx.el.div(each(visit.badges, shaped_badge), class_name="visit__badges"),
            shown(visit.city_words, lambda: city_quote(visit.city_words, "")),
        ),
        class_name="visit",
        key=visit.id,
    )
