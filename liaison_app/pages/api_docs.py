"""The interface for other software, to be read by people: the same description as the OpenAPI document's."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, jump
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording import api_description
from liaison_app.wording.api_georeport import BASE
from liaison_app.wording.api_keys import say_permission
from liaison_app.wording.api_parts import Answer, FormField, Group, Operation, Parameter


def build() -> rx.Component:
    groups = api_description.groups()
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(api_description.title()),
                rx.el.p(api_description.about(), class_name="lede"),
                rx.el.p(full_load_link(t("The same as an OpenAPI document"), to=f"{BASE}/openapi.json")),
                rx.el.p(t("In the examples, $LIAISON stands for the address of this site.")),
                class_name="page-head",
            ),
            rx.el.nav(
                rx.el.ul(*[_way(group) for group in groups], class_name="api-ways"), aria_label=t("On this page")
            ),
            *[_group(group) for group in groups],
            class_name="api-docs",
        ),
        here=routes.API_DOCS,
        audience=LiaisonSession.role,
        current="more",
    )


def _way(group: Group) -> rx.Component:
    return rx.el.li(jump(group.title, to_id=group.id))


def _group(group: Group) -> rx.Component:
    return section(
        group.title,
        rx.el.p(group.about, class_name="quiet"),
        *[_operation(operation) for operation in group.operations],
        name=group.id,
    )


def _operation(of: Operation) -> rx.Component:
    return rx.el.article(
        rx.el.h3(of.title),
        rx.el.p(_code(f"{of.method.upper()} {of.path}")),
        rx.el.p(of.about),
        _needs(of),
        _table(t("What to ask with"), [_parameter(one) for one in of.parameters]),
        _table(t("What to send"), [_field(one) for one in of.form]),
        _table(t("What comes back"), [_answer(one) for one in of.answers]),
        rx.el.pre(
            _code(of.command),
            class_name="api-docs__example",
            tab_index=0,
            aria_label=t("Example"),
            role="region",
        ),
        class_name="api-docs__one",
        id=of.id,
    )


def _needs(of: Operation) -> rx.Component:
    if of.permission is None:
        return rx.fragment()
    needed = t("Needs a key that may: {permission}.", permission=say_permission(of.permission))
    where = t("It goes into the header api-key, or into api_key of the address or the form.")
    return rx.el.p(f"{needed} {where}", class_name="api-docs__needs")


def _table(title: str, rows: list[tuple[str, str]]) -> rx.Component:
    if not rows:
        return rx.fragment()
    listed = [table_row(table_cell(_code(name), part="who"), table_cell(about, part="state")) for name, about in rows]
    return rx.el.details(
        rx.el.summary(icon("unfold", small=True), title, class_name="api-docs__unfold"),
        table_cards([t("Name"), t("Meaning")], *listed, caption=title),
    )


def _parameter(of: Parameter) -> tuple[str, str]:
    words = [f"({', '.join(of.shape['enum'])})"] if "enum" in of.shape else []
    example = [t("For example {value}.", value=of.example)] if of.example and not words else []
    return of.name, " ".join([of.about, *words, *example])


def _field(of: FormField) -> tuple[str, str]:
    return of.name, " ".join([of.about, *([t("Needed.")] if of.is_required else [])])


def _answer(of: Answer) -> tuple[str, str]:
    return str(of.status), " ".join([of.about, *([f"({', '.join(of.media_types)})"] if of.media_types else [])])


def _code(text: str) -> rx.Component:
    return rx.el.code(text, custom_attrs={"translate": "no"})


PAGES = (
    Page(
        route=routes.API_DOCS,
        build=build,
        title=lambda: page_title(api_description.title()),
        on_load=(LiaisonSession.load,),
        is_quiet=True,
    ),
)
