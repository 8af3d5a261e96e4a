"""The coordinators' pages of modules: the list, the editor, the results."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes, training_routes
from liaison_app.components.badges import badge
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.module_parts import module_editor
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.module_text import LONGEST_TITLE
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.module_editor import ModuleEditor
from liaison_app.states.module_list import ModuleList


def build() -> rx.Component:
    """The modules in their order; beside or below them the way to a new one."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Modules")),
                rx.el.p(t("What trainees read and answer, in the order in which they read it."), class_name="quiet"),
                class_name="section stack",
            ),
            live_region(shown(ModuleList.notice, notice(ModuleList.notice, kind="late"))),
            rx.cond(ModuleList.is_loaded, rx.el.div(_list(), _make()), skeleton_text(6)),
            _retire_dialog(),
            wide=True,
        ),
        here=training_routes.DESK_MODULES,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _list() -> rx.Component:
    columns = [t("Module"), t("State"), t("Changed"), t("Readers"), t("Act")]
    listed = table_cards(columns, rx.foreach(ModuleList.rows, _row), caption=t("Modules, in their order"))
    none = empty_state(t("No modules yet"), t("Begin the first one: a title is enough."))
    return section(t("In their order"), rx.cond(ModuleList.rows.length() > 0, listed, none), name="list")


def _row(one: Any) -> rx.Component:
    act = rx.el.div(
        _mover(one, t("Earlier"), one.may_rise, "module-mover--up", ModuleList.rise(one.id)),
        _mover(one, t("Later"), one.may_sink, "module-mover--later", ModuleList.sink(one.id)),
        shown(one.results_to, link_button(t("Results"), to=one.results_to, small=True)),
        rx.cond(
            one.is_retired,
            button(t("Offer it again"), small=True, on_click=ModuleList.restore(one.id)),
            button(t("Retire"), small=True, on_click=ModuleList.ask_to_retire(one.id)),
        ),
        class_name="row module-acts",
    )
    return table_row(
        table_cell(link(one.title, to=one.href, class_name="table-cards__name module-name"), part="who"),
        table_cell(badge(one.state, kind=one.kind, icon_name=one.icon), part="state"),
        table_cell(one.changed, label=t("Changed")),
        table_cell(one.readers, label=t("Readers")),
        table_cell(act, part="act"),
    )


def _mover(one: Any, label: str, may: Any, kind: str, act: Any) -> rx.Component:
    """An arrow; its name says what it moves."""
    name = rx.el.span(label, ": ", one.title, class_name="unseen")
    classes = f"button button--small module-mover {kind}"
    arrow = rx.el.button(icon("unfold"), name, type="button", title=label, class_name=classes, on_click=act)
    return shown(may, arrow)


def _make() -> rx.Component:
    return section(
        t("A new module"),
        rx.el.form(
            text_field(
                "title", t("Title"), hint=t("You can change it later."), error=ModuleList.errors["title"],
                max_length=LONGEST_TITLE, auto_complete="off",
            ),
            button(t("Begin it"), kind="gold", type="submit"),
            on_submit=ModuleList.create,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack desk__invite",
        ),
        name="make",
    )  # fmt: skip


def _retire_dialog() -> rx.Component:
    return dialog(
        t("Retire this module?"),
        rx.el.p(rx.el.strong(ModuleList.retiring.title)),
        rx.el.p(t("Nobody new is offered it. Who has begun it may finish it, and who has passed it keeps that.")),
        buttons(
            button(t("Retire"), kind="brick", on_click=ModuleList.retire),
            button(t("Keep it"), on_click=ModuleList.keep),
        ),
        name="retiring",
        is_open=ModuleList.retiring.id != "",
        on_close=ModuleList.keep,
    )


def build_editor() -> rx.Component:
    """Both languages side by side on a desktop, one at a time on a phone."""
    return page_frame(
        wrap(
            rx.el.p(to_modules()),
            rx.match(ModuleEditor.phase, ("ready", _editor()), ("missing", _missing()), _loading()),
            wide=True,
        ),
        here=ModuleEditor.here,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def to_modules() -> rx.Component:
    """The way back to the list."""
    to = routes.localized(training_routes.DESK_MODULES)
    return link(icon("back"), t("Modules"), to=to, class_name="way-back")


def _loading() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Module"), class_name="unseen"), skeleton_text(8))


def _missing() -> rx.Component:
    to = routes.localized(training_routes.DESK_MODULES)
    gone = not_found(t("There is no such module."), t("Look at the list."), to=to, way=t("Modules"))
    return rx.fragment(rx.el.h1(t("Module"), class_name="unseen"), gone)


def _editor() -> rx.Component:
    sheet = ModuleEditor.sheet
    return rx.fragment(
        rx.el.div(
            rx.el.h1(sheet.title),
            rx.el.p(sheet.state, " · ", sheet.changed, class_name="quiet"),
            buttons(
                shown(sheet.read_to, link_button(t("Read what is published"), to=sheet.read_to, small=True)),
                shown(sheet.results_to, link_button(t("Results"), to=sheet.results_to, small=True)),
            ),
            class_name="section stack",
        ),
        live_region(_told()),
        module_editor(
            sheet=sheet,
            looks=ModuleEditor.looks,
            answered=ModuleEditor.answered,
            said=ModuleEditor.said,
            notice=ModuleEditor.notice,
            on_look=ModuleEditor.look,
            on_save=ModuleEditor.save,
        ),
        split(_how_to_write(), _versions()),
    )


def _told() -> rx.Component:
    theirs = button(t("Load what they left"), small=True, on_click=ModuleEditor.load_theirs)
    published = (ModuleEditor.said != "") & (ModuleEditor.said != "kept")
    return rx.fragment(
        shown(
            ModuleEditor.notice,
            notice(ModuleEditor.notice, kind="late", act=shown(ModuleEditor.is_overtaken, theirs)),
        ),
        shown(published, notice(ModuleEditor.said, kind="fixed")),
    )


def _how_to_write() -> rx.Component:
    lines = (
        ("---", t("The head stands between two such lines: title, about, minutes, and pass (in percent).")),
        ("# …", t("A part begins. Keep it short enough to be read between two stops.")),
        ("**…**  *…*  - …  [words](/how)", t("Bold, italic, a list, a link to a page of ours or to the web.")),
        ("? …", t("A question. Its answers stand right below it, without an empty line.")),
        ("- [x] …", t("A right answer. Mark several where several are right.")),
        ("- [ ] …", t("Another answer.")),
        ("  …", t("Two spaces: why the answer above is right or not. Every answer needs one.")),
    )
    rows = [rx.el.div(rx.el.dt(rx.el.code(sign)), rx.el.dd(said)) for sign, said in lines]
    return section(t("How to write it"), rx.el.dl(*rows, class_name="facts module-signs"), name="how")


def _version(said: Any) -> rx.Component:
    return rx.el.li(said)


def _versions() -> rx.Component:
    sheet = ModuleEditor.sheet
    listed = rx.el.ul(rx.foreach(sheet.versions, _version), class_name="prose-list")
    none = rx.el.p(t("Nothing is published yet."))
    return section(
        t("Published versions"),
        rx.cond(sheet.versions.length() > 0, listed, none),
        rx.el.p(t("A published version never changes. Who has begun one finishes it."), class_name="quiet small"),
        name="versions",
    )


PAGES = (
    Page(
        route=training_routes.DESK_MODULES,
        build=build,
        title=lambda: page_title(t("Modules")),
        on_load=(ModuleList.load, ModuleList.watch),
        audience=Audience.COORDINATOR,
    ),
    Page(
        route=training_routes.DESK_MODULE,
        build=build_editor,
        title=lambda: page_title(t("Module")),
        on_load=(ModuleEditor.load,),
        audience=Audience.COORDINATOR,
    ),
)
