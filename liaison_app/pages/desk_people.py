"""The people with an account at the desk: found by a word, by how they stand or what they may do, a part at a time."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import avatar, badge
from liaison_app.components.buttons import button
from liaison_app.components.fields import search_field, select_field
from liaison_app.components.frame import section
from liaison_app.components.links import link
from liaison_app.components.notices import live_region
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, too_many
from liaison_app.components.words import shown
from liaison_app.domain.people_rows import FIND_LENGTH, PeopleStanding
from liaison_app.i18n import t
from liaison_app.states.desk import Desk
from liaison_app.states.factor_reset import FactorReset
from liaison_app.wording.people import PersonLine, people_levels, say_people_standing


def people() -> rx.Component:
    """The search, how many fit, the table; cards on a phone."""
    columns = [t("Name"), t("Standing"), t("Speaks for"), t("Last here"), t("Act")]
    none = empty_state(t("Nobody fits"), t("Look for less: a part of a name, of an e-mail or of a neighborhood."))
    listed = table_cards(columns, rx.foreach(Desk.people, _person), caption=t("People with an account"))
    return section(
        t("People"),
        _search(),
        live_region(rx.el.p(Desk.people_count, class_name="quiet small people-count")),
        rx.cond(Desk.people.length() > 0, listed, none),
        shown(
            Desk.people_after,
            too_many(Desk.people_count, button(t("Show more"), on_click=Desk.show_more_people)),
        ),
        name="people",
        beside=link(t("Invite a liaison"), to="#invite"),
    )


def _search() -> rx.Component:
    asked = Desk.people_asked
    standings = [(one.value, say_people_standing(one)) for one in PeopleStanding]
    form = rx.el.form(
        search_field("find", t("Search people"), words=t("Name, e-mail or neighborhood"), max_length=FIND_LENGTH,
                     default_value=asked["find"]),
        select_field("standing", t("Standing"), standings, first=t("All"), default_value=asked["standing"]),
        select_field("level", t("Level"), people_levels(), first=t("All"), default_value=asked["level"]),
        button(t("Show"), type="submit"),
        on_submit=Desk.find_people,
        reset_on_submit=False,
        class_name="people-find",
        key=Desk.is_people_narrowed.to_string(),
        role="search",
    )  # fmt: skip
    everybody = button(t("All of them"), small=True, on_click=Desk.show_everybody)
    return rx.fragment(form, shown(Desk.is_people_narrowed, everybody))


def _person(line: rx.Var[PersonLine]) -> rx.Component:
    who = rx.el.div(
        avatar(line.initials),
        rx.el.div(
            rx.el.p(line.name, class_name="table-cards__name"),
            rx.el.p(line.email, class_name="quiet small email"),
            shown(line.named, rx.el.p(line.named, class_name="quiet small")),
        ),
        class_name="row",
    )
    return table_row(
        table_cell(who, part="who"),
        table_cell(_standing(line), label=t("Standing")),
        table_cell(rx.cond(line.neighborhood, line.neighborhood, "–"), label=t("Speaks for")),
        table_cell(line.seen, label=t("Last here")),
        table_cell(rx.cond(line.is_you, rx.el.span(t("You"), class_name="quiet"), _act(line)), part="act"),
    )


def _standing(line: rx.Var[PersonLine]) -> rx.Component:
    return rx.el.div(
        rx.cond(line.standing, badge(line.standing, kind=line.kind, icon_name="badge"), rx.el.span(line.role_words)),
        shown(line.until, rx.el.p(line.until, class_name="quiet small")),
        shown(line.levels, rx.el.p(line.levels, class_name="quiet small")),
    )


def _act(line: rx.Var[PersonLine]) -> rx.Component:
    factor = button(t("Take off the second factor"), small=True, on_click=FactorReset.ask(line.id, line.name))
    return rx.cond(
        line.is_active,
        rx.el.div(
            button(t("New link"), small=True, on_click=Desk.renew(line.id)),
            button(t("Close account"), small=True, on_click=Desk.ask_to_close(line.id, line.name)),
            shown(line.has_factor, factor),
            class_name="row people-act",
        ),
        button(t("Open again"), small=True, on_click=Desk.reactivate(line.id)),
    )
