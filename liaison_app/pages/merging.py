"""On a ticket's page, for its liaison and coordinators: it is the same problem as another one, or is not any more."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.buttons import button, buttons
from liaison_app.components.fields import text_field
from liaison_app.components.icons import icon
from liaison_app.components.notices import live_region, notice
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.services.merging import LONGEST_NUMBER
from liaison_app.states.merging import Merging
from liaison_app.states.ticket_page import TicketPage

_page = TicketPage.page


def merge_form() -> rx.Component:
    """Folded, because it is seldom wanted; nothing for who may not."""
    failed = live_region(shown(Merging.notice, notice(Merging.notice, kind="late")))
    return rx.fragment(
        shown(_page.merging == "merge", rx.el.div(_merge(), failed, class_name="section")),
        shown(_page.merging == "part", rx.el.div(_part(), failed, class_name="section")),
    )


def _merge() -> rx.Component:
    number = text_field(
        "leader",
        t("Number of the other ticket"),
        hint=t("Ours or the city’s. That one leads; this one keeps its number at the city and its own history."),
        error=said(Merging.errors, "leader"),
        max_length=LONGEST_NUMBER,
    )
    save = buttons(button(t("Count them together"), type="submit", icon_name="link"))
    form = rx.el.form(rx.el.div(number, save, class_name="stack"), on_submit=Merging.merge, no_validate=True)
    summary = rx.el.summary(icon("link", small=True), t("The same problem as another ticket?"))
    return rx.el.details(summary, form, class_name="folded stack")


def _part() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Are they two problems after all? Part them: both are as before."), class_name="small"),
        buttons(button(t("Part them"), icon_name="again", on_click=Merging.part)),
        class_name="stack",
    )
