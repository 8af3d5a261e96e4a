"""Parts of cohort pages: the bar of its seats, its state, a session's row."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.badges import badge
from liaison_app.components.icons import icon
from liaison_app.components.words import shown
from liaison_app.i18n import t


def seat_bar(line: Any) -> rx.Component:
    """How full it is: gold seats are taken, striped ones offered. The words stand beside it."""
    return part_bar(line.seated, line.invited)


def part_bar(taken: Any, offered: Any = "0%") -> rx.Component:
    """A bar of which so much is gold, and so much striped; both in percent."""
    # Reflex would make a style of a property; as an attribute the browser gets the two lengths.
    shares = {"style": rx.Var.create({"--taken": taken, "--offered": offered})}
    return rx.el.div(
        rx.el.span(class_name="seat-bar__taken"),
        rx.el.span(class_name="seat-bar__offered"),
        class_name="seat-bar",
        aria_hidden="true",
        custom_attrs=shares,
    )


def cohort_badge(kind: Any, state: Any) -> rx.Component:
    """Where it stands."""
    return badge(state, kind=kind, icon_name="cohorts")


def leaf(month: Any, day: Any) -> rx.Component:
    """A day as a leaf of a calendar; the words stand beside it."""
    return rx.el.span(rx.el.span(month), rx.el.b(day), class_name="meeting-leaf", aria_hidden="true")


def session_facts(row: Any, *, day_is_said: bool = False) -> rx.Component:
    """When, where, with whom, and what to know of it."""
    return rx.el.div(
        rx.el.p(row.hours if day_is_said else row.when, title=row.exact),
        shown(row.where, rx.el.p(icon("place", small=True), row.where, class_name="small quiet session-row__fact")),
        rx.el.p(icon("you", small=True), row.trainer, class_name="small quiet session-row__fact"),
        shown(row.there, rx.el.p(icon("check", small=True), row.there, class_name="small session-row__fact")),
        shown(row.clash, rx.el.p(icon("warning", small=True), row.clash, class_name="session-row__clash")),
        shown(row.is_cancelled, rx.el.p(icon("close", small=True), t("Called off"), class_name="session-row__clash")),
    )
