"""The coordinator's desk: invite liaisons, and see who has an account."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import avatar
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.share import copy_button
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.desk import Desk
from liaison_app.wording.accounts import InvitationLine, PersonLine


def build() -> rx.Component:
    """On a phone the invitation form, the people, the links made; on a desktop the people stand beside the rest."""
    return page_frame(
        wrap(
            rx.el.section(
                rx.el.h1(t("Desk")),
                buttons(
                    link_button(t("Delivery desk"), to=routes.localized(routes.DESK_DELIVERIES), icon_name="send"),
                    link_button(t("Answers past due"), to=routes.localized(routes.DESK_ANSWERS), icon_name="waiting"),
                    link_button(t("Photos to look at"), to=routes.localized(routes.DESK_PHOTOS), icon_name="image"),
                    link_button(t("API keys"), to=routes.localized(routes.DESK_API_KEYS), icon_name="key"),
                    link_button(t("Mails"), to=routes.localized(routes.DESK_MAILBOX), icon_name="mail"),
                ),
                class_name="section stack",
            ),
            live_region(shown(Desk.notice, notice(Desk.notice, kind="late"))),
            rx.cond(
                Desk.is_loaded,
                split(_people(), rx.fragment(_invite(), _invitations()), aside_first=True),
                skeleton_text(6),
            ),
            _closing_dialog(),
            _new_link_dialog(),
        ),
        here=routes.DESK,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _people() -> rx.Component:
    columns = [t("Name"), t("Role"), t("Speaks for"), t("Last here"), t("Act")]
    return section(
        t("People"),
        table_cards(columns, rx.foreach(Desk.people, _person), caption=t("People with an account")),
        name="people",
    )


def _person(line: rx.Var[PersonLine]) -> rx.Component:
    act = rx.cond(
        line.is_active,
        rx.el.div(
            button(t("New link"), small=True, on_click=Desk.renew(line.id)),
            button(t("Close account"), small=True, on_click=Desk.ask_to_close(line.id, line.name)),
            class_name="row",
        ),
        button(t("Open again"), small=True, on_click=Desk.reactivate(line.id)),
    )
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
        table_cell(line.role_words, label=t("Role")),
        table_cell(rx.cond(line.neighborhood, line.neighborhood, "–"), label=t("Speaks for")),
        table_cell(line.seen, label=t("Last here")),
        table_cell(rx.cond(line.is_you, rx.el.span(t("You"), class_name="quiet"), act), part="act"),
    )


def _invite() -> rx.Component:
    return section(
        t("Invite a liaison"),
        rx.el.p(t("You get a link to pass on. It works once and for seven days."), class_name="quiet small"),
        rx.el.div(live_region(shown(Desk.link, _new_link())), id="invite-link", tab_index=-1, class_name="after"),
        rx.el.form(
            text_field("name", t("Name"), error=Desk.errors["name"], auto_complete="off"),
            text_field(
                "email",
                t("E-mail"),
                error=Desk.errors["email"],
                input_type="email",
                optional=True,
                auto_complete="off",
            ),
            select_field(
                "neighborhood_id",
                t("Neighborhood"),
                Desk.neighborhoods,
                error=Desk.errors["neighborhood_id"],
                first=t("Choose one"),
            ),
            button(t("Make a link"), kind="gold", type="submit"),
            on_submit=Desk.invite,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack desk__invite",
            key=Desk.made.to_string(),
        ),
        name="invite",
    )


def _invitations() -> rx.Component:
    return section(
        t("Invitations"),
        rx.cond(
            Desk.invited.length() > 0,
            rx.el.ul(rx.foreach(Desk.invited, _invitation), class_name="invitations"),
            empty_state(t("No invitations yet"), t("The links you make are listed here, with what became of them.")),
        ),
        name="invitations",
    )


def _new_link() -> rx.Component:
    return notice(
        t("The link is ready"),
        rx.el.p(Desk.link_for),
        rx.el.p(rx.el.code(Desk.link, class_name="invitation__link")),
        rx.el.p(t("We show it this once and keep no copy."), class_name="small"),
        kind="fixed",
        act=copy_button(Desk.link, t("Copy the link")),
    )


def _invitation(line: rx.Var[InvitationLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.name, class_name="table-cards__name"),
            rx.el.p(line.neighborhood, class_name="small"),
            shown(line.email, rx.el.p(line.email, class_name="quiet small email")),
            rx.el.p(line.state_words, class_name="quiet small"),
        ),
        shown(line.is_open, button(t("Take back"), small=True, on_click=Desk.withdraw(line.id))),
        class_name="invitation",
    )


def _closing_dialog() -> rx.Component:
    return dialog(
        t("Close this account?"),
        rx.el.p(rx.el.strong(Desk.closing_name)),
        rx.el.p(t("The person is signed out at once and cannot sign in. Their tickets stay.")),
        buttons(
            button(t("Close account"), kind="brick", on_click=Desk.deactivate),
            button(t("Keep it"), on_click=Desk.keep),
        ),
        name="closing",
        is_open=Desk.closing != "",
        on_close=Desk.keep,
    )


def _new_link_dialog() -> rx.Component:
    return dialog(
        t("A link for a new password"),
        rx.el.p(rx.el.strong(Desk.new_link_for)),
        rx.el.p(rx.el.code(Desk.new_link, class_name="invitation__link")),
        rx.el.p(
            t(
                "Pass it on to this person and nobody else. It works once and for seven days. Until then the old "
                "password still works; after that, all their browsers are signed out."
            )
        ),
        rx.el.p(t("We show it this once and keep no copy."), class_name="small"),
        buttons(copy_button(Desk.new_link, t("Copy the link")), button(t("Done"), on_click=Desk.put_away)),
        name="new-link",
        is_open=Desk.new_link != "",
        on_close=Desk.put_away,
    )


PAGE = Page(
    route=routes.DESK,
    build=build,
    title=lambda: page_title(t("Desk")),
    on_load=(Desk.load, Desk.watch),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
