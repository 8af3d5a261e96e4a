"""The thread on a ticket's page: its people ask the city and each other, and see by when an answer is due."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.intents import intent_field
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.report_steps import said
from liaison_app.components.timeline import message, thread
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.services.city_messages import LONGEST
from liaison_app.states.city_messages import CityMessages
from liaison_app.states.side_messages import SideMessages
from liaison_app.states.ticket_page import TicketPage
from liaison_app.wording.threads import ThreadLine

_thread = TicketPage.page.thread


def thread_section() -> rx.Component:
    """What was written, oldest first, and the forms; nothing for who is not among the ticket's people."""
    lines = thread(rx.foreach(_thread.lines, _line), label=t("Follow-up"))
    said_so_far = rx.cond(
        _thread.lines.length() > 0, lines, rx.el.p(t("Nothing has been asked yet."), class_name="quiet small")
    )
    return shown(
        (_thread.asks_as != "") | (_thread.writes_as != "") | (_thread.lines.length() > 0),
        rx.fragment(section(t("Follow-up"), live_region(said_so_far), name="thread"), _ask_form(), _side_form()),
    )


def _line(line: rx.Var[ThreadLine]) -> rx.Component:
    return message(
        line.who,
        line.when,
        line.text,
        shown(line.state, rx.el.p(line.state, class_name="message__under")),
        shown(line.refused, rx.el.blockquote(line.refused, class_name="timeline__quote")),
        shown(line.seen, rx.el.p(icon("seen", small=True), rx.el.span(line.seen), class_name="message__under")),
        shown(line.clock, _clock(line)),
        rx.foreach(line.steps, lambda step: rx.el.p(icon("people", small=True), step, class_name="message__under")),
        shown(
            line.again,
            button(t("Send it again"), small=True, icon_name="again", on_click=CityMessages.send_again(line.again)),
        ),
        kind=line.kind,
        intent=line.intent,
        exact=line.exact,
        words_lang=rx.cond(line.is_city, TicketPage.page.city_lang, ""),
        mark=shown(line.is_private, rx.el.p(icon("private", small=True), t("Private"), class_name="message__private")),
    )


def _clock(line: rx.Var[ThreadLine]) -> rx.Component:
    late, done = icon("late", small=True), icon("check", small=True)
    mark = rx.match(line.clock_kind, ("late", late), ("done", done), icon("waiting", small=True))
    return rx.el.p(mark, rx.el.span(line.clock), class_name=f"message__clock message__clock--{line.clock_kind}")


def _ask_form() -> rx.Component:
    """To the city; nothing where this viewer cannot write to it about this ticket."""
    words = text_area(
        "message",
        t("Your message to the city"),
        most=LONGEST,
        hint=t("You, the other people of this ticket and the city read it. The public does not."),
        error=said(CityMessages.errors, "message"),
        rows="4",
    )
    told = live_region(
        _personal(),
        _sent_before(CityMessages.is_other),
        shown(CityMessages.notice, notice(CityMessages.notice, kind="late")),
    )
    send = buttons(button(t("Send to the city"), kind="ink", type="submit", icon_name="send"))
    about = intent_field("intent", error=said(CityMessages.errors, "intent"), fills="message")
    form = kept_form(
        rx.el.div(about, words, told, send, class_name="stack"),
        owner=_thread.asks_as,
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
        _thread.asks_as,
        rx.el.div(section(t("Ask the city about this ticket"), form, name="ask"), key=_thread.asks_as),
    )


def _side_form() -> rx.Component:
    """To the other end of our own side: a liaison writes to the coordinators, they to the liaison."""
    words = text_area(
        "side_message",
        t("Your private message"),
        most=LONGEST,
        hint=t("Only this ticket’s liaison and coordinators read it. It never goes to the city."),
        error=said(SideMessages.errors, "side_message"),
        rows="3",
    )
    told = live_region(
        _sent_before(SideMessages.is_other), shown(SideMessages.notice, notice(SideMessages.notice, kind="late"))
    )
    send = buttons(button(t("Send privately"), type="submit", icon_name="private"))
    about = intent_field("side_intent", error=said(SideMessages.errors, "side_intent"), fills="side_message")
    form = kept_form(
        rx.el.div(about, words, told, send, class_name="stack"),
        owner=_thread.writes_as,
        is_open=SideMessages.is_open,
        answered=SideMessages.answered,
        on_open=SideMessages.open,
        on_ask=SideMessages.ask,
        on_submit=SideMessages.submit,
        is_last=True,
        done_ref=SideMessages.sent_ref,
        name="write-side",
    )
    title = rx.cond(_thread.is_liaison, t("Ask your coordinators"), t("Write to this ticket’s liaison"))
    return shown(
        _thread.writes_as,
        rx.el.div(section(title, form, name="side"), key=_thread.writes_as),
    )


def _personal() -> rx.Component:
    """Send asks for it once."""
    return shown(
        CityMessages.personal.length() > 0,
        personal_question(CityMessages.personal, CityMessages.personal_pieces, CityMessages.errors),
    )


def _sent_before(is_other: Any) -> rx.Component:
    renew = button(
        t("Send it as another message"),
        kind="ink",
        icon_name="send",
        type="button",
        custom_attrs={"data-renew": "yes"},
    )
    words = t("Your message was sent before you changed it. What you changed is still on this phone.")
    return shown(is_other, notice(words, kind="late", act=renew))
