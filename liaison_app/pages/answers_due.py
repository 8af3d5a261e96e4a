"""The coordinators' desk: questions that nobody answered in time, and what was done about each."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.answers_due import AnswersDue
from liaison_app.wording.answers_due import OverdueLine


def build() -> rx.Component:
    """Whom to turn to, and the list; each line leads to its ticket."""
    none = empty_state(t("Nothing is past due."), t("Every question has its answer, or still has time."))
    columns = [t("Question"), t("Asked"), t("Past due"), t("Step")]
    listed = table_cards(columns, rx.foreach(AnswersDue.lines, _line), caption=t("Answers past due"))
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Answers past due")),
                rx.el.p(
                    t("A question stands here until it is answered. Its liaison sees each step."), class_name="quiet"
                ),
                shown(AnswersDue.contact, notice(t("The city’s contact"), AnswersDue.contact, kind="quiet")),
                class_name="section stack",
            ),
            live_region(
                shown(AnswersDue.is_cut, rx.el.p(t("There are more than these. The oldest stand here."))),
                rx.cond(AnswersDue.is_loaded, rx.cond(AnswersDue.lines.length() > 0, listed, none), skeleton_text(6)),
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
    )


PAGE = Page(
    route=routes.DESK_ANSWERS,
    build=build,
    title=lambda: page_title(t("Answers past due")),
    on_load=(AnswersDue.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
