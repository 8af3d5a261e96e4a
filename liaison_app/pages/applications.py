"""The coordinators' inbox of applications: narrowed, chosen, decided; the list comes in and goes out as a file."""

from __future__ import annotations

import reflex as rx

from liaison_app import application_routes, routes
from liaison_app.components.badges import shaped_badge
from liaison_app.components.browser_parts import dialog, text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.program import ApplicationSource
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.application_choosing import ApplicationChoosing
from liaison_app.states.applications import ApplicationInbox
from liaison_app.wording.application_desk import InboxLine, ResultLine, StateChip, say_source
from liaison_app.wording.speakers import say_languages

_any_chosen = ApplicationChoosing.chosen.length() > 0


def build() -> rx.Component:
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Applications")),
                buttons(
                    link_button(t("Write one down"), to=application_routes.apply(), full_load=True, icon_name="add"),
                    link_button(t("Bring a list"), to=application_routes.applications_import(), full_load=True,
                                icon_name="save"),
                    link_button(t("Take this list away"), to=ApplicationInbox.file_to, full_load=True,
                                icon_name="download", download=True),
                ),
                class_name="section stack",
            ),
            live_region(
                shown(ApplicationInbox.notice, notice(ApplicationInbox.notice, kind="late")),
                shown(ApplicationChoosing.notice, notice(ApplicationChoosing.notice, kind="late")),
                shown(ApplicationChoosing.errors["rows"], notice(ApplicationChoosing.errors["rows"], kind="late")),
                shown(ApplicationChoosing.said, _results()),
            ),
            rx.cond(ApplicationInbox.is_loaded, _inbox(), skeleton_list(6)),
            _declining(),
            wide=True,
        ),
        here=routes.DESK_APPLICATIONS,
        audience="coordinator",
        current="desk",
    )  # fmt: skip


def _results() -> rx.Component:
    """What was done, and of each that was left alone why."""

    def one(line: rx.Var[ResultLine]) -> rx.Component:
        return rx.el.li(rx.el.b(line.name), ": ", line.says)

    left = rx.el.ul(rx.foreach(ApplicationChoosing.left, one), class_name="notice__list")
    return notice(
        ApplicationChoosing.said,
        shown(ApplicationChoosing.left.length() > 0, rx.fragment(rx.el.p(t("Left as they were:")), left)),
        kind="fixed",
    )


def _inbox() -> rx.Component:
    listed = rx.el.ul(rx.foreach(ApplicationInbox.lines, _line), class_name="applicants")
    none = empty_state(
        t("No application here"), t("None fits what you look for. Choose another state, or look for less.")
    )
    return rx.fragment(
        chips(rx.foreach(ApplicationInbox.chips, _chip), label=t("Where they stand"), slide=True),
        _filters(),
        rx.cond(ApplicationInbox.lines.length() > 0, rx.fragment(_bar(), listed), none),
        shown(
            ApplicationInbox.next_after,
            too_many(t("There are older ones."), button(t("Show more"), on_click=ApplicationInbox.show_more)),
        ),
    )


def _chip(chip: rx.Var[StateChip]) -> rx.Component:
    return filter_chip(
        chip.words, pressed=chip.is_chosen, count=chip.count, on_click=ApplicationInbox.choose_state(chip.value),
        key=chip.value,
    )  # fmt: skip


def _filters() -> rx.Component:
    asked = ApplicationInbox.asked
    sources = [(one.value, say_source(one)) for one in ApplicationSource]
    languages = [(one, say_languages([one])) for one in LANGUAGES]
    confirmed = [("yes", t("Confirmed")), ("no", t("Not confirmed"))]
    form = rx.el.form(
        text_field("words", t("Words"), default_value=asked["words"]),
        select_field("neighborhood", t("Neighborhood"), ApplicationInbox.places, first=t("All"),
                     default_value=asked["neighborhood"]),
        select_field("language", t("Language"), languages, first=t("All"), default_value=asked["language"]),
        select_field("confirmed", t("Confirmed"), confirmed, first=t("All"), default_value=asked["confirmed"]),
        select_field("source", t("How it came"), sources, first=t("All"), default_value=asked["source"]),
        button(t("Search"), kind="ink", icon_name="search", type="submit"),
        on_submit=ApplicationInbox.narrow,
        reset_on_submit=False,
        class_name="applicants-filter",
        key=ApplicationInbox.is_narrowed.to_string(),
    )  # fmt: skip
    return rx.el.details(
        rx.el.summary(t("Narrow the list"), class_name="browse__open"),
        form,
        shown(ApplicationInbox.is_narrowed, button(t("All of them"), small=True, on_click=ApplicationInbox.widen)),
        class_name="browse",
        open=ApplicationInbox.is_narrowed,
    )


def _bar() -> rx.Component:
    """What can be done with the chosen rows; it stays in sight while the list scrolls."""
    count = ApplicationChoosing.chosen.length().to_string()
    every = ApplicationInbox.lines.length() == ApplicationChoosing.chosen.length()
    return rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", checked=every, on_change=ApplicationChoosing.tick_all),
            rx.el.span(t("All that are shown"), class_name="check__words"),
            class_name="check",
        ),
        shown(
            _any_chosen,
            rx.el.div(
                rx.el.span(count, " ", t("chosen"), class_name="applicants-bar__count"),
                button(t("Waitlist"), small=True, icon_name="list", on_click=ApplicationChoosing.waitlist),
                button(t("Decline …"), small=True, icon_name="close", on_click=ApplicationChoosing.ask_reason),
                button(t("Take back"), small=True, icon_name="again", on_click=ApplicationChoosing.take_back),
                class_name="applicants-bar__acts",
            ),
        ),
        class_name="applicants-bar",
    )


def _line(line: rx.Var[InboxLine]) -> rx.Component:
    pick = rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=ApplicationChoosing.chosen.contains(line.id),
            on_change=ApplicationChoosing.tick(line.id),
            key=ApplicationChoosing.rounds.to_string(),
        ),
        rx.el.span(t("Choose"), " ", line.name, class_name="unseen"),
        class_name="check",
    )
    return rx.el.li(
        pick,
        rx.el.div(
            rx.el.h2(link(line.name, to=line.href), class_name="applicant__name"),
            rx.el.p(shaped_badge(line.badge), " ", rx.el.b(line.place)),
            shown(line.why, rx.el.p(line.why, class_name="applicant__why")),
            rx.el.p(
                rx.el.span(line.reach, class_name="email"),
                rx.el.span(" · "),
                rx.el.span(line.confirmed),
                class_name="small quiet",
            ),
            rx.el.p(line.languages, class_name="small quiet"),
            shown(line.needs, rx.el.p(icon("accessibility", small=True), " ", line.needs, class_name="small")),
            class_name="applicant__words",
        ),
        rx.el.div(
            rx.el.p(rx.el.time(line.when, title=line.exact), class_name="small quiet"),
            rx.el.p(line.source, class_name="small quiet"),
            shown(line.notes, rx.el.p(line.notes, class_name="small")),
            shown(line.same, rx.el.p(icon("people", small=True), " ", line.same, class_name="applicant__same")),
            class_name="applicant__aside",
        ),
        class_name="applicant",
        key=line.id,
    )


def _declining() -> rx.Component:
    """Why; each of them reads it."""
    return dialog(
        t("Decline the chosen ones?"),
        rx.el.p(t("Each of them reads the reason on their page, and by e-mail where they gave one.")),
        rx.el.form(
            text_area("reason", t("The reason"), error=ApplicationChoosing.errors["reason"], rows="4"),
            buttons(
                button(t("Decline them"), kind="brick", type="submit"),
                button(t("Cancel"), on_click=ApplicationChoosing.keep),
            ),
            on_submit=ApplicationChoosing.decline,
            reset_on_submit=False,
            no_validate=True,
            class_name="stack",
            key=ApplicationChoosing.declining.to_string(),
        ),
        name="declining",
        is_open=ApplicationChoosing.declining,
        on_close=ApplicationChoosing.keep,
    )


PAGES = (
    Page(
        route=routes.DESK_APPLICATIONS,
        build=build,
        title=lambda: page_title(t("Applications")),
        on_load=(ApplicationInbox.load, ApplicationChoosing.load, ApplicationInbox.watch),
        audience=Audience.COORDINATOR,
    ),
)
