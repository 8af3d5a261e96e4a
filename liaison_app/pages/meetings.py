"""Meetings: all of a liaison's, and the form that arranges or amends one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.checked_form import shows_wrong
from liaison_app.components.fields import (
    checkbox,
    checkbox_group,
    datetime_field,
    number_field,
    select_field,
    text_field,
)
from liaison_app.components.frame import page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.meetings import HOST_LENGTH, PLACE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.meetings import MeetingForm, MyMeetings


def build() -> rx.Component:
    """What comes next, what was, and the way to a new one."""
    arrange = link_button(t("Arrange a meeting"), to=routes.localized(routes.MEETING_NEW), kind="gold", icon_name="add")
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("Meetings")),
                rx.el.p(t("Record what neighbors raise, check it together, and send all of it at once.")),
                arrange,
                class_name="section stack",
            ),
            rx.match(MyMeetings.phase, ("ready", _lists()), ("failed", _failed()), skeleton_list(4)),
        ),
        here=routes.MEETINGS,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _lists() -> rx.Component:
    both = MyMeetings.shown
    none_ahead = rx.el.p(t("No meeting lies ahead."), class_name="quiet")
    ahead = section(t("Next"), rx.cond(both.ahead.length() > 0, _rows(both.ahead), none_ahead), name="next")
    more = t("These are the newest fifty. Older ones are kept, and open by their number.")
    past = section(t("Past"), _rows(both.past, is_past=True), shown(both.is_cut, too_many(more)), name="past")
    nothing = empty_state(
        t("No meetings yet"),
        t("Arrange the next one of your neighborhood. You can record concerns before it, during it and after it."),
    )
    has_any = (both.ahead.length() > 0) | (both.past.length() > 0)
    return rx.cond(has_any, rx.fragment(ahead, shown(both.past.length() > 0, past)), nothing)


def _rows(rows: Any, *, is_past: bool = False) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, lambda row: _row(row, is_past=is_past)), class_name="meeting-rows")


def _row(row: Any, *, is_past: bool) -> rx.Component:
    """With the way to its paper: the brief before it, the minutes after it."""
    name, to = (t("Minutes"), row.minutes_to) if is_past else (t("Brief"), row.brief_to)
    paper = full_load_link(
        icon("print", small=True), name, rx.el.span(" ", row.title, class_name="unseen"), to=to,
        class_name="meeting-row__paper",
    )  # fmt: skip
    leaf = rx.el.span(rx.el.span(row.month), rx.el.b(row.day), class_name="meeting-leaf", aria_hidden="true")
    return rx.el.li(
        leaf,
        rx.el.div(
            rx.el.h3(link(row.title, to=row.href, class_name="meeting-row__title")),
            rx.el.p(row.when, title=row.exact),
            rx.el.p(row.where, class_name="small quiet"),
            shown(row.counts, rx.el.p(icon("list", small=True), row.counts, class_name="small meeting-row__counts")),
            paper,
        ),
        icon("forward"),
        class_name="meeting-row",
        key=row.id,
    )


def _failed() -> rx.Component:
    return notice(
        t("Your meetings cannot be shown just now"),
        t("Nothing is lost. Try again in a moment."),
        kind="late",
        act=button(t("Try again"), on_click=MyMeetings.watch, icon_name="again"),
    )


def build_new() -> rx.Component:
    """The form, empty."""
    title, act = t("Arrange a meeting"), t("Arrange it")
    return _form_page(title, act, here=routes.MEETING_NEW, back_to=routes.localized(routes.MEETINGS))


def build_amend() -> rx.Component:
    """The form with what the meeting has."""
    back_to = routes.localized(routes.MEETINGS) + "/" + MeetingForm.id
    return _form_page(t("Change the meeting"), t("Save"), here=MeetingForm.here, back_to=back_to)


def _form_page(title: str, act: str, *, here: Any, back_to: Any) -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(rx.el.h1(title), class_name="page-head"),
            rx.match(
                MeetingForm.phase,
                ("ready", _form(act, back_to)),
                ("missing", meeting_missing()),
                skeleton_list(3),
            ),
        ),
        here=here,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _form(act: str, back_to: Any) -> rx.Component:
    form = rx.el.form(
        rx.el.input(type="hidden", name="ref", value=MeetingForm.ref, read_only=True),
        _what_and_where(),
        _who(),
        _texts(),
        live_region(shown(MeetingForm.notice, notice(MeetingForm.notice, kind="late"))),
        buttons(
            button(act, kind="gold", icon_name="check", type="submit"),
            link_button(t("Do not save"), to=back_to, kind="plain"),
        ),
        on_submit=MeetingForm.submit,
        key=MeetingForm.ref,
        class_name="meeting-form stack",
        no_validate=True,
    )
    return shows_wrong(form, errors=MeetingForm.errors)


def _what_and_where() -> rx.Component:
    errors, starts = MeetingForm.errors, MeetingForm.starts
    return rx.el.div(
        text_field(
            "title",
            t("Whose meeting is it?"),
            hint=t("The organization, or what the meeting is called."),
            error=said(errors, "title"),
            default_value=starts.title,
            max_length=TITLE_LENGTH,
        ),
        select_field(
            "neighborhood",
            t("Neighborhood"),
            MeetingForm.neighborhoods,
            first=t("Choose one"),
            error=said(errors, "neighborhood"),
            default_value=starts.neighborhood,
        ),
        datetime_field(
            "starts", t("Day and time"), hint=t("In the city’s time."), error=said(errors, "starts"),
            default_value=starts.starts,
        ),
        text_field(
            "place", t("Where you meet"), hint=t("A church, a school, a rec center, with its address."),
            error=said(errors, "place"), optional=True, default_value=starts.place, max_length=PLACE_LENGTH,
        ),
        class_name="meeting-form__part",
    )  # fmt: skip


def _who() -> rx.Component:
    errors, starts = MeetingForm.errors, MeetingForm.starts

    def one(choice: Any) -> rx.Component:
        return checkbox(choice.name, choice.words, default_checked=choice.is_chosen, key=choice.name)

    return rx.el.div(
        text_field(
            "host", t("Who hosts it"), error=said(errors, "host"), optional=True, default_value=starts.host,
            max_length=HOST_LENGTH,
        ),
        number_field(
            "expected", t("How many people you expect"), error=said(errors, "expected"), optional=True,
            default_value=starts.expected, input_mode="numeric",
        ),
        checkbox_group(
            "languages", t("Languages spoken there"),
            rx.el.div(rx.foreach(starts.languages, one), class_name="meeting-form__languages"),
        ),
        class_name="meeting-form__part",
    )  # fmt: skip


def _texts() -> rx.Component:
    errors, starts = MeetingForm.errors, MeetingForm.starts
    return rx.el.div(
        text_area(
            "agenda", t("Agenda"), hint=t("One point a line."), error=said(errors, "agenda"), optional=True,
            rows="5", default_value=starts.agenda, max_length=TEXT_LENGTH,
        ),
        text_area(
            "notes", t("Notes"), hint=t("What was said beside the concerns. You can go on with it at any time."),
            error=said(errors, "notes"), optional=True, rows="5", default_value=starts.notes, max_length=TEXT_LENGTH,
        ),
        class_name="meeting-form__part meeting-form__part--wide",
    )  # fmt: skip


def meeting_missing() -> rx.Component:
    """What stands where there is no such meeting, or where it is of another neighborhood: nobody can tell which."""
    return empty_state(
        t("There is no meeting here that you can see"),
        t("The number may be mistyped, or the meeting is one of another neighborhood."),
        link_button(t("To your meetings"), to=routes.localized(routes.MEETINGS), kind="ink", icon_name="meetings"),
    )


PAGES = (
    Page(
        route=routes.MEETINGS,
        build=build,
        title=lambda: page_title(t("Meetings")),
        on_load=(MyMeetings.watch,),
        audience=Audience.LIAISON,
    ),
    Page(
        route=routes.MEETING_NEW,
        build=build_new,
        title=lambda: page_title(t("Arrange a meeting")),
        on_load=(MeetingForm.enter,),
        audience=Audience.LIAISON,
    ),
    Page(
        route=routes.MEETING_AMEND,
        build=build_amend,
        title=lambda: page_title(t("Change the meeting")),
        on_load=(MeetingForm.open,),
        audience=Audience.LIAISON,
    ),
)
