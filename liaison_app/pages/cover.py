"""While one is away: another liaison of the neighborhood looks after one's tickets, for some days or for good."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons
from liaison_app.components.fields import checkbox, select_field, text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.tickets import ticket_cards
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.cover import Covers
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.covers import CoverLine


def build() -> rx.Component:
    """What is arranged, the form, and the tickets that one looks after."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("You"), routes.localized(routes.PROFILE)),
                rx.el.h1(t("While you are away")),
                rx.el.p(
                    t("Whoever stands in sees your tickets as you do and follows them up. A neighbor’s name and number "
                      "stay with you."),
                    class_name="quiet",
                ),
                live_region(shown(Covers.notice, notice(Covers.notice, kind="late"))),
                class_name="section stack",
            ),
            rx.cond(Covers.is_loaded, rx.el.div(_arranged(), _form(), _tickets()), skeleton_text(6)),
        ),
        here=routes.COVER,
        audience=LiaisonSession.role,
        current="you",
    )  # fmt: skip


def _arranged() -> rx.Component:
    listed = rx.el.ul(rx.foreach(Covers.lines, _line), class_name="desk-cards")
    return shown(Covers.lines.length() > 0, section(t("Arranged"), listed, name="arranged"))


def _line(line: rx.Var[CoverLine]) -> rx.Component:
    """Whoever was handed tickets for good is asked once more: nobody hands them over a second time by mistake."""
    sure = rx.el.div(
        shown(line.after, rx.el.p(line.after)),
        buttons(
            button(line.end, kind="brick", on_click=Covers.end(line.id)),
            button(t("Not now"), on_click=Covers.ask_to_end("")),
        ),
        class_name="stack",
        role="group",
    )
    begin = rx.el.div(button(line.end, small=True, on_click=Covers.ask_to_end(line.id)))
    return rx.el.li(
        rx.el.p(rx.el.strong(line.words)),
        rx.el.p(line.when, class_name="quiet"),
        shown(line.may_end, rx.cond(Covers.ending == line.id, sure, begin)),
        class_name="desk-card",
        key=line.id,
    )


def _form() -> rx.Component:
    days = rx.el.div(
        text_field("first", t("First day"), input_type="date", error=Covers.errors.get("first", "")),
        text_field("last", t("Last day"), input_type="date", error=Covers.errors.get("last", "")),
        class_name="row",
    )
    form = rx.el.form(
        select_field(
            "whom", t("Who looks after them"), Covers.neighbors, error=Covers.errors.get("whom", ""),
            first=t("Choose one"),
        ),
        checkbox(
            "for_good",
            t("For good: I hand my tickets over"),
            hint=t("You cannot take this back. Whoever gets them can give them back, and a coordinator can end it."),
            checked=Covers.is_for_good,
            on_change=Covers.choose_how,
        ),
        rx.cond(Covers.is_for_good, rx.fragment(), days),
        button(
            rx.cond(Covers.is_for_good, t("Hand them over"), t("Share my tickets")), kind="gold", type="submit"
        ),
        on_submit=Covers.share,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
        key=Covers.made.to_string(),
    )  # fmt: skip
    nobody = empty_state(
        t("There is no other liaison in your neighborhood."), t("Ask your coordinator who could look after them.")
    )
    return section(t("Ask somebody"), rx.cond(Covers.neighbors.length() > 0, form, nobody), name="ask")


def _tickets() -> rx.Component:
    return shown(
        Covers.tickets.length() > 0,
        section(t("Open tickets you look after"), ticket_cards(Covers.tickets), name="looked-after"),
    )


PAGE = Page(
    route=routes.COVER,
    build=build,
    title=lambda: page_title(t("While you are away")),
    on_load=(LiaisonSession.load, Covers.watch),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
