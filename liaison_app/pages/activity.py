"""The activity log, for coordinators: who did, tried or looked at what."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.activity_routes import DESK_ACTIVITY
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.activity import FIND_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.activity import Activity
from liaison_app.wording.activity import ActivityLine, kind_choices


def build() -> rx.Component:
    """The search, then the entries, the newest first."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Activity log")),
                rx.el.p(
                    t("Who did, tried or looked at what. That you look at it is an entry of its own."),
                    class_name="quiet",
                ),
                live_region(shown(Activity.notice, notice(Activity.notice, kind="late"))),
                class_name="section stack",
            ),
            _search(),
            rx.cond(Activity.is_loaded, _entries(), skeleton_list(5)),
        ),
        here=DESK_ACTIVITY,
        audience="coordinator",
        current="desk",
    )


def _error(name: str) -> rx.Var[str]:
    return Activity.errors.get(name, "")


def _search() -> rx.Component:
    return rx.el.form(
        text_field("who", t("Who did it"), hint=t("A part of a name, or an e-mail"), error=_error("who"),
                   max_length=FIND_LENGTH, auto_complete="off"),
        text_field("about", t("What it is about"), hint=t("A ticket’s number, a person’s name or e-mail"),
                   error=_error("about"), max_length=FIND_LENGTH, auto_complete="off"),
        select_field("kind", t("What happened"), kind_choices(), first=t("All")),
        text_field("first", t("From day"), input_type="date", error=_error("first")),
        text_field("last", t("To day"), input_type="date", error=_error("last")),
        button(t("Show"), type="submit"),
        on_submit=Activity.look_for,
        reset_on_submit=False,
        no_validate=True,
        class_name="activity-find",
        role="search",
    )  # fmt: skip


def _entries() -> rx.Component:
    none = empty_state(t("No entry fits"), t("Look for less: another kind, or more days."))
    columns = [t("What happened"), t("When"), t("Who"), t("About")]
    listed = table_cards(columns, rx.foreach(Activity.lines, _entry), caption=t("Entries of the activity log"))
    words = t("The newest 20,000 of these as a file")
    file = link_button(words, to=Activity.file, full_load=True, icon_name="download", download=True)
    return rx.el.div(
        live_region(rx.el.p(Activity.count, class_name="quiet small people-count")),
        rx.cond(Activity.lines.length() > 0, listed, none),
        buttons(shown(Activity.after, button(t("Show older ones"), on_click=Activity.show_older)), file),
        class_name="stack section",
    )


def _entry(line: rx.Var[ActivityLine]) -> rx.Component:
    about = rx.cond(
        line.leads_to, link(line.about, to=line.leads_to), rx.el.span(line.about, class_name="activity-about")
    )
    return table_row(
        table_cell(rx.el.p(line.what, class_name="table-cards__name"), part="who"),
        table_cell(rx.el.span(line.when, title=line.exact), label=t("When")),
        table_cell(line.who, label=t("Who")),
        table_cell(rx.cond(line.about, about, "–"), label=t("About")),
    )


PAGE = Page(
    route=DESK_ACTIVITY,
    build=build,
    title=lambda: page_title(t("Activity log")),
    on_load=(Activity.load,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
