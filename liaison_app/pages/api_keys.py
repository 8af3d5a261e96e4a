"""The coordinator's page of API keys: who may file through the GeoReport server, how often, until when."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons
from liaison_app.components.fields import checkbox, checkbox_group, number_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.share import copy_button
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.api_keys import USUAL_PER_DAY, USUAL_PER_MINUTE, ApiPermission
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.api_keys import ApiKeys
from liaison_app.wording.api_keys import KeyLine, explain_permission, say_permission


def build() -> rx.Component:
    """The keys; beside or below them the form for a new one."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("API keys")),
                rx.el.p(
                    t("Other software files requests and sends updates with a key. Reading needs none."),
                    class_name="quiet",
                ),
                class_name="section stack",
            ),
            live_region(shown(ApiKeys.notice, notice(ApiKeys.notice, kind="late"))),
            rx.cond(ApiKeys.is_loaded, split(_keys(), _make(), aside_first=True), skeleton_text(6)),
            _limits_dialog(),
            _revoke_dialog(),
        ),
        here=routes.DESK_API_KEYS,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _keys() -> rx.Component:
    columns = [t("Name"), t("May"), t("Limits"), t("Last used"), t("Made by"), t("Act")]
    listed = table_cards(columns, rx.foreach(ApiKeys.keys, _key), caption=t("Keys, and what each may do"))
    none = empty_state(t("No keys yet"), t("A key you make is listed here until long after it is revoked."))
    return section(t("Keys"), rx.cond(ApiKeys.keys.length() > 0, listed, none), name="keys")


def _key(line: rx.Var[KeyLine]) -> rx.Component:
    who = rx.el.div(
        rx.el.p(line.name, class_name="table-cards__name"),
        rx.el.p(line.ends, class_name="quiet small"),
        shown(line.about, rx.el.p(line.about, class_name="quiet small email")),
    )
    act = rx.cond(
        line.is_working,
        rx.el.div(
            button(t("Change limits"), small=True, on_click=ApiKeys.ask_limits(line.id)),
            button(t("Revoke"), small=True, on_click=ApiKeys.ask_revoke(line.id)),
            class_name="row",
        ),
        rx.el.span(line.revoked, class_name="quiet small"),
    )
    return table_row(
        table_cell(who, part="who"),
        table_cell(line.may, label=t("May")),
        table_cell(line.limits, label=t("Limits")),
        table_cell(line.used, label=t("Last used")),
        table_cell(line.made, label=t("Made by")),
        table_cell(act, part="act"),
    )


def _make() -> rx.Component:
    boxes = [
        checkbox(
            permission.value,
            say_permission(permission),
            hint=explain_permission(permission),
            default_checked=permission is ApiPermission.FILE_REQUESTS,
        )
        for permission in ApiPermission
    ]
    return section(
        t("Make a key"),
        rx.el.div(live_region(shown(ApiKeys.secret, _secret())), id="new-key", tab_index=-1, class_name="after"),
        rx.el.form(
            text_field("name", t("Name of the program"), error=ApiKeys.errors["name"], auto_complete="off"),
            text_field("purpose", t("What it is for"), error=ApiKeys.errors["purpose"], optional=True),
            text_field(
                "contact",
                t("Whom to ask about it"),
                error=ApiKeys.errors["contact"],
                optional=True,
                auto_complete="off",
            ),
            checkbox_group("permissions", t("It may"), *boxes, error=ApiKeys.errors["permissions"]),
            _figure("per_minute", t("Writes a minute, at most"), str(USUAL_PER_MINUTE)),
            _figure("per_day", t("Writes a day, at most"), str(USUAL_PER_DAY)),
            button(t("Make a key"), kind="gold", type="submit"),
            on_submit=ApiKeys.make,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack desk__invite",
            key=ApiKeys.made.to_string(),
        ),
        name="make",
    )


def _figure(name: str, label: str, default: str | rx.Var[str], *, wrong: str = "") -> rx.Component:
    said = ApiKeys.errors[wrong or name]
    return number_field(name, label, error=said, default_value=default, input_mode="numeric", auto_complete="off")


def _secret() -> rx.Component:
    return notice(
        t("The key is ready"),
        rx.el.p(ApiKeys.secret_for),
        rx.el.p(rx.el.code(ApiKeys.secret, class_name="invitation__link", custom_attrs={"translate": "no"})),
        rx.el.p(
            t(
                "Copy it now. It is shown this once: after a reload nobody can see it again, and we keep no copy. "
                "Whoever has it can do what it may; pass it on in private."
            ),
            class_name="small",
        ),
        kind="fixed",
        act=buttons(copy_button(ApiKeys.secret, t("Copy the key")), button(t("Done"), on_click=ApiKeys.put_away)),
    )


def _limits_dialog() -> rx.Component:
    return dialog(
        t("Change limits"),
        rx.el.p(rx.el.strong(ApiKeys.changing.name)),
        rx.el.form(
            _figure("limit_minute", t("Writes a minute, at most"), ApiKeys.changing.per_minute, wrong="per_minute"),
            _figure("limit_day", t("Writes a day, at most"), ApiKeys.changing.per_day, wrong="per_day"),
            buttons(button(t("Save"), kind="gold", type="submit"), button(t("Cancel"), on_click=ApiKeys.keep)),
            on_submit=ApiKeys.change_limits,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key=ApiKeys.changing.id,
        ),
        name="limits",
        is_open=ApiKeys.changing.id != "",
        on_close=ApiKeys.keep,
    )


def _revoke_dialog() -> rx.Component:
    return dialog(
        t("Revoke this key?"),
        rx.el.p(rx.el.strong(ApiKeys.revoking.name)),
        rx.el.p(
            t("Programs that use it are refused with their next request. It cannot be undone; what it filed stays.")
        ),
        buttons(
            button(t("Revoke"), kind="brick", on_click=ApiKeys.revoke),
            button(t("Keep it"), on_click=ApiKeys.keep),
        ),
        name="revoking",
        is_open=ApiKeys.revoking.id != "",
        on_close=ApiKeys.keep,
    )


PAGES = (
    Page(
        route=routes.DESK_API_KEYS,
        build=build,
        title=lambda: page_title(t("API keys")),
        on_load=(ApiKeys.load, ApiKeys.watch),
        audience=Audience.COORDINATOR,
    ),
)
