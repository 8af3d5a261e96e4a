"""The week of all cohorts: seven days with their sessions, and the trainers who are needed twice."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import cohort_routes, routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.cohort_parts import session_facts
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.week import Week

_week = Week.shown


def build() -> rx.Component:
    """Days below each other on a phone, beside each other on a desktop."""
    ready = rx.fragment(
        shown(_week.clashes, notice(_week.clashes, kind="late")),
        rx.el.ol(rx.foreach(_week.days, _day), class_name="week"),
    )
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Cohorts"), routes.localized(cohort_routes.DESK_COHORTS)),
                rx.el.h1(t("The week")),
                rx.el.p(rx.el.b(_week.title), shown(_week.count, rx.el.span(" · ", _week.count)), role="status"),
                buttons(
                    # Read afresh by a full load: the week is part of the address.
                    link_button(t("Week before"), to=_week.before_to, icon_name="previous", full_load=True),
                    shown(_week.now_to, link_button(t("This week"), to=_week.now_to, full_load=True)),
                    link_button(t("Week after"), to=_week.after_to, icon_name="forward", full_load=True),
                ),
                class_name="section stack",
            ),
            rx.cond(Week.is_loaded, ready, skeleton_text(7)),
            wide=True,
        ),
        here=cohort_routes.DESK_WEEK,
        audience="coordinator",
        current="desk",
    )


def _day(day: Any) -> rx.Component:
    return rx.el.li(
        rx.el.h2(day.name),
        rx.cond(
            day.rows.length() > 0,
            rx.el.ul(rx.foreach(day.rows, _session)),
            rx.el.p("–", class_name="quiet week__none", aria_label=t("No session")),
        ),
        class_name=rx.cond(
            day.is_today,
            "week__day week__day--today",
            rx.cond(day.rows.length() > 0, "week__day", "week__day week__day--empty"),
        ),
    )


def _session(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.h3(link(row.topic, to=row.roster_to, class_name="week__topic")),
        rx.el.p(link(row.cohort, to=row.cohort_to, class_name="week__cohort")),
        session_facts(row, day_is_said=True),
        class_name=rx.cond(row.clash != "", "week__session week__session--clash", "week__session"),
        key=row.id,
    )


PAGES = (
    Page(
        route=cohort_routes.DESK_WEEK,
        build=build,
        title=lambda: page_title(t("The week")),
        on_load=(Week.watch,),
        audience=Audience.COORDINATOR,
    ),
)
