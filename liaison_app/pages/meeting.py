"""A meeting: its concerns recorded one after the other, each looked over as it comes; its agenda and notes."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import action_bar, button, buttons, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.meeting_forms import meeting_entry
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.waiting import progress_line, skeleton_list
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.meetings import BRIEF_LENGTH, TEXT_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.meeting_rows import concern_row
from liaison_app.pages.meetings import meeting_missing
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.meeting_editing import MeetingEditing
from liaison_app.states.meeting_lines import MeetingLines
from liaison_app.states.meeting_page import MeetingPage


def build() -> rx.Component:
    """The line for new concerns and the list of them; the meeting's facts and notes beside it."""
    page = rx.fragment(
        _head(),
        split(rx.el.div(_entry(), _told(), _offered(), _list(), _aside()), _about()),
        shown(MeetingPage.items.rows.length() > 0, _to_send()),
    )
    return page_frame(
        wrap(rx.match(MeetingPage.phase, ("ready", page), ("missing", _missing()), _loading()), wide=True),
        here=MeetingPage.here,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _loading() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Meeting"), class_name="unseen"), skeleton_list(5))


def _missing() -> rx.Component:
    return rx.fragment(rx.el.h1(t("Meeting"), class_name="unseen"), meeting_missing())


def _head() -> rx.Component:
    meeting = MeetingPage.meeting
    return rx.el.div(
        rx.el.p(link(icon("back"), t("Meetings"), to=routes.localized(routes.MEETINGS), class_name="way-back")),
        rx.el.h1(meeting.title),
        rx.el.p(
            rx.el.span(meeting.when, title=meeting.exact),
            " · ",
            meeting.neighborhood,
            shown(meeting.place, rx.fragment(" · ", meeting.place)),
            class_name="quiet",
        ),
        class_name="meeting-head",
    )


def _entry() -> rx.Component:
    entry = meeting_entry(
        owner=MeetingPage.owner,
        meeting=MeetingPage.meeting.id,
        title=MeetingPage.meeting.title,
        most_photos=MeetingPage.most_photos,
        services=MeetingPage.services,
    )
    table = full_load_link(t("Bring a table"), to=MeetingPage.meeting.import_to, class_name="way-back")
    return rx.fragment(entry, rx.el.p(table))


def _told() -> rx.Component:
    return live_region(shown(MeetingPage.notice, notice(MeetingPage.notice, kind="late")))


def _offered() -> rx.Component:
    """What came from phones in the room and waits for a liaison's look."""
    rows = MeetingPage.items.offered

    def one(row: Any) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.h3(row.note, class_name="concern__place"),
                rx.el.p(row.place, class_name="small"),
                shown(row.behind, rx.el.p(icon("stand-behind", small=True), row.behind, class_name="small")),
            ),
            buttons(
                button(t("Take it"), kind="ink", icon_name="check", small=True, on_click=MeetingPage.take(row.ref)),
                button(t("Leave it out"), small=True, on_click=MeetingPage.leave_out(row.ref)),
            ),
            shown(row.twins.length() > 0, rx.el.div(rx.foreach(row.twins, lambda other: _join(row, other)))),
            class_name="offered",
            key=row.ref,
        )

    listed = section(t("From the room"), rx.el.ul(rx.foreach(rows, one), class_name="offered-list"), name="offered")
    return shown(rows.length() > 0, listed)


def _join(row: Any, other: Any) -> rx.Component:
    label = rx.el.span(t("The same as:"), " ", other.words)
    return rx.el.button(
        icon("partly"), label, type="button", class_name="button button--small",
        on_click=MeetingPage.join(row.ref, other.value), key=other.value,
    )  # fmt: skip


def _list() -> rx.Component:
    def chip(one: Any) -> rx.Component:
        return filter_chip(
            one.words, pressed=MeetingPage.shows == one.value, on_click=MeetingPage.choose(one.value), key=one.value
        )

    def narrowed(row: Any) -> rx.Component:
        fits = (MeetingPage.shows == "") | (MeetingPage.shows == row.status)
        also = (MeetingPage.shows == "sent") & (row.status == "joined")
        return rx.cond(fits | also, concern_row(row), rx.fragment())

    counts = MeetingPage.items.counts
    filled = rx.el.div(
        chips(rx.foreach(counts.chips, chip), label=t("Show"), slide=True),
        rx.el.ul(rx.foreach(MeetingPage.items.rows, narrowed), class_name="concerns", aria_label=t("Concerns")),
    )
    empty = rx.el.div(
        rx.el.p(rx.el.b(t("Nothing is recorded yet."))),
        rx.el.p(t("Type the first concern above. It is kept on this phone at once, with or without a signal.")),
        class_name="concerns-empty",
    )
    return section(counts.concerns, rx.cond(MeetingPage.items.rows.length() > 0, filled, empty), name="concerns")


def _aside() -> rx.Component:
    """What was taken off the list, to be put back."""

    def one(row: Any) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.b(row.note), rx.el.p(row.place, " · ", row.badge, " ", row.says, class_name="small quiet")),
            button(t("Put it back"), small=True, icon_name="again", on_click=MeetingPage.put_back(row.ref)),
            class_name="offered",
            key=row.ref,
        )

    rows = MeetingPage.items.aside
    listed = rx.el.details(
        rx.el.summary(
            t("Left out or joined"),
            rx.el.span(rows.length(), class_name="quiet"),
            icon("unfold"),
        ),
        rx.el.ul(rx.foreach(rows, one), class_name="offered-list"),
        class_name="section concerns-aside",
    )
    return shown(rows.length() > 0, listed)


def _to_send() -> rx.Component:
    counts, meeting = MeetingPage.items.counts, MeetingPage.meeting
    way = rx.cond(counts.send, counts.send, t("Look it over"))
    return action_bar(
        shown(counts.progress, progress_line(counts.settled, counts.of, counts.progress)),
        link_button(way, to=meeting.send_to, kind="gold", icon_name="send", wide=True),
        above_nav=True,
    )


def _about() -> rx.Component:
    meeting = MeetingPage.meeting
    rows = (
        (t("Where you meet"), meeting.place),
        (t("Who hosts it"), meeting.host),
        (t("How many people you expect"), meeting.expected),
        (t("Languages spoken there"), meeting.languages),
        (t("Arranged by"), meeting.arranged_by),
    )
    change = link_button(t("Change"), to=meeting.amend_to, icon_name="edit", small=True)
    agenda = section(t("Agenda"), rx.el.p(meeting.agenda, class_name="as-typed"), name="agenda")
    room = section(
        t("The room takes part"),
        rx.el.div(
            rx.el.p(
                t("People in the room add their concerns from their own phones; you see them here and take them in.")
            ),
            link_button(t("Open the room, show its code"), to=meeting.room_to, icon_name="phone"),
            class_name="stack",
        ),
        name="room",
    )
    return rx.el.div(
        section(
            t("The meeting"), facts(*[shown(value, fact(name, value)) for name, value in rows]), name="about",
            beside=change,
        ),
        room,
        _papers(),
        shown(meeting.agenda, agenda),
        section(t("Notes"), _notes(), name="notes"),
    )  # fmt: skip


def _papers() -> rx.Component:
    """The brief, with the liaison's own lines for it, and the minutes."""
    meeting = MeetingPage.meeting
    return section(
        t("Brief and minutes"),
        rx.el.p(
            t(
                "The brief says what became of what was raised before, and what to ask the city. It is made anew "
                "whenever you open it. The minutes hold what was raised at this meeting, and name no neighbor."
            )
        ),
        buttons(
            link_button(t("Brief"), to=meeting.brief_to, icon_name="print", full_load=True),
            link_button(t("Minutes"), to=meeting.minutes_to, icon_name="print", full_load=True),
        ),
        rx.el.form(
            text_area(
                "brief_words", t("Your own lines on the brief"), hint=t("Not on the neighbors’ public page."),
                error=said(MeetingLines.errors, "brief_words"), optional=True, rows="3",
                default_value=meeting.brief_words, max_length=BRIEF_LENGTH,
            ),
            rx.el.div(
                button(t("Keep the lines"), icon_name="save", type="submit"),
                live_region(shown(MeetingLines.saved == meeting.id, rx.el.span(t("Saved."), class_name="small"))),
                class_name="row",
            ),
            on_submit=MeetingLines.save,
            key=meeting.id,
            class_name="stack after",
            no_validate=True,
        ),
        name="papers",
    )  # fmt: skip


def _notes() -> rx.Component:
    return rx.el.form(
        text_area(
            "notes", t("What was said beside the concerns"), error=said(MeetingPage.errors, "notes"), rows="6",
            default_value=MeetingPage.meeting.notes, max_length=TEXT_LENGTH,
        ),
        rx.el.div(
            button(t("Keep the notes"), icon_name="save", type="submit"),
            live_region(shown(MeetingPage.saved == "notes", rx.el.span(t("Saved."), class_name="small"))),
            class_name="row",
        ),
        on_submit=MeetingPage.save_notes,
        key=MeetingPage.meeting.id,
        class_name="stack",
        no_validate=True,
    )  # fmt: skip


PAGES = (
    Page(
        route=routes.MEETING,
        build=build,
        title=lambda: page_title(t("Meeting")),
        on_load=(MeetingEditing.begin, MeetingPage.watch),
        audience=Audience.LIAISON,
    ),
)
