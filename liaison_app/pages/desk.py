"""The coordinator's desk: invite liaisons, and see who has an account."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from liaison_app import cohort_routes, routes, training_routes
from liaison_app.activity_routes import DESK_ACTIVITY
from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.share import copy_button
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.coverage_routes import DESK_COVERAGE, DESK_FIGURES
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.desk_people import people
from liaison_app.practice_routes import DESK_PRACTICE
from liaison_app.states.desk import Desk
from liaison_app.states.factor_reset import FactorReset
from liaison_app.wording.accounts import InvitationLine
from liaison_app.wording.desk_today import TodayLine


def build() -> rx.Component:
    """What waits, the ways to every page, the people, and links to invite more."""
    return page_frame(
        wrap(
            rx.el.section(
                rx.el.h1(t("Desk")),
                rx.cond(Desk.is_loaded, _today(), skeleton_text(4)),
                class_name="section stack",
            ),
            _ways(),
            live_region(
                shown(Desk.notice, notice(Desk.notice, kind="late")),
                shown(FactorReset.notice, notice(FactorReset.notice, kind="late")),
            ),
            rx.cond(
                Desk.is_loaded,
                rx.fragment(people(), split(_invitations(), _invite(), aside_first=True)),
                skeleton_text(6),
            ),
            _closing_dialog(),
            _new_link_dialog(),
            _factor_dialog(),
        ),
        here=routes.DESK,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _today() -> rx.Component:
    """What needs a decision; empty when all of it is made."""
    none = empty_state(
        t("Nothing needs you"), t("What comes in stands here: applications, drafts, questions past their day.")
    )
    listed = rx.el.ul(rx.foreach(Desk.today, _today_line), class_name="ways")
    head = rx.el.h2(t("What needs you today"))
    return rx.cond(Desk.today.length() > 0, rx.el.section(head, listed, class_name="stack"), none)


def _today_line(one: rx.Var[TodayLine]) -> rx.Component:
    return rx.el.li(link(icon(one.icon), one.text, to=one.href, class_name="way__link"), class_name="way", key=one.text)


def _ways() -> rx.Component:
    """Every other page of a coordinator, by what it is for."""
    program = (
        (t("Applications"), routes.DESK_APPLICATIONS, "people"),
        (t("Cohorts"), cohort_routes.DESK_COHORTS, "cohorts"),
        (t("The week"), cohort_routes.DESK_WEEK, "calendar"),
        (t("Modules"), training_routes.DESK_MODULES, "list"),
        (t("Practice"), DESK_PRACTICE, "tools"),
        (t("Certificates"), routes.DESK_CERTIFICATIONS, "badge"),
        (t("Coverage and voice"), DESK_COVERAGE, "places"),
        (t("Figures of the program"), DESK_FIGURES, "list"),
        (t("Who stands in for whom"), routes.DESK_COVERS, "people"),
        (t("Activity log"), DESK_ACTIVITY, "list"),
    )
    exchange = (
        (t("Delivery desk"), routes.DESK_DELIVERIES, "send"),
        (t("Drafts to review"), routes.DESK_REVIEWS, "edit"),
        (t("Answers past due"), routes.DESK_ANSWERS, "waiting"),
        (t("To look at"), routes.DESK_MODERATION, "seen"),
        (t("Mails"), routes.DESK_MAILBOX, "mail"),
        (t("API keys"), routes.DESK_API_KEYS, "key"),
    )
    return rx.el.div(
        _way_group(t("The program"), program, name="program"),
        _way_group(t("Requests and messages"), exchange, name="exchange"),
        class_name="desk-ways",
    )


def _way_group(title: str, ways: Sequence[tuple[str, str, str]], *, name: str) -> rx.Component:
    links = [link_button(words, to=routes.localized(path), icon_name=icon_name) for words, path, icon_name in ways]
    return section(title, buttons(*links), name=name)


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


def _factor_dialog() -> rx.Component:
    keep = FactorReset.ask("", "")
    return dialog(
        t("Take off the second factor?"),
        rx.el.p(rx.el.strong(FactorReset.name)),
        rx.el.p(
            t("Only when you are sure who asks: call them, or meet them. They are signed out everywhere and told.")
        ),
        buttons(
            button(t("Take it off"), kind="brick", on_click=FactorReset.take_off),
            button(t("Keep it"), on_click=keep),
        ),
        name="factor",
        is_open=FactorReset.of != "",
        on_close=keep,
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
