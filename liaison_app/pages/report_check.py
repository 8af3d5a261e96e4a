"""Report, step 4: check and send."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.facts import fact, facts, seen_by, side_by_side
from liaison_app.components.frame import page_title
from liaison_app.components.kept_form import kept_form
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.question import question_frame
from liaison_app.components.report_parts import photo_picker
from liaison_app.components.report_steps import start_over
from liaison_app.components.signs import corner_sign
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.report_check import ReportCheck
from liaison_app.states.report_draft import ReportDraft
from liaison_app.wording.questions import AnsweredWords
from liaison_app.wording.report_check import MissingWords


def build() -> rx.Component:
    """Everything that goes out, who sees what of it, and Send."""
    return kept_form(
        question_frame(
            _personal(),
            live_region(
                _sent_before(),
                _missing(),
                shown(ReportCheck.notice, notice(ReportCheck.notice, kind="late", live=True)),
            ),
            _facts(),
            start_over(),
            title=t("Check and send"),
            hint=t("This goes to the city as you see it."),
            step=4,
            steps=4,
            action=button(t("Send request"), kind="gold", icon_name="send", wide=True, type="submit"),
            here=routes.REPORT_CHECK,
            back_to=routes.localized(routes.REPORT_DETAILS),
            aside=_who_sees(),
        ),
        owner=ReportDraft.owner,
        is_open=ReportCheck.is_open,
        answered=ReportCheck.answered,
        on_open=ReportCheck.open,
        on_ask=ReportCheck.ask,
        on_submit=ReportCheck.submit,
        is_last=True,
        photos_gone=ReportCheck.photos_gone,
        name="report-check",
    )


def _personal() -> rx.Component:
    """Above everything, because Send asks for it once."""
    check = ReportCheck.check
    change = link(t("Change the words"), to=routes.localized(routes.REPORT_DETAILS))
    return shown(
        check.personal.length() > 0,
        personal_question(check.personal, check.personal_pieces, ReportCheck.errors, act=change),
    )


def _sent_before() -> rx.Component:
    """Only its sender knows whether a report that was changed after it had been sent is another one."""
    renew = button(
        t("Send this as a new request"), kind="ink", icon_name="send", type="button", custom_attrs={"data-renew": "yes"}
    )
    return shown(
        ReportCheck.sent_before,
        notice(
            ReportCheck.sent_before,
            t("If you meant the same problem, that ticket is enough. What you changed is still on this phone."),
            kind="late",
            act=buttons(renew, link_button(t("See the ticket"), to=ReportCheck.sent_to)),
        ),
    )


def _missing() -> rx.Component:
    def line(one: rx.Var[MissingWords]) -> rx.Component:
        return rx.el.li(link(one.words, to=one.href))

    return shown(
        ReportCheck.missing.length() > 0,
        notice(
            t("This is still missing"),
            rx.el.ul(rx.foreach(ReportCheck.missing, line), class_name="notice__list"),
            kind="late",
        ),
    )


def _facts() -> rx.Component:
    check = ReportCheck.check
    details = routes.localized(routes.REPORT_DETAILS)
    place = rx.fragment(
        corner_sign(check.sign.street, check.sign.crossing, block=check.sign.block, size="small"),
        shown(check.place_note, rx.el.span(check.place_note, class_name="facts__note")),
    )
    what = rx.fragment(
        check.kind.name, shown(check.city_calls_it, rx.el.span(check.city_calls_it, class_name="facts__note"))
    )
    photos = photo_picker(
        owner=ReportDraft.owner, most=ReportDraft.most_photos, most_bytes=ReportDraft.most_bytes, is_short=True
    )

    def answered(one: rx.Var[AnsweredWords]) -> rx.Component:
        return fact(one.question, one.shown, change_to=details, lang=page_language(one.lang))

    return facts(
        fact(t("Where"), place, change_to=routes.localized(routes.REPORT)),
        fact(t("What"), what, change_to=routes.localized(routes.REPORT_WHAT)),
        rx.foreach(check.answers, answered),
        fact(
            t("What a crew should know"),
            rx.cond(check.description, check.description, t("Nothing written.")),
            change_to=details,
        ),
        fact(t("Photos"), photos, change_to=details),
        shown(check.heard_from, fact(t("Heard from"), check.heard_from, change_to=details)),
    )


def _who_sees() -> rx.Component:
    check = ReportCheck.check
    return rx.el.div(
        rx.el.section(
            rx.el.h2(t("Who sees what"), id="who"),
            side_by_side(
                seen_by(t("Everyone"), rx.foreach(check.everyone, rx.el.li)),
                seen_by(t("City, coordinators, you"), rx.foreach(check.private, rx.el.li), private=True),
            ),
            aria_labelledby="who",
            class_name="stack",
        ),
        shown(check.level, notice(t("What to expect"), check.level, kind="quiet", icon_name="clock")),
        class_name="stack",
    )


PAGE = Page(
    route=routes.REPORT_CHECK,
    build=build,
    title=lambda: page_title(t("Check and send. Step {step} of {steps}", step=4, steps=4)),
    on_load=(ReportDraft.enter,),
    audience=Audience.LIAISON,
)
