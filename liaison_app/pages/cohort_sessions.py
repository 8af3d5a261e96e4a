"""The sessions on a cohort's page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.checked_form import shows_wrong
from liaison_app.components.cohort_parts import leaf, session_facts
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import section
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.domain.cohorts import PLACE_LENGTH, TOPIC_LENGTH, TRAINER_LENGTH
from liaison_app.i18n import t
from liaison_app.states.cohort_page import CohortPage
from liaison_app.states.cohort_seats import CohortSessions


def sessions_part() -> rx.Component:
    """The list, and the dialogs of it."""
    cohort = CohortPage.cohort
    add = shown(
        cohort.is_alive, button(t("Add a session"), small=True, icon_name="add", on_click=CohortSessions.ask(""))
    )
    none = rx.el.p(t("No sessions yet. A cohort needs at least one before people can plan."), class_name="quiet")
    return rx.fragment(
        section(
            t("Sessions"),
            live_region(shown(CohortSessions.notice, notice(CohortSessions.notice, kind="late"))),
            rx.cond(
                cohort.sessions.length() > 0,
                rx.el.ul(rx.foreach(cohort.sessions, _row), class_name="meeting-rows"),
                none,
            ),
            name="sessions",
            beside=add,
        ),
        _form_dialog(),
        _cancel_dialog(),
    )


def _row(row: Any) -> rx.Component:
    change = shown(
        CohortPage.cohort.is_alive & ~row.is_cancelled,
        rx.fragment(
            button(t("Change"), small=True, on_click=CohortSessions.ask(row.id)),
            button(t("Call off"), small=True, on_click=CohortSessions.ask_cancel(row.id)),
        ),
    )
    return rx.el.li(
        leaf(row.leaf_month, row.leaf_day),
        rx.el.div(
            rx.el.h3(row.topic, class_name="meeting-row__title"),
            session_facts(row),
            rx.el.div(
                shown(~row.is_cancelled, link_button(t("Roster"), to=row.roster_to, small=True, icon_name="list")),
                change,
                class_name="row after",
            ),
        ),
        class_name=rx.cond(row.is_cancelled, "meeting-row session-row session-row--off", "meeting-row session-row"),
        key=row.id,
    )


def _form_dialog() -> rx.Component:
    return dialog(
        t("Session"),
        shows_wrong(_form(), errors=CohortSessions.errors),
        name="session",
        is_open=CohortSessions.is_open,
        on_close=CohortSessions.keep,
        sheet=True,
    )


def _form() -> rx.Component:
    errors, starts = CohortSessions.errors, CohortSessions.starts
    return rx.el.form(
            text_field(
                "topic", t("Topic"), hint=t("A session of the same topic in another cohort makes up for this one."),
                error=said(errors, "topic"), default_value=starts.topic, max_length=TOPIC_LENGTH,
            ),
            _times(),
            select_field(
                "trainer_id", t("Trainer"), CohortPage.cohort.trainers, first=t("Somebody else, or not known yet"),
                error=said(errors, "trainer_id"), default_value=starts.trainer_id,
            ),
            text_field(
                "trainer_name", t("Trainer without an account"), error=said(errors, "trainer_name"), optional=True,
                default_value=starts.trainer_name, max_length=TRAINER_LENGTH,
            ),
            text_field(
                "place", t("Another place"), hint=t("Empty: where the cohort meets."), error=said(errors, "place"),
                optional=True, default_value=starts.own_place, max_length=PLACE_LENGTH,
            ),
            text_field(
                "video_link", t("Another video link"), error=said(errors, "video_link"), input_type="url",
                optional=True, default_value=starts.own_video_link,
            ),
            live_region(shown(CohortSessions.notice, notice(CohortSessions.notice, kind="late"))),
            buttons(
                button(t("Save"), kind="gold", type="submit"), button(t("Cancel"), on_click=CohortSessions.keep)
            ),
            on_submit=CohortSessions.save,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key=CohortSessions.opened.to_string(),
    )  # fmt: skip


def _times() -> rx.Component:
    errors, starts = CohortSessions.errors, CohortSessions.starts
    return rx.el.div(
        text_field("day", t("Day"), error=said(errors, "day"), input_type="date", default_value=starts.day),
        text_field("from", t("From"), error=said(errors, "from"), input_type="time", default_value=starts.begins),
        text_field("until", t("Until"), error=said(errors, "until"), input_type="time", default_value=starts.ends),
        class_name="session-times",
    )


def _cancel_dialog() -> rx.Component:
    return dialog(
        t("Call this session off?"),
        rx.el.p(rx.el.strong(CohortSessions.calling_off.topic)),
        rx.el.p(CohortSessions.calling_off.exact),
        rx.el.p(t("Everybody with a seat gets a mail, and it leaves their calendars. It cannot be undone.")),
        buttons(
            button(t("Call it off"), kind="brick", on_click=CohortSessions.cancel),
            button(t("Keep it"), on_click=CohortSessions.keep),
        ),
        name="calling-off",
        is_open=CohortSessions.calling_off.id != "",
        on_close=CohortSessions.keep,
    )
