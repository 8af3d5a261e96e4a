"""A ticket's texts and photos for a coordinator: open one, decide with a reason, and see what was decided before."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.timeline import timeline
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.moderation_forms import open_section
from liaison_app.pages.moderation_parts import step_line
from liaison_app.states.moderated_ticket import TOLD, ModeratedTicket
from liaison_app.wording.moderation import SubjectLine

_ticket = ModeratedTicket.ticket


def build() -> rx.Component:
    """What is open stands first; below, all that can be opened, and the history."""
    missing = not_found(
        t("There is no such ticket"),
        t("The number may be mistyped."),
        to=routes.localized(routes.DESK_MODERATION),
        way=t("To look at"),
    )
    return page_frame(
        wrap(rx.match(ModeratedTicket.phase, ("ready", _ready()), ("missing", missing), skeleton_text(6))),
        here=ModeratedTicket.here,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _ready() -> rx.Component:
    decided = shown(ModeratedTicket.told, notice(ModeratedTicket.told, kind="fixed", icon_name="done"))
    failed = shown(ModeratedTicket.notice, notice(ModeratedTicket.notice, kind="late"))
    columns = [t("What"), t("From"), t("Written or sent"), t("Stands"), t("Act")]
    listed = table_cards(columns, rx.foreach(_ticket.subjects, _subject), caption=t("Texts and photos"))
    return rx.fragment(
        rx.el.section(
            back_link(t("To look at"), routes.localized(routes.DESK_MODERATION)),
            rx.el.h1(t("Moderate"), ": ", _ticket.place),
            rx.el.p(link(_ticket.service, " ", _ticket.id, to=_ticket.ticket_to)),
            rx.el.div(live_region(decided, failed), id=TOLD, tab_index=-1),
            class_name="section stack",
        ),
        shown(ModeratedTicket.chosen.key, open_section()),
        section(
            t("Texts and photos"),
            rx.el.p(t("Whoever opens one is written down, with the time."), class_name="small quiet"),
            shown(_ticket.subjects.length() > 0, listed),
            name="subjects",
        ),
        section(
            t("What was decided"),
            rx.cond(
                _ticket.steps.length() > 0,
                timeline(rx.foreach(_ticket.steps, step_line)),
                rx.el.p(t("Nothing has been decided yet."), class_name="quiet small"),
            ),
            name="steps",
        ),
    )


def _subject(line: rx.Var[SubjectLine]) -> rx.Component:
    return table_row(
        table_cell(rx.el.p(line.what, class_name="table-cards__name"), part="who"),
        table_cell(rx.cond(line.who, line.who, "–"), label=t("From")),
        table_cell(line.when, label=t("Written or sent")),
        table_cell(rx.cond(line.stands, line.stands, "–"), label=t("Stands")),
        table_cell(button(t("Open it"), small=True, on_click=ModeratedTicket.open(line.key)), part="act"),
    )


PAGE = Page(
    route=routes.DESK_MODERATED,
    build=build,
    title=lambda: page_title(t("Moderate")),
    on_load=(ModeratedTicket.watch, ModeratedTicket.open_asked),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
