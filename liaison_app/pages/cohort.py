"""A cohort's page: what it is and where it stands; its sessions; its seats."""

from __future__ import annotations

import reflex as rx

from liaison_app import cohort_routes, routes
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.cohort_parts import cohort_badge, seat_bar
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import checkbox, checkbox_group, number_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.links import full_load_link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.share import copy_button
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.cohorts import NAME_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.cohort_seats import seats_part
from liaison_app.pages.cohort_sessions import sessions_part
from liaison_app.pages.cohorts import cohort_missing
from liaison_app.states.cohort_page import CohortPage
from liaison_app.states.cohort_seats import CohortSeats, CohortSessions

_cohort = CohortPage.cohort


def build() -> rx.Component:
    """Its head with the acts; then seats and sessions, and beside them what it is."""
    main = rx.el.div(sessions_part(), seats_part())
    ready = rx.fragment(_head(), split(main, rx.fragment(_about(), _links())), _dialogs())
    return page_frame(
        wrap(rx.match(CohortPage.phase, ("ready", ready), ("missing", cohort_missing()), skeleton_text(8))),
        here=CohortPage.here,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _head() -> rx.Component:
    return rx.el.section(
        back_link(t("Cohorts"), routes.localized(cohort_routes.DESK_COHORTS)),
        rx.el.h1(_cohort.name),
        rx.el.div(cohort_badge(_cohort.kind, _cohort.state), rx.el.span(_cohort.line.when), class_name="row"),
        rx.el.div(
            seat_bar(_cohort.line),
            rx.el.p(
                rx.el.b(_cohort.line.seats),
                shown(_cohort.line.waiting, rx.el.span(" · ", _cohort.line.waiting)),
            ),
            class_name="cohort-head__seats",
            role="status",
        ),
        live_region(shown(CohortPage.notice, notice(CohortPage.notice, kind="late"))),
        _acts(),
        class_name="section stack",
    )


def _acts() -> rx.Component:
    graduate = button(t("Graduate"), small=True, kind="ink", icon_name="cohorts", on_click=CohortPage.ask("graduate"))
    return rx.fragment(
        shown(
            _cohort.may_open, buttons(button(t("Open it"), kind="gold", icon_name="check", on_click=CohortPage.open))
        ),
        rx.el.div(
            shown(_cohort.may_graduate, graduate),
            shown(_cohort.may_close, button(t("Give no more seats"), small=True, on_click=CohortPage.close)),
            shown(_cohort.is_alive, link_button(t("Change"), to=_cohort.amend_to, small=True, icon_name="edit")),
            button(t("Clone"), small=True, icon_name="copy", on_click=CohortPage.ask("clone")),
            shown(_cohort.may_cancel, button(t("Call it off"), small=True, on_click=CohortPage.ask("cancel"))),
            class_name="row",
        ),
    )


def _about() -> rx.Component:
    video = full_load_link(_cohort.video_link, to=_cohort.video_link, class_name="email")
    return section(
        t("What it is"),
        facts(
            fact(t("For"), _cohort.neighborhoods),
            shown(_cohort.languages, fact(t("In"), _cohort.languages)),
            shown(_cohort.place, fact(t("Where"), _cohort.place)),
            shown(_cohort.access, fact(t("Accessibility"), _cohort.access)),
            shown(_cohort.video_link, fact(t("Video link"), video)),
        ),
        shown(_cohort.about, rx.el.p(_cohort.about, class_name="after cohort-about")),
        rx.el.p(_cohort.made, class_name="small quiet after"),
        name="about",
    )


def _links() -> rx.Component:
    enrol = rx.cond(
        _cohort.enrol_to != "",
        rx.el.div(
            rx.el.p(rx.el.code(_cohort.enrol_to, class_name="invitation__link", custom_attrs={"translate": "no"})),
            buttons(
                copy_button(_cohort.enrol_to, t("Copy the link")),
                button(t("New link"), small=True, on_click=CohortPage.give_link),
                button(t("Take it away"), small=True, on_click=CohortPage.take_link),
            ),
            class_name="stack",
        ),
        buttons(button(t("Make a link"), on_click=CohortPage.give_link, icon_name="link")),
    )
    return rx.fragment(
        section(
            t("Link to enrol"),
            rx.el.p(
                t("Whoever has it takes a seat without being asked, while there is one; others wait."),
                class_name="small quiet",
            ),
            shown(_cohort.is_alive, rx.el.div(enrol, class_name="after")),
            name="enrol",
        ),
        section(
            t("Calendar"),
            rx.el.p(
                t("Subscribe to it in your calendar program: changes come by themselves."), class_name="small quiet"
            ),
            rx.el.div(
                buttons(
                    copy_button(_cohort.calendar_to, t("Copy the address")),
                    link_button(t("Download"), to=_cohort.calendar_to, icon_name="download", full_load=True),
                ),
                class_name="after",
            ),
            name="calendar",
        ),
    )


def _dialogs() -> rx.Component:
    return rx.fragment(_cancel_dialog(), _clone_dialog(), _graduate_dialog())


def _cancel_dialog() -> rx.Component:
    return dialog(
        t("Call this cohort off?"),
        rx.el.p(rx.el.strong(_cohort.name)),
        rx.el.p(
            t("Everybody with a seat gets a mail and waits for another cohort. Its sessions leave their calendars.")
        ),
        buttons(
            button(t("Call it off"), kind="brick", on_click=CohortPage.cancel),
            button(t("Keep it"), on_click=CohortPage.keep),
        ),
        name="cancelling",
        is_open=CohortPage.asking == "cancel",
        on_close=CohortPage.keep,
    )


def _clone_dialog() -> rx.Component:
    errors = CohortPage.errors
    return dialog(
        t("The same once more"),
        rx.el.p(t("Its sessions are copied with their topics and trainers, whole weeks later. Nobody is in it yet.")),
        rx.el.form(
            text_field(
                "clone_name",
                t("Name of the new cohort"),
                error=said(errors, "clone_name"),
                default_value=_cohort.name,
                max_length=NAME_LENGTH,
            ),
            number_field(
                "weeks", t("How many weeks later"), error=said(errors, "weeks"), default_value="8", input_mode="numeric"
            ),
            buttons(button(t("Clone it"), kind="gold", type="submit"), button(t("Cancel"), on_click=CohortPage.keep)),
            on_submit=CohortPage.clone,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key=_cohort.id + CohortPage.asking,
        ),
        name="cloning",
        is_open=CohortPage.asking == "clone",
        on_close=CohortPage.keep,
    )


def _graduate_dialog() -> rx.Component:
    def one(line: rx.Var) -> rx.Component:
        return checkbox(
            f"completed_{line.id}", line.name, hint=line.attended, default_checked=line.is_whole, key=line.id
        )

    return dialog(
        t("Who has completed the training?"),
        rx.el.p(t("Those who were at every session are ticked. The others leave the cohort and wait for another.")),
        rx.el.form(
            checkbox_group(
                "completed",
                t("Completed"),
                rx.el.div(rx.foreach(_cohort.enrolled, one)),
                error=said(CohortPage.errors, "completed"),
            ),
            buttons(
                button(t("Graduate them"), kind="gold", type="submit"), button(t("Cancel"), on_click=CohortPage.keep)
            ),
            on_submit=CohortPage.graduate,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key="graduate" + CohortPage.asking,
        ),
        name="graduating",
        is_open=CohortPage.asking == "graduate",
        on_close=CohortPage.keep,
    )


PAGES = (
    Page(
        route=cohort_routes.DESK_COHORT,
        build=build,
        title=lambda: page_title(t("Cohort")),
        on_load=(CohortSessions.begin, CohortSeats.begin, CohortPage.watch),
        audience=Audience.COORDINATOR,
    ),
)
