"""Sending a meeting's concerns together: all of them looked over once more, on a map and in a list, then sent."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import action_bar, button, link_button
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.meeting_forms import points_map
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, progress_line, skeleton_list
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.meeting_rows import concern_rows
from liaison_app.pages.meetings import meeting_missing
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.meeting_editing import MeetingEditing
from liaison_app.states.meeting_page import MeetingPage


def build() -> rx.Component:
    """What is to be mended, what is ready, what has its end; the map beside it, and the one button below."""
    page = rx.fragment(_head(), rx.cond(MeetingPage.items.rows.length() > 0, _filled(), _empty()))
    return page_frame(
        wrap(rx.match(MeetingPage.phase, ("ready", page), ("missing", _missing()), skeleton_list(5)), wide=True),
        here=MeetingPage.here + "/send",
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _missing() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Look it over and send"), class_name="unseen"), meeting_missing())


def _head() -> rx.Component:
    meeting = MeetingPage.meeting
    return rx.el.div(
        rx.el.p(link(icon("back"), meeting.title, to=meeting.page_to, class_name="way-back")),
        rx.el.h1(t("Look it over and send")),
        rx.el.p(
            t("Each concern becomes a ticket of its own, or stands behind one that is there. What asks waits for you."),
            class_name="lede",
        ),
        class_name="meeting-head",
    )


def _filled() -> rx.Component:
    items = MeetingPage.items
    parts = (
        (t("Waits for your answer"), items.to_mend, "mend"),
        (t("Ready to send"), items.to_send, "ready"),
        (t("With the city"), items.done, "done"),
    )
    lists = [
        shown(
            rows.length() > 0,
            section(name, concern_rows(rows, label=name), name=key, beside=rx.el.b(rows.length(), class_name="quiet")),
        )
        for name, rows, key in parts
    ]
    return rx.fragment(
        split(rx.el.div(_how_it_goes(), *lists), shown(items.points.length() > 0, points_map(items.points))), _bar()
    )


def _how_it_goes() -> rx.Component:
    """What became of the pressing: how far it is, then that all has an end."""
    counts, items = MeetingPage.items.counts, MeetingPage.items
    is_over = (counts.settled > 0) & (counts.ready == 0) & (counts.under_way == 0)
    all_done = notice(t("All of it is sent"), t("Each concern leads to its ticket."), kind="fixed")
    some_left = notice(
        t("What was ready is sent"), t("The rest waits for your answer. Mend it, then send it."), kind="waiting"
    )
    return live_region(
        shown(MeetingPage.notice, notice(MeetingPage.notice, kind="late")),
        shown(counts.progress, progress_line(counts.settled, counts.of, counts.progress)),
        shown(is_over, rx.cond(items.to_mend.length() > 0, some_left, all_done)),
    )


def _bar() -> rx.Component:
    counts = MeetingPage.items.counts
    send = button(counts.send, kind="gold", icon_name="send", wide=True, on_click=MeetingPage.send_all)
    under_way = rx.el.p(t("It goes on by itself, also when you close this page."), class_name="small", role="status")
    back = link_button(t("Back to the list"), to=MeetingPage.meeting.page_to, kind="ink", icon_name="list", wide=True)
    none_ready = rx.cond(counts.under_way > 0, under_way, back)
    return action_bar(rx.cond(counts.ready > 0, send, none_ready), above_nav=True)


def _empty() -> rx.Component:
    return empty_state(
        t("Nothing is recorded yet"),
        t("Record what neighbors raise; then look it over here and send all of it at once."),
        link_button(t("Back to the list"), to=MeetingPage.meeting.page_to, kind="ink", icon_name="list"),
    )


PAGES = (
    Page(
        route=routes.MEETING_SEND,
        build=build,
        title=lambda: page_title(t("Look it over and send")),
        on_load=(MeetingEditing.begin, MeetingPage.watch),
        audience=Audience.LIAISON,
    ),
)
