"""Cohorts: all of them at a glance, and the form that arranges or amends one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import cohort_routes, routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.checked_form import shows_wrong
from liaison_app.components.cohort_parts import cohort_badge, leaf, seat_bar
from liaison_app.components.fields import checkbox, checkbox_group, number_field, search_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.cohorts import ABOUT_LENGTH, ACCESS_LENGTH, LINK_LENGTH, NAME_LENGTH, PLACE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.cohorts import CohortForm, CohortList


def build() -> rx.Component:
    """What goes on, what is over, and the way to a new one."""
    new = routes.localized(cohort_routes.DESK_COHORT_NEW)
    ways = buttons(
        link_button(t("Arrange a cohort"), to=new, kind="gold", icon_name="add"),
        link_button(t("The week"), to=cohort_routes.week(), icon_name="clock"),
    )
    return _frame(
        rx.el.div(
            back_link(t("Desk"), routes.localized(routes.DESK)),
            rx.el.h1(t("Cohorts")),
            rx.el.p(t("People who are trained together, from the first seat to the last session."), class_name="quiet"),
            ways,
            class_name="section stack",
        ),
        rx.match(CohortList.phase, ("ready", _lists()), ("failed", _failed()), skeleton_list(4)),
        here=cohort_routes.DESK_COHORTS,
    )


def _frame(*content: Any, here: Any) -> rx.Component:
    return page_frame(wrap(*content), here=here, audience="coordinator", current="desk", own_gold=True)


def _lists() -> rx.Component:
    both = CohortList.shown
    none, none_named = t("No cohort goes on or lies ahead."), t("None with that name goes on or lies ahead.")
    none_now = rx.el.p(rx.cond(CohortList.find, none_named, none), class_name="quiet")
    alive = section(t("Now and next"), rx.cond(both.alive.length() > 0, _rows(both.alive), none_now), name="alive")
    more = too_many(t("There are older ones."), button(t("Show more"), on_click=CohortList.show_more))
    over = section(t("Over"), _rows(both.over), shown(both.is_cut, more), name="over")
    nothing = empty_state(
        t("No cohorts yet"),
        t("Arrange the first one: who it is for, how many seats it has, and when its sessions are."),
    )
    has_any = (both.alive.length() > 0) | (both.over.length() > 0) | (CohortList.find != "")
    return rx.cond(has_any, rx.fragment(_search(), alive, shown(both.over.length() > 0, over)), nothing)


def _search() -> rx.Component:
    return rx.el.form(
        search_field("find", t("Search cohorts"), words=t("A part of a name"), max_length=NAME_LENGTH,
                     default_value=CohortList.find),
        button(t("Show"), type="submit"),
        on_submit=CohortList.look_for,
        reset_on_submit=False,
        class_name="cohort-find",
        role="search",
    )  # fmt: skip


def _rows(rows: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, _row), class_name="meeting-rows")


def _row(row: Any) -> rx.Component:
    what = rx.el.div(
        rx.el.h3(link(row.name, to=row.href, class_name="meeting-row__title")),
        rx.el.p(row.when),
        shown(row.next, rx.el.p(rx.el.b(row.next))),
        rx.el.p(row.where, class_name="small quiet"),
        shown(row.languages, rx.el.p(row.languages, class_name="small quiet")),
    )
    seats = rx.el.div(
        cohort_badge(row.kind, row.state),
        seat_bar(row),
        rx.el.p(row.seats, class_name="small"),
        shown(row.waiting, rx.el.p(icon("waiting", small=True), row.waiting, class_name="small cohort-row__waiting")),
        class_name="cohort-row__seats",
    )
    return rx.el.li(
        leaf(row.month, row.day),
        rx.el.div(what, seats, class_name="cohort-row__parts"),
        icon("forward"),
        class_name="meeting-row",
        key=row.id,
    )


def _failed() -> rx.Component:
    return notice(
        t("The cohorts cannot be shown just now"),
        t("Nothing is lost. Try again in a moment."),
        kind="late",
        act=button(t("Try again"), on_click=CohortList.watch, icon_name="again"),
    )


def build_new() -> rx.Component:
    """The form, empty."""
    back_to = routes.localized(cohort_routes.DESK_COHORTS)
    return _form_page(t("Arrange a cohort"), t("Arrange it"), here=cohort_routes.DESK_COHORT_NEW, back_to=back_to)


def build_amend() -> rx.Component:
    """The form with what the cohort has."""
    back_to = routes.localized(cohort_routes.DESK_COHORTS) + "/" + CohortForm.id
    return _form_page(t("Change the cohort"), t("Save"), here=CohortForm.here, back_to=back_to)


def _form_page(title: str, act: str, *, here: Any, back_to: Any) -> rx.Component:
    return _frame(
        rx.el.div(rx.el.h1(title), class_name="page-head"),
        rx.match(CohortForm.phase, ("ready", _form(act, back_to)), ("missing", cohort_missing()), skeleton_list(3)),
        here=here,
    )


def _form(act: str, back_to: Any) -> rx.Component:
    form = rx.el.form(
        _what(),
        _where(),
        _for_whom(),
        live_region(shown(CohortForm.notice, notice(CohortForm.notice, kind="late"))),
        buttons(
            button(act, kind="gold", icon_name="check", type="submit"),
            link_button(t("Do not save"), to=back_to, kind="plain"),
        ),
        on_submit=CohortForm.submit,
        reset_on_submit=False,
        key=CohortForm.opened.to_string(),
        class_name="meeting-form cohort-form stack",
        no_validate=True,
    )
    return shows_wrong(form, errors=CohortForm.errors)


def _what() -> rx.Component:
    errors, starts = CohortForm.errors, CohortForm.starts
    return rx.el.div(
        text_field(
            "name", t("Name of the cohort"), hint=t("For example: Winter, West Philadelphia."),
            error=said(errors, "name"), default_value=starts.name, max_length=NAME_LENGTH,
        ),
        number_field(
            "capacity", t("How many seats it has"), error=said(errors, "capacity"), default_value=starts.capacity,
            input_mode="numeric",
        ),
        class_name="meeting-form__part",
    )  # fmt: skip


def _where() -> rx.Component:
    errors, starts = CohortForm.errors, CohortForm.starts
    return rx.el.div(
        text_field(
            "place", t("Where you meet"), hint=t("A room with its address. A session may be elsewhere."),
            error=said(errors, "place"), optional=True, default_value=starts.place, max_length=PLACE_LENGTH,
        ),
        text_field(
            "access_words", t("How accessible the place is"), hint=t("Step-free? An elevator? A bus at the door?"),
            error=said(errors, "access_words"), optional=True, default_value=starts.access_words,
            max_length=ACCESS_LENGTH,
        ),
        text_field(
            "video_link", t("Video link"), hint=t("Only people in the cohort see it."),
            error=said(errors, "video_link"), input_type="url", optional=True, default_value=starts.video_link,
            max_length=LINK_LENGTH,
        ),
        text_area(
            "about", t("What people should know"), error=said(errors, "about"), optional=True, rows="5",
            default_value=starts.about, max_length=ABOUT_LENGTH,
        ),
        class_name="meeting-form__part",
    )  # fmt: skip


def _for_whom() -> rx.Component:
    starts = CohortForm.starts

    def one(choice: Any) -> rx.Component:
        return checkbox(choice.name, choice.words, default_checked=choice.is_chosen, key=choice.name)

    return rx.el.div(
        checkbox_group(
            "languages", t("Languages it is held in"),
            rx.el.div(rx.foreach(starts.languages, one), class_name="meeting-form__languages"),
        ),
        checkbox_group(
            "neighborhoods", t("Neighborhoods it is for"),
            rx.el.div(rx.foreach(starts.neighborhoods, one), class_name="tick-list", tab_index=0),
            hint=t("None ticked: it is for all of them."), error=said(CohortForm.errors, "neighborhoods"),
        ),
        class_name="meeting-form__part",
    )  # fmt: skip


def cohort_missing() -> rx.Component:
    """What stands where there is no such cohort."""
    return empty_state(
        t("There is no such cohort"),
        t("The number may be mistyped."),
        link_button(t("To the cohorts"), to=routes.localized(cohort_routes.DESK_COHORTS), kind="ink"),
    )


PAGES = (
    Page(
        route=cohort_routes.DESK_COHORTS,
        build=build,
        title=lambda: page_title(t("Cohorts")),
        on_load=(CohortList.watch,),
        audience=Audience.COORDINATOR,
    ),
    Page(
        route=cohort_routes.DESK_COHORT_NEW,
        build=build_new,
        title=lambda: page_title(t("Arrange a cohort")),
        on_load=(CohortForm.enter,),
        audience=Audience.COORDINATOR,
    ),
    Page(
        route=cohort_routes.DESK_COHORT_AMEND,
        build=build_amend,
        title=lambda: page_title(t("Change the cohort")),
        on_load=(CohortForm.open,),
        audience=Audience.COORDINATOR,
    ),
)
