"""On a ticket that the city has: its people write to the city about it, and see what became of what they wrote."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import section
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.services.city_messages import LONGEST
from liaison_app.states.city_messages import CityMessages
from liaison_app.states.ticket_page import TicketPage


def ask_form() -> rx.Component:
    """The form; nothing where this viewer cannot write to the city about this ticket."""
    words = text_area(
        "message",
        t("Your message to the city"),
        most=LONGEST,
        hint=t("You, the other people of this ticket and the city read it. The public does not."),
        error=said(CityMessages.errors, "message"),
        rows="4",
    )
    told = live_region(
        _personal(), _sent_before(), shown(CityMessages.notice, notice(CityMessages.notice, kind="late"))
    )
    send = buttons(button(t("Send to the city"), kind="ink", type="submit", icon_name="send"))
    form = kept_form(
        rx.el.div(words, told, send, class_name="stack"),
        owner=TicketPage.page.asks_as,
        is_open=CityMessages.is_open,
        answered=CityMessages.answered,
        on_open=CityMessages.open,
        on_ask=CityMessages.ask,
        on_submit=CityMessages.submit,
        is_last=True,
        done_ref=CityMessages.sent_ref,
        name="ask-city",
    )
    return shown(
        TicketPage.page.asks_as,
        rx.el.div(section(t("Ask the city about this ticket"), form, name="ask"), key=TicketPage.page.asks_as),
    )


def _personal() -> rx.Component:
    """Send asks for it once."""
    return shown(
        CityMessages.personal.length() > 0,
        personal_question(CityMessages.personal, CityMessages.personal_pieces, CityMessages.errors),
    )


def _sent_before() -> rx.Component:
    renew = button(
        t("Send it as another message"),
        kind="ink",
        icon_name="send",
        type="button",
        custom_attrs={"data-renew": "yes"},
    )
    words = t("Your message was sent before you changed it. What you changed is still on this phone.")
    return shown(CityMessages.is_other, notice(words, kind="late", act=renew))


def said_of_message(step: Any) -> tuple[rx.Component, ...]:
    """Below a message in the timeline: what became of it, and the way to send it again."""
    return (
        shown(step.under, rx.el.p(step.under, class_name="timeline__under")),
        shown(step.refused, rx.el.blockquote(step.refused, class_name="timeline__quote")),
        shown(
            step.again,
            button(t("Send it again"), small=True, icon_name="again", on_click=CityMessages.send_again(step.again)),
        ),
    )
