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
from liaison_app.components.report_steps import start_over
from liaison_app.components.signs import corner_sign
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.report_form import FormKind, city_form
from liaison_app.states.report_check import CheckStep
from liaison_app.states.report_draft import ReportDraft
from liaison_app.states.report_office import Step
from liaison_app.wording.questions import AnsweredWords
from liaison_app.wording.report_check import MissingWords


def build() -> rx.Component:
    return check_step(city_form())


def check_step(form: FormKind) -> rx.Component:
    """Everything that goes out, who sees what of it, and Send."""
    check = form.check
    return kept_form(
        question_frame(
            _personal(form),
            live_region(
                _sent_before(check),
                _missing(check),
                shown(check.notice, notice(check.notice, kind="late", live=True)),
            ),
            _facts(form),
            start_over(),
            title=t("Check and send"),
            hint=form.check_hint,
            step=4,
            steps=4,
            action=button(form.send, kind="gold", icon_name="send", wide=True, type="submit"),
            back_to=form.to(Step.DETAILS),
            aside=_who_sees(form),
            **form.framed(Step.CHECK),
        ),
        **form.kept(Step.CHECK, check, is_last=True, photos_gone=check.photos_gone),
    )


def _personal(form: FormKind) -> rx.Component:
    """Above everything, because Send asks for it once."""
    check = form.check.check
    change = link(t("Change the words"), to=form.to(Step.DETAILS))
    return shown(
        check.personal.length() > 0,
        personal_question(check.personal, check.personal_pieces, form.check.errors, act=change),
    )


def _sent_before(state: type[CheckStep]) -> rx.Component:
    """Only its sender knows whether a report that was changed after it had been sent is another one."""
    renew = button(
        t("Send this as a new request"), kind="ink", icon_name="send", type="button", custom_attrs={"data-renew": "yes"}
    )
    return shown(
        state.sent_before,
        notice(
            state.sent_before,
            t("If you meant the same problem, that ticket is enough. What you changed is still on this phone."),
            kind="late",
            act=buttons(renew, link_button(t("See the ticket"), to=state.sent_to)),
        ),
    )


def _missing(state: type[CheckStep]) -> rx.Component:
    def line(one: rx.Var[MissingWords]) -> rx.Component:
        return rx.el.li(link(one.words, to=one.href))

    return shown(
        state.missing.length() > 0,
        notice(
            t("This is still missing"),
            rx.el.ul(rx.foreach(state.missing, line), class_name="notice__list"),
            kind="late",
        ),
    )


def _facts(form: FormKind) -> rx.Component:
    check = form.check.check
    details = form.to(Step.DETAILS)
    place = rx.fragment(
        corner_sign(check.sign.street, check.sign.crossing, block=check.sign.block, size="small"),
        shown(check.place_note, rx.el.span(check.place_note, class_name="facts__note")),
    )
    what = rx.fragment(
        check.kind.name, shown(check.city_calls_it, rx.el.span(check.city_calls_it, class_name="facts__note"))
    )
    photos = form.chosen_photos()

    def answered(one: rx.Var[AnsweredWords]) -> rx.Component:
        return fact(one.question, one.shown, change_to=details, lang=page_language(one.lang))

    return facts(
        fact(t("Where"), place, change_to=form.to(Step.WHERE)),
        fact(t("What"), what, change_to=form.to(Step.WHAT)),
        rx.foreach(check.answers, answered),
        fact(
            t("What a crew should know"),
            rx.cond(check.description, check.description, t("Nothing written.")),
            change_to=details,
        ),
        fact(t("Photos"), photos, change_to=details),
        shown(check.heard_from, fact(t("Heard from"), check.heard_from, change_to=details)),
    )


def _who_sees(form: FormKind) -> rx.Component:
    check = form.check.check
    return rx.el.div(
        rx.el.section(
            rx.el.h2(form.who_sees, id="who"),
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
