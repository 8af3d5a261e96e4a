"""Coverage: every neighborhood with its voice, its languages, what rests on one person; and the way to recruit."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import badge
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.fields import search_field, select_field
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import shown
from liaison_app.coverage_routes import DESK_COVERAGE, DESK_FIGURES, DeskFile, desk_file
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.coverage import CoverageDesk
from liaison_app.wording.coverage import CoverageLine, FlagChoice, FlagLine, definitions, order_choices


def build() -> rx.Component:
    """What the flags stand for, the ways to narrow, then the neighborhoods."""
    none = empty_state(t("No neighborhood fits"), t("Choose another flag, or search for fewer letters."))
    listed = rx.cond(CoverageDesk.rows.length() > 0, _table(), none)
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Coverage and voice")),
                rx.el.p(t("Where somebody speaks for the neighbors, and where a seat waits for the next cohort.")),
                buttons(
                    *file_links(DeskFile.COVERAGE),
                    link_button(t("Figures of the program"), to=routes.localized(DESK_FIGURES), icon_name="list"),
                ),
                define(t("What the flags stand for"), definitions()),
                live_region(shown(CoverageDesk.notice, notice(CoverageDesk.notice, kind="late"))),
                class_name="section stack",
            ),
            rx.cond(CoverageDesk.is_loaded, rx.el.div(_narrow(), listed, class_name="coverage"), skeleton_list(8)),
            wide=True,
        ),
        here=DESK_COVERAGE,
        audience="coordinator",
        current="desk",
    )


def file_links(what: DeskFile) -> list[rx.Component]:
    """A table as a file of each kind."""
    kinds = ((t("Take away as CSV"), "csv"), (t("Take away as XLSX"), "xlsx"))
    return [
        link_button(words, to=desk_file(what, kind), full_load=True, icon_name="download", download=True)
        for words, kind in kinds
    ]


def define(title: str, words: Sequence[tuple[str, str]]) -> rx.Component:
    """Words and what they stand for, folded together."""
    listed = [rx.el.div(rx.el.dt(name), rx.el.dd(said)) for name, said in words]
    return rx.el.details(
        rx.el.summary(title, class_name="browse__open"), rx.el.dl(*listed, class_name="defined"), class_name="browse"
    )


def _narrow() -> rx.Component:
    def one(line: rx.Var[FlagChoice]) -> rx.Component:
        return filter_chip(
            line.label, pressed=line.is_on, count=line.count, on_click=CoverageDesk.show(line.key), key=line.key
        )

    return rx.el.div(
        chips(rx.foreach(CoverageDesk.flags, one), label=t("Which neighborhoods")),
        rx.el.form(
            search_field("find", t("Find a neighborhood"), words=t("A part of a name"), max_length=80),
            select_field("order", t("In which order"), order_choices(), default_value=CoverageDesk.order),
            button(t("Show"), type="submit"),
            on_submit=CoverageDesk.look_for,
            reset_on_submit=False,
            class_name="certify__find",
        ),
        rx.el.p(CoverageDesk.count, role="status", class_name="quiet"),
        class_name="stack section",
    )


def _table() -> rx.Component:
    columns = [
        t("Neighborhood"), t("Liaisons"), t("Languages"), t("Requests per 1,000 people"), t("Rests on"),
        t("Last active"), t("Next cohort"),
    ]  # fmt: skip
    return table_cards(columns, rx.foreach(CoverageDesk.rows, _row), caption=t("Neighborhoods and who speaks there"))


def _row(line: rx.Var[CoverageLine]) -> rx.Component:
    coming = rx.cond(
        line.applied_to != "",
        link(line.coming, to=line.applied_to),
        shown(line.coming, rx.el.span(line.coming, class_name="quiet")),
    )
    return table_row(
        table_cell(
            link(line.name, to=line.page_to, class_name="table-cards__name"),
            rx.el.ul(rx.foreach(line.flags, _flag), class_name="coverage__flags"),
            part="who",
        ),
        table_cell(rx.el.p(line.liaisons), coming, label=t("Liaisons")),
        table_cell(
            rx.el.p(t("Spoken: {languages}", languages=line.spoken)),
            rx.el.p(t("Needed: {languages}", languages=line.needed), class_name="quiet"),
            shown(line.missing, rx.el.p(rx.el.b(line.missing))),
            label=t("Languages"),
        ),
        table_cell(
            rx.el.p(rx.el.b(line.rate)),
            rx.el.p(line.rate_of, class_name="quiet small"),
            label=t("Requests per 1,000 people"),
        ),
        table_cell(line.rests, label=t("Rests on")),
        table_cell(line.last, label=t("Last active")),
        table_cell(
            full_load_link(
                t("Recruit"), to=line.recruit_to, class_name="button button--small", aria_label=line.recruit
            ),
            part="act",
        ),
    )


def _flag(line: rx.Var[FlagLine]) -> rx.Component:
    return rx.el.li(badge(line.words, kind=line.kind, icon_name=line.icon), key=line.words)


PAGES = (
    Page(
        route=DESK_COVERAGE,
        build=build,
        title=lambda: page_title(t("Coverage and voice")),
        on_load=(CoverageDesk.watch,),
        audience=Audience.COORDINATOR,
    ),
)
