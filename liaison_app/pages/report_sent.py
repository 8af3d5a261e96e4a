"""The receipt after sending."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.custody import custody_chain, custody_hop
from liaison_app.components.facts import receipt, receipt_number
from liaison_app.components.frame import back_link, page_frame, page_title, split, wrap
from liaison_app.components.kept_form import draft_done
from liaison_app.components.notices import not_found
from liaison_app.components.signs import corner_sign, plate
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.report_sent import ReportSent


def build() -> rx.Component:
    """Our number, the city's as soon as it is there, and what happens next."""
    words = ReportSent.receipt
    bar = [back_link(t("My tickets"), routes.localized(routes.MINE))]
    head = rx.cond(
        ReportSent.phase == "ready",
        plate(words.headline, sub=words.sub, bar=bar, page=True),
        plate(t("Your receipt"), bar=bar, page=True),
    )
    return page_frame(
        wrap(
            rx.match(
                ReportSent.phase,
                ("ready", split(_receipt(), _next())),
                ("missing", _missing()),
                rx.el.p(t("One moment…"), role="status"),
            ),
            class_name="section",
        ),
        here=ReportSent.here,
        audience="liaison",
        current="report",
        head=head,
        own_gold=True,
        tells_city=True,
    )


def _receipt() -> rx.Component:
    words = ReportSent.receipt
    about = rx.el.div(
        corner_sign(words.sign.street, words.sign.crossing, block=words.sign.block, size="small"),
        rx.el.p(rx.el.b(words.what), rx.el.br(), rx.el.span(words.about, class_name="quiet"), class_name="small"),
        class_name="row row--apart",
    )
    number = rx.el.span(words.city_number, class_name="receipt__city")
    city_number = rx.el.span(rx.el.span(t("City number"), class_name="small quiet"), number, class_name="receipt__line")
    city = rx.el.div(
        _chain(),
        rx.el.p(
            shown(words.city_number, city_number),
            rx.el.b(words.answer),
            " ",
            rx.el.span(words.answer_more, class_name="quiet"),
            class_name="small",
            role="status",
        ),
        class_name="stack",
    )
    return rx.el.div(
        receipt(receipt_number(t("Our number"), words.id), city, about),
        buttons(
            draft_done(
                t("Report another here"), owner=ReportSent.owner, sent_ref=ReportSent.draft_ref, place=words.place
            ),
            link_button(t("See the ticket"), to=routes.localized("/t/") + words.id),
            link_button(
                t("Receipt to print"),
                to=routes.localized("/t/") + words.id + "/receipt",
                icon_name="print",
                full_load=True,
            ),
        ),
        class_name="stack stack--loose",
    )


def _chain() -> rx.Component:
    hops = rx.foreach(
        ReportSent.receipt.hops,
        lambda hop: custody_hop(hop.name, icon_name=hop.icon, kind=hop.kind, when=hop.when, said=hop.said),
    )
    return custody_chain(hops, label=t("Who has it now"))


def _next() -> rx.Component:
    def step(title: str, text: rx.Component | str) -> rx.Component:
        return rx.el.li(rx.el.div(rx.el.h3(title), rx.el.p(text)))

    return rx.el.section(
        rx.el.h2(t("What happens next"), id="next"),
        rx.el.ol(
            step(t("The city gives it a number"), t("You can quote it to 311 on the phone.")),
            step(t("A crew looks at it"), ReportSent.receipt.next_step),
            step(
                t("The city says “closed”"),
                t("Walk past and look. Closed is not always fixed."),
            ),
            class_name="steps",
        ),
        aria_labelledby="next",
        class_name="stack receipt-next",
    )


def _missing() -> rx.Component:
    return not_found(
        t("There is no receipt here"),
        t("It belongs to another account, or the number is wrong."),
        to=routes.localized(routes.MINE),
        way=t("See my tickets"),
    )


PAGE = Page(
    route=routes.REPORT_SENT,
    build=build,
    title=lambda: page_title(t("Receipt")),
    on_load=(ReportSent.follow_along,),
    audience=Audience.LIAISON,
)
