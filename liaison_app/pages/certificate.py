"""One's own certificate: how one stands, what is missing, what to print, and a suspension with its appeal."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.frame import page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.own_certificate import OwnCertificate
from liaison_app.wording.certifications import EndedLine, HeldLine, NeedLine

_own = OwnCertificate.own


def build() -> rx.Component:
    """The answer first, then what leads on."""
    return page_frame(
        wrap(
            rx.el.section(rx.el.h1(t("Your certificate")), class_name="section"),
            rx.cond(
                OwnCertificate.is_loaded,
                rx.el.div(live_region(_answer()), _suspension(), _ended(), _needs(), _held()),
                skeleton_text(6),
            ),
        ),
        here=routes.CERTIFICATE,
        audience=LiaisonSession.role,
        current="you",
    )


def _answer() -> rx.Component:
    said = rx.match(
        _own.kind,
        ("fixed", notice(_own.headline, _own.words, kind="fixed")),
        ("late", notice(_own.headline, _own.words, kind="late")),
        notice(_own.headline, _own.words, kind="waiting", icon_name="waiting"),
    )
    return rx.el.div(
        said, shown(OwnCertificate.notice, notice(OwnCertificate.notice, kind="late")), class_name="section stack"
    )


def _needs() -> rx.Component:
    """What is asked, with what is there; and the button that restores, once nothing is missing."""
    renew = rx.el.div(
        button(t("Restore my certificate"), kind="gold", on_click=OwnCertificate.renew), class_name="after"
    )
    return shown(
        _own.needs_title,
        section(
            _own.needs_title,
            rx.el.ul(rx.foreach(_own.needs, need_line), class_name="needs"),
            shown(_own.may_renew, renew),
            name="needs",
        ),
    )


def need_line(line: rx.Var[NeedLine]) -> rx.Component:
    """A requirement with a mark that says whether it is met."""
    met = rx.cond(line.is_met, t("Done:"), t("Missing:"))
    return rx.el.li(
        icon(line.icon),
        rx.el.span(
            rx.el.span(met, " ", class_name="unseen"),
            line.words,
            shown(line.leads_to, rx.fragment(rx.el.br(), link(line.way, to=line.leads_to))),
        ),
        class_name=rx.cond(line.is_met, "need need--met", "need"),
    )


def _held() -> rx.Component:
    to_print = buttons(
        link_button(t("Print the certificate"), to=routes.localized(f"{routes.CERTIFICATE}/print"), full_load=True),
        link_button(t("Print the card"), to=routes.localized(f"{routes.CERTIFICATE}/card"), full_load=True),
    )
    return shown(
        _own.held.length() > 0,
        section(
            t("What you hold"),
            rx.el.ul(rx.foreach(_own.held, _held_line), class_name="needs"),
            rx.el.p(t("Anybody can check a certificate by its code."), class_name="quiet small"),
            shown(_own.may_print, rx.el.div(to_print, class_name="after")),
            name="held",
        ),
    )


def _held_line(line: rx.Var[HeldLine]) -> rx.Component:
    return rx.el.li(
        icon("check"),
        rx.el.span(rx.el.strong(line.level), " ", line.until, " · ", full_load_link(line.code, to=line.check_to)),
        class_name="need need--met",
    )


def _ended() -> rx.Component:
    """Levels that a coordinator ended early, each with its reason."""

    def one(line: rx.Var[EndedLine]) -> rx.Component:
        return rx.el.div(rx.el.p(line.words), _quote(line.reason), class_name="stack")

    again = rx.el.p(t("A coordinator can give it again. Ask yours."), class_name="quiet")
    return shown(_own.ended.length() > 0, section(t("Ended early"), rx.foreach(_own.ended, one), again, name="ended"))


def _suspension() -> rx.Component:
    """Why, and the appeal: written once, answered by another coordinator."""
    return shown(
        _own.reason,
        section(
            t("Why"),
            _quote(_own.reason),
            shown(_own.may_appeal, _appeal()),
            shown(_own.appeal, _appealed()),
            name="suspension",
        ),
    )


def _appeal() -> rx.Component:
    return rx.el.form(
        text_area(
            "appeal",
            t("Ask for another look"),
            most=NOTE_LENGTH,
            hint=t("Another coordinator than the one who suspended you reads it and answers."),
            error=OwnCertificate.errors.get("appeal", ""),
            rows="4",
        ),
        buttons(button(t("Send"), kind="ink", type="submit", icon_name="send")),
        on_submit=OwnCertificate.appeal,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack after",
    )


def _appealed() -> rx.Component:
    waits = rx.el.p(t("Another coordinator reads it and answers here."), class_name="quiet")
    answer = rx.el.div(rx.el.h3(t("The answer")), _quote(_own.answer), class_name="stack")
    return rx.el.div(
        rx.el.h3(t("You wrote")), _quote(_own.appeal), rx.cond(_own.answer, answer, waits), class_name="stack after"
    )


def _quote(words: rx.Var[str]) -> rx.Component:
    return rx.el.blockquote(words, class_name="timeline__quote as-typed")


PAGE = Page(
    route=routes.CERTIFICATE,
    build=build,
    title=lambda: page_title(t("Your certificate")),
    on_load=(LiaisonSession.load, OwnCertificate.watch),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
