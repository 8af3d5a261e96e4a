"""The roster of a session: the code for phones, and everybody on the list with one tap each."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import cohort_routes, routes
from liaison_app.components.badges import avatar
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.cohort_parts import leaf, part_bar, session_facts
from liaison_app.components.fields import checkbox
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.share import copy_button
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.roster import SessionRoster, TrainedSessions

_roster = SessionRoster.roster


def build() -> rx.Component:
    """The list; the code beside it on a desktop, above it on a phone."""
    missing = not_found(
        t("There is no session here that you can see"),
        rx.cond(
            SessionRoster.why != "",
            SessionRoster.why,
            t("A roster is for coordinators and the trainer of the session."),
        ),
        to=routes.localized(routes.MORE),
        way=t("More"),
    )
    ready = rx.fragment(_head(), split(_list(), _door(), aside_first=True))
    return page_frame(
        wrap(rx.match(SessionRoster.phase, ("ready", ready), ("missing", missing), skeleton_text(6))),
        here=SessionRoster.here,
        audience=LiaisonSession.role,
        current="desk",
        own_gold=True,
    )


def _head() -> rx.Component:
    return rx.el.section(
        shown(_roster.cohort_to, back_link(_roster.session.cohort, _roster.cohort_to)),
        rx.el.h1(_roster.session.topic),
        session_facts(_roster.session),
        live_region(shown(SessionRoster.notice, notice(SessionRoster.notice, kind="late"))),
        class_name="section stack",
    )


def _list() -> rx.Component:
    none = rx.el.p(t("Nobody is enrolled yet."), class_name="quiet")
    return section(
        t("Who is here"),
        rx.el.p(rx.el.b(_roster.count), " ", _roster.guests, role="status", class_name="roster__count"),
        part_bar(_roster.share),
        checkbox(
            "by_paper",
            t("I copy the paper list"),
            checked=SessionRoster.by_paper,
            on_change=SessionRoster.copy_paper,
        ),
        rx.cond(_roster.lines.length() > 0, rx.el.ul(rx.foreach(_roster.lines, _line), class_name="roster"), none),
        name="here",
    )


def _line(line: Any) -> rx.Component:
    press = rx.cond(
        line.is_there,
        button(
            t("Take back"), small=True, on_click=SessionRoster.unmark(line.id), custom_attrs={"aria-label": line.unmark}
        ),
        button(
            t("Here"),
            small=True,
            kind="ink",
            on_click=SessionRoster.mark(line.id),
            custom_attrs={"aria-label": line.mark},
        ),
    )
    return rx.el.li(
        avatar(line.initials),
        rx.el.div(rx.el.b(line.name), shown(line.how, rx.el.p(line.how, class_name="small quiet"))),
        press,
        class_name=rx.cond(line.is_there, "roster__line roster__line--there", "roster__line"),
        key=line.id,
    )


def _door() -> rx.Component:
    return section(t("By phone"), rx.cond(_roster.is_open, _open(), _closed()), name="door")


def _open() -> rx.Component:
    code = rx.el.figure(
        rx.el.img(src=_roster.picture, alt=_roster.pointed, class_name="room-code__picture"),
        rx.el.figcaption(
            _roster.address, rx.el.b(_roster.code), class_name="room-code__address", custom_attrs={"translate": "no"}
        ),
        class_name="room-code",
    )
    return rx.el.div(
        code,
        rx.el.p(_roster.until, class_name="small quiet"),
        buttons(
            link_button(t("Show on the wall"), to=_roster.wall_to, kind="gold", icon_name="external", full_load=True),
            copy_button(_roster.full_address, t("Copy the address")),
            button(t("Close attendance"), on_click=SessionRoster.close),
        ),
        class_name="stack",
    )


def _closed() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            t(
                "People point their phones at a code and are counted: with one tap where they are signed in, else by "
                "the e-mail or phone they applied with. It closes by itself after four hours."
            )
        ),
        shown(
            _roster.may_open,
            buttons(button(t("Open attendance"), kind="gold", icon_name="check", on_click=SessionRoster.open)),
        ),
        class_name="stack",
    )


def build_mine() -> rx.Component:
    """The sessions somebody trains, and their calendar."""
    rows = TrainedSessions.rows
    none = empty_state(
        t("You train no session"), t("A coordinator names who trains a session. Yours are listed here then.")
    )
    calendar = buttons(copy_button(TrainedSessions.calendar_to, t("Copy the address of my calendar")))
    listed = rx.fragment(
        rx.el.ul(rx.foreach(rows, _trained), class_name="meeting-rows"), rx.el.div(calendar, class_name="after")
    )
    return page_frame(
        wrap(
            rx.el.section(
                rx.el.h1(t("Sessions you train")),
                rx.el.p(t("Open one to see who is enrolled and to count who is there."), class_name="quiet"),
                live_region(shown(TrainedSessions.why, notice(TrainedSessions.why, kind="late"))),
                class_name="section stack",
            ),
            rx.cond(TrainedSessions.is_loaded, rx.cond(rows.length() > 0, listed, none), skeleton_text(4)),
        ),
        here=cohort_routes.TRAINING_MINE,
        audience=LiaisonSession.role,
        current="more",
    )


def _trained(row: Any) -> rx.Component:
    return rx.el.li(
        leaf(row.leaf_month, row.leaf_day),
        rx.el.div(
            rx.el.h3(link(row.topic, to=row.roster_to, class_name="meeting-row__title")),
            rx.el.p(row.cohort, class_name="small quiet"),
            session_facts(row),
        ),
        icon("forward"),
        class_name="meeting-row",
        key=row.id,
    )


PAGES = (
    Page(
        route=cohort_routes.TRAINING_MINE,
        build=build_mine,
        title=lambda: page_title(t("Sessions you train")),
        on_load=(TrainedSessions.watch,),
        audience=Audience.LIAISON,
    ),
    Page(
        route=cohort_routes.ROSTER,
        build=build,
        title=lambda: page_title(t("Roster")),
        on_load=(SessionRoster.watch,),
        audience=Audience.LIAISON,
    ),
)
