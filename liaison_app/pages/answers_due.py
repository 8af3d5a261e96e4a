"""The coordinators' desk: questions that nobody answered in time, and what was done about each."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.answers_due import AnswersDue
from liaison_app.wording.answers_due import OverdueLine, UnreadLine


def build() -> rx.Component:
    """Whom to turn to, and the list; each line leads to its ticket."""
    none = empty_state(t("Nothing is past due."), t("Every question has its answer, or still has time."))
    columns = [t("Question"), t("Asked"), t("Past due"), t("Step"), t("Act")]
    listed = table_cards(columns, rx.foreach(AnswersDue.lines, _line), caption=t("Answers past due"))
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Answers past due")),
                rx.el.p(
                    t("A question stands here until it is answered. Its liaison sees each step."), class_name="quiet"
                ),
                live_region(shown(AnswersDue.notice, notice(AnswersDue.notice, kind="late"))),
                shown(AnswersDue.contact, notice(t("The city’s contact"), AnswersDue.contact, kind="quiet")),
                class_name="section stack",
            ),
            shown(AnswersDue.unread.length() > 0, _unread()),
            shown(AnswersDue.ending, _ending()),
            live_region(
                rx.cond(AnswersDue.is_loaded, rx.cond(AnswersDue.lines.length() > 0, listed, none), skeleton_text(6)),
            ),
            shown(
                AnswersDue.is_cut,
                too_many(t("There are more."), button(t("Show more"), on_click=AnswersDue.show_more)),
            ),
        ),
        here=routes.DESK_ANSWERS,
        audience="coordinator",
        current="desk",
    )


def _line(line: rx.Var[OverdueLine]) -> rx.Component:
    what = rx.el.div(
        rx.el.p(link(line.place, to=line.href), class_name="table-cards__name"),
        rx.el.p(line.what, class_name="quiet small"),
        rx.el.p(line.intent),
    )
    return table_row(
        table_cell(what, part="who"),
        table_cell(line.asked, label=t("Asked")),
        table_cell(line.late, label=t("Past due")),
        table_cell(line.step, label=t("Step")),
        table_cell(button(t("It was answered otherwise"), small=True, on_click=AnswersDue.choose(line.id)), part="act"),
    )


def _unread() -> rx.Component:
    """What liaisons wrote privately and no coordinator has opened."""
    columns = [t("Message"), t("From"), t("Written")]
    listed = table_cards(columns, rx.foreach(AnswersDue.unread, _unread_line), caption=t("Private messages to read"))
    return section(t("Private messages to read"), live_region(listed), name="unread")


def _unread_line(line: rx.Var[UnreadLine]) -> rx.Component:
    what = rx.el.div(
        rx.el.p(link(line.place, to=line.href), class_name="table-cards__name"),
        rx.el.p(line.what, class_name="quiet small"),
        rx.el.p(line.intent),
    )
    return table_row(
        table_cell(what, part="who"),
        table_cell(line.who, label=t("From")),
        table_cell(line.when, label=t("Written")),
    )


def _ending() -> rx.Component:
    """How the chosen question was answered."""
    how = text_area(
        "answered_how",
        t("How it was answered"),
        most=NOTE_LENGTH,
        hint=t("Everybody who reads the question reads this, too."),
        error=said(AnswersDue.errors, "answered_how"),
        rows="3",
    )
    acts = buttons(
        button(t("End the question"), kind="ink", type="submit", icon_name="check"),
        button(t("Not now"), type="button", on_click=AnswersDue.choose("")),
    )
    form = rx.el.form(
        rx.el.p(AnswersDue.ending_what),
        how,
        acts,
        on_submit=AnswersDue.end,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=AnswersDue.ending,
    )
    return section(t("It was answered otherwise"), form, name="ending")


PAGE = Page(
    route=routes.DESK_ANSWERS,
    build=build,
    title=lambda: page_title(t("Answers past due")),
    on_load=(AnswersDue.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
