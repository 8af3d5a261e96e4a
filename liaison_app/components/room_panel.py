"""The room of a meeting for who works on it: open it, show its code, count who is there.

`room_panel()` stands on a page whose address has a `meeting_id`. The page asks `MeetingRoom.watch` when it loads; one
that watches the meeting itself reads the state's room anew in its own watch instead.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import dialog
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.fields import described, field, number_field
from liaison_app.components.frame import section
from liaison_app.components.notices import live_region, notice
from liaison_app.components.share import copy_button
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.meeting_room import MeetingRoom

_room = MeetingRoom.room


def room_panel() -> rx.Component:
    """The room, and who is there."""
    return rx.el.div(
        live_region(shown(MeetingRoom.notice, notice(MeetingRoom.notice, kind="late"))),
        room_code_section(),
        attendance_section(),
        _renew_dialog(),
        class_name="room-panel",
    )


def room_code_section() -> rx.Component:
    """Open and close; the code to point a phone at while it is open."""
    return section(t("The room takes part"), rx.cond(_room.is_open, _open(), _closed()), name="room")


def _open() -> rx.Component:
    code = rx.el.figure(
        rx.el.img(src=_room.picture, alt=_room.pointed, class_name="room-code__picture"),
        rx.el.figcaption(
            _room.address, rx.el.b(_room.code), class_name="room-code__address", custom_attrs={"translate": "no"}
        ),
        class_name="room-code",
    )
    return rx.el.div(
        code,
        rx.el.div(
            rx.el.p(rx.el.b(_room.until)),
            rx.el.p(_room.waiting, role="status"),
            rx.el.p(
                t(
                    "People point their phones at the code. What they offer waits until you take it onto the list; "
                    "until then others see only how many wait."
                ),
                class_name="quiet",
            ),
            buttons(
                link_button(t("Show on the wall"), to=_room.wall, kind="gold", icon_name="external", full_load=True),
                link_button(t("Print the code"), to=_room.sheet, icon_name="print", full_load=True),
                copy_button(_room.full_address, t("Copy the address")),
            ),
            buttons(
                button(t("Close the room"), on_click=MeetingRoom.close),
                button(t("New code"), on_click=MeetingRoom.ask_renew),
            ),
            class_name="stack",
        ),
        class_name="room-panel__open",
    )


def _closed() -> rx.Component:
    over = rx.el.p(t("The meeting is over, so its room stays closed."))
    again = rx.cond(_room.was_open, t("Open it again"), t("Open the room"))
    return rx.el.div(
        shown(_room.until, rx.el.p(rx.el.b(_room.until))),
        rx.el.p(
            t(
                "Neighbors open a page on their own phones, without an account: they offer concerns, stand behind "
                "those of others, and see the list grow. It closes with the meeting, and after six hours by itself."
            )
        ),
        rx.cond(_room.is_over, over, buttons(button(again, kind="gold", on_click=MeetingRoom.open))),
        class_name="stack",
    )


def attendance_section() -> rx.Component:
    """How many are there, the digits to say aloud, and those from the paper list."""
    said = rx.el.p(
        t("Say aloud:"),
        " ",
        rx.el.b(_room.attendance_code, class_name="room-digits", custom_attrs={"translate": "no"}),
    )
    return section(
        t("Who is here"),
        rx.el.div(
            rx.el.p(rx.el.b(_room.attended), role="status"),
            shown(_room.attendance_code, said),
            _paper_form(),
            shown(_room.on_paper.length() > 0, _on_paper()),
            class_name="stack room-panel__here",
        ),
        name="here",
        beside=link_button(t("Sign-in sheet"), to=_room.sign_in_sheet, small=True, icon_name="print", full_load=True),
    )


def _paper_form() -> rx.Component:
    area = rx.el.textarea(
        class_name="field__input", rows="4", auto_complete="off", **described("names", MeetingRoom.errors["names"])
    )
    return rx.el.form(
        field(
            "names",
            t("Names from the paper list"),
            area,
            hint=t("One a line. Only who wants to be written down; we delete names after a year."),
            error=MeetingRoom.errors["names"],
            optional=True,
        ),
        number_field(
            "unnamed",
            t("More people, without a name"),
            error=MeetingRoom.errors["unnamed"],
            optional=True,
            input_mode="numeric",
            auto_complete="off",
        ),
        button(t("Count them"), type="submit"),
        on_submit=MeetingRoom.write_down,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=MeetingRoom.added.to_string(),
    )


def _on_paper() -> rx.Component:
    def one(line: Any) -> rx.Component:
        away = button(
            t("Take off"), small=True, on_click=MeetingRoom.strike(line.id), custom_attrs={"aria-label": line.strike}
        )
        return rx.el.li(rx.el.span(line.name), away, class_name="room-panel__attendee")

    return rx.el.details(
        rx.el.summary(t("From the paper list")),
        rx.el.ul(rx.foreach(_room.on_paper, one), class_name="linked"),
    )


def _renew_dialog() -> rx.Component:
    return dialog(
        t("A new code?"),
        rx.el.p(t("Phones that are in the room now have to point at the new code. What they offered stays.")),
        buttons(
            button(t("New code"), kind="brick", on_click=MeetingRoom.renew),
            button(t("Keep it"), on_click=MeetingRoom.keep_code),
        ),
        name="renewing",
        is_open=MeetingRoom.is_renewing,
        on_close=MeetingRoom.keep_code,
    )
