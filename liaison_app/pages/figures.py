"""The program's figures: applied, trained, certified, active, retained; in all, by year, by cohort; and files."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.coverage_routes import DESK_COVERAGE, DESK_FIGURES, DeskFile
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.coverage import define, file_links
from liaison_app.states.program_figures import Figures
from liaison_app.wording.program_figures import FunnelLine, definitions, say_few

_whole = Figures.shown.whole


def build() -> rx.Component:
    """All of it first, then years, then cohorts, then the files with people in them."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Figures of the program")),
                rx.el.p(say_few(), class_name="quiet"),
                buttons(link_button(t("Coverage and voice"), to=routes.localized(DESK_COVERAGE), icon_name="places")),
                define(t("What each number counts"), definitions()),
                live_region(shown(Figures.notice, notice(Figures.notice, kind="late"))),
                class_name="section stack",
            ),
            rx.cond(
                Figures.is_loaded,
                rx.el.div(_all(), _years(), _cohorts(), _people(), class_name="figures"),
                skeleton_text(8),
            ),
        ),
        here=DESK_FIGURES,
        audience="coordinator",
        current="desk",
    )


def _all() -> rx.Component:
    return section(
        t("All years"),
        stats(
            stat(_whole.applied, t("Applied")),
            stat(_whole.trained, t("Trained")),
            stat(_whole.certified, t("Certified")),
            stat(_whole.active, t("Active"), of=_whole.active_of),
            stat(_whole.retained, t("Retained"), of=_whole.retained_of),
        ),
        name="all",
    )


def _years() -> rx.Component:
    none = empty_state(t("No figures yet"), t("They begin with the first application."))
    return section(
        t("By year"),
        buttons(*file_links(DeskFile.YEARS)),
        rx.cond(
            Figures.shown.years.length() > 0,
            table_cards(_columns(t("Year")), rx.foreach(Figures.shown.years, _line), caption=t("The program by year")),
            none,
        ),
        name="years",
    )


def _cohorts() -> rx.Component:
    none = empty_state(t("No cohort yet"), t("Arrange the first one on the page of cohorts."))
    table = table_cards(
        _columns(t("Cohort")), rx.foreach(Figures.shown.cohorts, _line), caption=t("The program by cohort")
    )
    return section(
        t("By cohort"),
        buttons(*file_links(DeskFile.COHORTS)),
        rx.cond(Figures.shown.cohorts.length() > 0, table, none),
        name="cohorts",
    )


def _people() -> rx.Component:
    note = t("These files hold names and contacts. Who took which one, and when, is written to the activity log.")
    return section(
        t("People to take away"),
        rx.el.p(note, class_name="quiet"),
        rx.el.h3(t("People with an account")),
        buttons(*file_links(DeskFile.PEOPLE)),
        rx.el.h3(t("Applications")),
        buttons(*file_links(DeskFile.APPLICATIONS)),
        name="people",
    )


def _columns(first: str) -> list[rx.Var[str] | str]:
    return [first, t("Applied"), t("Trained"), t("Certified"), t("Active"), t("Retained")]


def _line(line: rx.Var[FunnelLine]) -> rx.Component:
    name = rx.cond(
        line.page_to != "",
        link(line.name, to=line.page_to, class_name="table-cards__name"),
        rx.el.span(line.name, class_name="table-cards__name"),
    )
    return table_row(
        table_cell(name, shown(line.note, rx.el.p(line.note, class_name="quiet small")), part="who"),
        table_cell(rx.el.span(line.applied, class_name="num"), label=t("Applied")),
        table_cell(rx.el.span(line.trained, class_name="num"), label=t("Trained")),
        table_cell(rx.el.span(line.certified, class_name="num"), label=t("Certified")),
        table_cell(_of(line.active, line.active_of), label=t("Active")),
        table_cell(_of(line.retained, line.retained_of), label=t("Retained")),
    )


def _of(count: rx.Var[str], of: rx.Var[str]) -> rx.Component:
    return rx.fragment(rx.el.span(count, class_name="num"), " ", rx.el.span(of, class_name="quiet small"))


PAGES = (
    Page(
        route=DESK_FIGURES,
        build=build,
        title=lambda: page_title(t("Figures of the program")),
        on_load=(Figures.watch,),
        audience=Audience.COORDINATOR,
    ),
)
