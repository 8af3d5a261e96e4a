"""The trainer's page: what a class takes for what, what it misses most, how far each person is."""

from __future__ import annotations

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.components.buttons import button
from liaison_app.components.fields import field_id
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.routes import DESK, localized
from liaison_app.states.practice_class import PracticeClass
from liaison_app.wording.practice_class import CellWords, MissedWords, PersonWords, RowWords


def build() -> rx.Component:
    """The three most missed, the confusion matrix, the people."""
    words = PracticeClass.shown
    ready = rx.fragment(
        rx.cond(words.rows.length() > 0, rx.fragment(_missed(), _matrix()), _empty()), _people()
    )  # fmt: skip
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), localized(DESK)),
                rx.el.h1(t("Practice")),
                _choice(),
                live_region(shown(PracticeClass.notice, notice(PracticeClass.notice, kind="late"))),
                class_name="section stack",
            ),
            rx.cond(PracticeClass.is_loaded, ready, skeleton_text(6)),
            wide=True,
        ),
        here=routes.DESK_PRACTICE,
        audience="coordinator",
        current="desk",
    )


def _choice() -> rx.Component:
    words = PracticeClass.shown
    options = rx.foreach(
        words.cohorts, lambda one: rx.el.option(one.words, value=one.value, selected=one.value == words.cohort_id)
    )
    everybody = rx.el.option(t("Everybody"), value="", selected=words.cohort_id == "")
    return rx.el.div(
        rx.el.label(t("Cohort"), html_for=field_id("cohort"), class_name="field__label"),
        rx.el.select(
            everybody,
            options,
            id=field_id("cohort"),
            name="cohort",
            class_name="field__input",
            on_change=PracticeClass.choose,
        ),
        rx.el.p(words.base, class_name="small quiet", role="status"),
        class_name="field",
    )


def _missed() -> rx.Component:
    def one(row: rx.Var[MissedWords]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.b(row.share, class_name="missed__share"), " ", rx.el.span(row.said, class_name="quiet")),
            rx.el.h3(row.title),
            shown(row.taken_for, rx.el.p(row.taken_for)),
            rx.el.p(row.why, class_name="small quiet"),
            class_name="missed",
            key=row.title,
        )

    none = rx.el.p(t("Nothing that three people or more have tried was missed."), class_name="quiet")
    listed = rx.el.ol(rx.foreach(PracticeClass.shown.missed, one), class_name="misseds")
    return section(
        t("Most missed at the first try"), rx.cond(PracticeClass.shown.missed.length() > 0, listed, none), name="missed"
    )


def _matrix() -> rx.Component:
    """On a wide screen a table, on a narrow one its rows as sentences; each screen has one of them."""
    words = PracticeClass.shown
    return section(
        t("What was taken for what"),
        rx.el.p(
            t("First tries alone: afterwards everybody has read what is right."), class_name="small quiet"
        ),
        rx.el.div(_table(), class_name="matrix", tab_index=0, role="region", aria_label=t("What was taken for what")),
        rx.el.ul(rx.foreach(words.rows, _as_sentences), class_name="matrix-list"),
        name="matrix",
    )  # fmt: skip


def _table() -> rx.Component:
    words = PracticeClass.shown

    def cell(one: rx.Var[CellWords]) -> rx.Component:
        return rx.el.td(
            rx.el.span(one.count, aria_hidden="true"),
            rx.el.span(one.said, class_name="unseen"),
            class_name=f"matrix__cell matrix__cell--{one.kind}",
        )

    def row(one: rx.Var[RowWords]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one.name, scope="row"), rx.el.td(one.hits, class_name="matrix__hits"), rx.foreach(one.cells, cell)
        )

    return rx.el.table(
        rx.el.caption(
            t("Rows: what was right. Columns: what was chosen. The outlined cells are right."), class_name="small quiet"
        ),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(t("Right is"), scope="col"),
                rx.el.th(t("Right"), scope="col"),
                rx.foreach(words.columns, lambda name: rx.el.th(rx.el.span(name), scope="col")),
            )
        ),
        rx.el.tbody(rx.foreach(words.rows, row)),
    )


def _as_sentences(row: rx.Var[RowWords]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(row.name), " ", rx.el.span(row.hits, class_name="quiet")),
        shown(
            row.mistaken.length() > 0,
            rx.el.div(
                rx.el.p(t("Chosen instead:"), class_name="small quiet"),
                rx.el.ul(rx.foreach(row.mistaken, rx.el.li), class_name="notice__list"),
            ),
        ),
        key=row.name,
    )


def _people() -> rx.Component:
    columns = [t("Name"), t("Tried"), t("Points"), t("Tries"), t("Last")]
    listed = table_cards(
        columns, rx.foreach(PracticeClass.shown.people, _person), caption=t("How far each person is")
    )  # fmt: skip
    nobody = rx.el.p(t("Nobody has an account here yet."), class_name="quiet")
    return section(
        t("How far each person is"),
        rx.el.p(t("Points are the mean of the best tries. Nobody’s words are kept."), class_name="small quiet"),
        rx.cond(PracticeClass.shown.people.length() > 0, listed, nobody),
        shown(
            PracticeClass.shown.is_cut,
            too_many(t("There are more."), button(t("Show more"), on_click=PracticeClass.show_more)),
        ),
        name="people",
    )


def _person(line: rx.Var[PersonWords]) -> rx.Component:
    return table_row(
        table_cell(rx.el.p(line.name, class_name="table-cards__name"), part="who"),
        table_cell(line.tried, label=t("Tried")),
        table_cell(line.points, label=t("Points")),
        table_cell(line.tries, label=t("Tries")),
        table_cell(line.last, label=t("Last")),
    )


def _empty() -> rx.Component:
    return empty_state(
        t("Nobody has practiced yet"),
        t("As soon as somebody has done a practice ticket, it is counted here."),
    )


PAGES = (
    Page(
        route=routes.DESK_PRACTICE,
        build=build,
        title=lambda: page_title(t("Practice")),
        on_load=(PracticeClass.load,),
        audience=Audience.COORDINATOR,
    ),
)
