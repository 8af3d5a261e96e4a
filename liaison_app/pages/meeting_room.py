"""The room of a meeting, for who works on it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.room_panel import room_panel
from liaison_app.components.waiting import skeleton_text
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.meetings import meeting_missing
from liaison_app.states.meeting_room import MeetingRoom


def build() -> rx.Component:
    """The code on the left of a wide screen, its use beside it; below both, who is there."""
    head = rx.el.section(
        back_link(t("The meeting"), MeetingRoom.room.meeting_to),
        rx.el.h1(MeetingRoom.room.title),
        rx.el.p(MeetingRoom.room.about, class_name="quiet"),
        class_name="section stack",
    )
    ready = rx.fragment(head, room_panel())
    missing = rx.fragment(rx.el.h1(t("The room takes part"), class_name="unseen"), meeting_missing())
    content = rx.match(MeetingRoom.phase, ("ready", ready), ("missing", missing), skeleton_text(6))
    return page_frame(wrap(content), here=MeetingRoom.here, audience="liaison", current="mine", own_gold=True)


PAGES = (
    Page(
        route=routes.MEETING_ROOM,
        build=build,
        title=lambda: page_title(t("The room takes part")),
        on_load=(MeetingRoom.watch,),
        audience=Audience.LIAISON,
    ),
)
