"""The coordinators' desk of certificates: people by section, what each lacks, certifying, suspending, appeals."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import badge
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.chips import chip_choices, chips, filter_chip
from liaison_app.components.fields import checkbox, search_field, select_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.certificate import need_line
from liaison_app.states.certifications import Certifications
from liaison_app.states.level_ending import LevelEnding
from liaison_app.wording.certifications import AppealLine, LevelLine, PersonLine, SectionLine, level_choices


def build() -> rx.Component:
    """Appeals first, then the people."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Certificates")),
                rx.el.p(
                    t("Who is certified files directly. What others file waits for a review; nobody is locked out."),
                    class_name="quiet",
                ),
                live_region(
                    shown(Certifications.told, notice(Certifications.told, kind="fixed")),
                    shown(LevelEnding.told, notice(LevelEnding.told, kind="fixed")),
                    shown(LevelEnding.notice, notice(LevelEnding.notice, kind="late")),
                    shown(Certifications.notice, notice(Certifications.notice, kind="late")),
                ),
                class_name="section stack",
            ),
            rx.cond(Certifications.is_loaded, rx.el.div(_appeals(), _sections(), _people()), skeleton_list(5)),
        ),
        here=routes.DESK_CERTIFICATIONS,
        audience="coordinator",
        current="desk",
    )


def _sections() -> rx.Component:
    def one(line: rx.Var[SectionLine]) -> rx.Component:
        return filter_chip(
            line.label, pressed=line.is_on, count=line.count, on_click=Certifications.show(line.key), key=line.key
        )

    return rx.el.div(
        chips(rx.foreach(Certifications.sections, one), label=t("Which people")),
        rx.el.form(
            search_field("find", t("Search by name"), words=t("A part of a name"), max_length=80),
            select_field("for_level", t("Level"), level_choices(), default_value=Certifications.level),
            button(t("Show"), type="submit"),
            on_submit=Certifications.look_for,
            reset_on_submit=False,
            class_name="certify__find",
        ),
        class_name="stack section",
    )


def _people() -> rx.Component:
    """The list is a form: whoever is ticked is certified with one press."""
    none = empty_state(t("Nobody is listed here."), t("Choose another section, or search for another name."))
    listed = rx.el.form(
        rx.el.ul(rx.foreach(Certifications.people, _person), class_name="desk-cards"),
        shown(Certifications.is_cut, too_many(t("There are more."), _more())),
        rx.el.div(
            text_area(
                "reason",
                t("Why, although something is missing"),
                most=NOTE_LENGTH,
                hint=t("Only where something is missing. It stays with the certificate; the public does not see it."),
                error=Certifications.errors.get("reason", ""),
                rows="2",
                optional=True,
            ),
            live_region(
                shown(
                    Certifications.errors.get("who", ""),
                    rx.el.p(Certifications.errors.get("who", ""), class_name="field__error"),
                )
            ),
            button(t("Certify who is ticked"), kind="gold", type="submit", icon_name="check"),
            class_name="stack certify__act",
        ),
        on_submit=Certifications.certify,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=Certifications.section,
    )
    return rx.el.div(_suspend(), _write_end(), rx.cond(Certifications.people.length() > 0, listed, none))


def _more() -> rx.Component:
    return button(t("Show more"), on_click=Certifications.show_more)


def _person(line: rx.Var[PersonLine]) -> rx.Component:
    act = rx.cond(
        line.is_suspended,
        button(t("End the suspension"), small=True, on_click=Certifications.lift(line.id)),
        button(t("Suspend"), small=True, on_click=Certifications.choose(line.id, line.name)),
    )
    return rx.el.li(
        rx.el.div(
            checkbox(line.box, line.name, default_checked=line.is_ready),
            badge(line.standing, kind=line.kind),
            shown(line.is_ready, badge(t("Nothing is missing"), kind="fixed", icon_name="check")),
            class_name="desk-card__who",
        ),
        rx.el.p(line.place, " ", line.until, class_name="quiet small"),
        rx.el.ul(rx.foreach(line.needs, need_line), class_name="needs"),
        rx.el.ul(rx.foreach(line.levels, _level), class_name="small quiet certify__levels"),
        rx.el.div(
            buttons(act, rx.foreach(line.levels, lambda one: _end_level(line, one))), class_name="desk-card__act"
        ),
        class_name="desk-card desk-card--person",
        key=line.id,
    )


def _level(one: rx.Var[LevelLine]) -> rx.Component:
    return rx.el.li(one.words, key=one.key)


def _end_level(line: rx.Var[PersonLine], one: rx.Var[LevelLine]) -> rx.Component:
    press = button(one.end, small=True, on_click=LevelEnding.choose(line.id, line.name, one.key))
    return shown(one.end, press)


def _write_end() -> rx.Component:
    """Why a level of the chosen person ends early."""
    form = _with_reason(
        t("The person reads this. What else they hold stays; you can certify them again."),
        t("End it early"),
        error=LevelEnding.errors.get("why", ""),
        on_submit=LevelEnding.end,
        on_leave=LevelEnding.choose("", "", ""),
        key=LevelEnding.of + LevelEnding.level,
    )
    title = t("End “{level}” of {name} early", level=LevelEnding.level_words, name=LevelEnding.name)
    return shown(LevelEnding.of, section(title, form, name="end-level"))


def _with_reason(hint: str, press: str, *, error: Any, on_submit: Any, on_leave: Any, key: Any) -> rx.Component:
    """Whatever is taken from somebody is taken with a reason that they read."""
    return rx.el.form(
        text_area("why", t("Why"), most=NOTE_LENGTH, hint=hint, error=error, rows="3"),
        buttons(button(press, kind="brick", type="submit"), button(t("Not now"), on_click=on_leave)),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=key,
    )


def _suspend() -> rx.Component:
    """Words for the person who is to be suspended; nothing where nobody is chosen."""
    form = _with_reason(
        t("The person reads this, and may ask another coordinator for another look."),
        t("Suspend"),
        error=Certifications.errors.get("why", ""),
        on_submit=Certifications.suspend,
        on_leave=Certifications.choose("", ""),
        key=Certifications.acting,
    )
    is_person = (Certifications.acting != "") & (Certifications.acting_name != "")
    return shown(is_person, section(t("Suspend {name}", name=Certifications.acting_name), form, name="suspend"))


def _appeals() -> rx.Component:
    listed = rx.el.ul(rx.foreach(Certifications.appeals, _appeal), class_name="desk-cards")
    return shown(Certifications.appeals.length() > 0, section(t("Asks for another look"), listed, name="appeals"))


def _appeal(line: rx.Var[AppealLine]) -> rx.Component:
    waits = rx.el.p(t("You suspended this person, so another coordinator answers."), class_name="quiet small")
    begin = button(t("Answer"), on_click=Certifications.choose(line.id, ""))
    return rx.el.li(
        rx.el.h3(line.name, class_name="desk-card__name"),
        rx.el.p(t("Suspended by {name}:", name=line.by), " ", rx.el.q(line.reason), class_name="small"),
        rx.el.blockquote(line.appeal, class_name="timeline__quote as-typed"),
        rx.el.p(line.when, class_name="quiet small"),
        rx.cond(line.may_answer, rx.cond(Certifications.acting == line.id, _answer(), rx.el.div(begin)), waits),
        class_name="desk-card",
        key=line.id,
    )


def _answer() -> rx.Component:
    return rx.el.form(
        text_area(
            "answer", t("Your answer"), most=NOTE_LENGTH, error=Certifications.errors.get("answer", ""), rows="3"
        ),
        chip_choices(t("What follows"), "lifts", [("yes", t("The suspension ends")), ("no", t("It stays"))]),
        buttons(
            button(t("Send the answer"), kind="ink", type="submit", icon_name="send"),
            button(t("Not now"), on_click=Certifications.choose("", "")),
        ),
        on_submit=Certifications.answer,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
    )


PAGE = Page(
    route=routes.DESK_CERTIFICATIONS,
    build=build,
    title=lambda: page_title(t("Certificates")),
    on_load=(Certifications.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
