"""One application on a coordinator's page of it: who, why, what to decide, notes, and others of the same person."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import shaped_badge
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.application_page import DeskApplicationPage
from liaison_app.wording.application_desk import NoteLine, SameLine

_page, _words = DeskApplicationPage, DeskApplicationPage.words


def build() -> rx.Component:
    missing = rx.fragment(
        rx.el.h1(t("Application")),
        empty_state(
            t("There is no such application"),
            t("The address may have a slip in it."),
            link_button(t("Applications"), to=routes.localized(routes.DESK_APPLICATIONS)),
        ),
    )
    return page_frame(
        wrap(
            back_link(t("Applications"), routes.localized(routes.DESK_APPLICATIONS)),
            rx.match(_page.phase, ("ready", _whole()), ("missing", missing), skeleton_text(6)),
        ),
        here=_page.here,
        audience="coordinator",
        current="desk",
    )


def _whole() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(_words.line.name),
            rx.el.p(shaped_badge(_words.line.badge), " ", _words.line.when, " · ", _words.line.source),
            shown(
                _words.is_forgotten, notice(t("Who this was has been deleted. Only what counts is left."), kind="quiet")
            ),
            shown(_words.joined_href, _joined()),
            class_name="page-head stack",
        ),
        live_region(
            shown(_page.notice, notice(_page.notice, kind="late")),
            shown(_page.said, notice(_page.said, kind="fixed")),
        ),
        split(rx.el.div(_who(), _decide(), _notes()), rx.el.div(_same(), _hear())),
    )


def _joined() -> rx.Component:
    act = buttons(
        link_button(t("The one that counts"), to=_words.joined_href),
        button(t("Two people after all"), on_click=_page.part),
    )
    return notice(t("This was put together with another application."), kind="info", act=act)


def _who() -> rx.Component:
    line = _words.line
    return section(
        t("Who"),
        facts(
            shown(_words.email, fact(t("E-mail"), _mail())),
            shown(_words.phone, fact(t("Phone"), full_load_link(_words.phone, to=f"tel:{_words.phone}"))),
            fact(t("Confirmed"), line.confirmed),
            fact(t("Neighborhood"), line.place),
            shown(line.languages, fact(t("Languages"), line.languages)),
            fact(t("Writes in"), _words.language),
            shown(_words.why, fact(t("Why"), rx.el.span(_words.why, class_name="as-typed"))),
            shown(line.needs, fact(t("What they need"), line.needs)),
            shown(_words.decided, fact(t("Decided"), _words.decided)),
            shown(_words.reason, fact(t("The reason"), rx.el.span(_words.reason, class_name="as-typed"))),
        ),
        shown(
            _words.seats.length() > 0,
            rx.el.ul(rx.foreach(_words.seats, rx.el.li), class_name="prose-list"),
        ),
        name="who",
    )


def _mail() -> rx.Component:
    return full_load_link(_words.email, to=f"mailto:{_words.email}", class_name="email")


def _decide() -> rx.Component:
    can = _words.may_waitlist | _words.may_decline | _words.may_take_back
    form = rx.el.form(
        text_area(
            "reason", t("The reason"), hint=t("The applicant reads it on their page, and by e-mail."),
            error=_page.errors["reason"], rows="3",
        ),
        button(t("Decline"), kind="brick", icon_name="close", type="submit"),
        on_submit=_page.decline,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=_words.line.badge.words,
    )  # fmt: skip
    declining = rx.el.details(rx.el.summary(t("Decline …"), class_name="browse__open"), form, class_name="browse")
    return shown(
        can,
        section(
            t("Decide"),
            buttons(
                shown(
                    _words.may_waitlist, button(t("Waitlist"), kind="ink", icon_name="list", on_click=_page.waitlist)
                ),
                shown(_words.may_take_back, button(t("Take back"), icon_name="again", on_click=_page.take_back)),
            ),
            shown(_words.may_decline, declining),
            name="decide",
        ),
    )


def _notes() -> rx.Component:
    form = rx.el.form(
        text_area("note", t("A note"), hint=t("Only coordinators read it."), error=_page.errors["note"], rows="3"),
        button(t("Keep the note"), kind="ink", type="submit"),
        on_submit=_page.note,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=_page.noted.to_string(),
    )
    return section(
        t("Notes"),
        rx.el.ul(rx.foreach(_words.notes, _note), class_name="applicant-notes"),
        shown(_words.may_note, form),
        name="notes",
    )


def _note(line: rx.Var[NoteLine]) -> rx.Component:
    return rx.el.li(rx.el.p(line.text, class_name="as-typed"), rx.el.p(line.by, class_name="small quiet"), key=line.id)


def _same() -> rx.Component:
    listed = rx.el.ul(rx.foreach(_words.same, _other), class_name="invitations")
    return shown(
        _words.same.length() > 0,
        section(
            t("The same person?"),
            rx.el.p(
                t("Put them together, and this one counts. It takes what it has not, and the notes."),
                class_name="small",
            ),
            listed,
            name="same",
        ),
    )


def _other(line: rx.Var[SameLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(link(line.name, to=line.href), class_name="table-cards__name"),
            rx.el.p(line.says, class_name="small quiet"),
        ),
        button(t("Put together"), small=True, on_click=_page.join(line.id)),
        class_name="invitation",
        key=line.id,
    )


def _hear() -> rx.Component:
    form = rx.el.form(
        text_field(
            "heard", t("The code they read out"),
            hint=t("It stands on their own page; the right one confirms it."), error=_page.errors["heard"],
            auto_complete="off", auto_capitalize="characters",
        ),
        button(t("Check it"), kind="ink", type="submit"),
        on_submit=_page.hear,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
    )  # fmt: skip
    return shown(
        ~_words.line.is_confirmed & _words.may_note,
        section(
            t("On the phone"),
            form,
            name="hear",
        ),
    )


PAGES = (
    Page(
        route=routes.DESK_APPLICATION,
        build=build,
        title=lambda: page_title(t("Application")),
        on_load=(DeskApplicationPage.watch,),
        audience=Audience.COORDINATOR,
    ),
)
