"""The forms under a thread: to the city, and to the other end of our own side. The phone keeps what is typed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.fields import saved_note
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.intents import intent_field
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.quotes import PRIVATELY, TO_CITY, quote_in_form
from liaison_app.components.report_parts import photo_picker
from liaison_app.components.report_steps import said
from liaison_app.components.words import Words, shown
from liaison_app.domain.drafts import OK
from liaison_app.i18n import t
from liaison_app.pages.moderation_parts import public_tick
from liaison_app.services.city_messages import LONGEST
from liaison_app.states.city_messages import CityMessages
from liaison_app.states.message_form import MessageForm
from liaison_app.states.side_messages import SideMessages
from liaison_app.states.side_typing import EVERY_MS, SideTyping
from liaison_app.states.ticket_page import TicketPage

_thread = TicketPage.page.thread


def ask_form() -> rx.Component:
    """To the city; nothing where this viewer cannot write to it about this ticket."""
    words = text_area(
        "message",
        t("Your message to the city"),
        most=LONGEST,
        hint=t("You, the other people of this ticket and the city read it. Neighbors do only if you say so."),
        error=said(CityMessages.errors, "message"),
        rows="4",
    )
    who_sees = rx.cond(
        _thread.sends_photos,
        t("The city gets the first photo as a link, the people of this ticket see all. The public sees none."),
        t("The city gets no photos with a message. The people of this ticket see them; the public does not."),
    )
    goes = shown(_thread.goes_as, rx.el.p(icon("send", small=True), rx.el.span(_thread.goes_as), class_name="goes-as"))
    form = _form(
        CityMessages,
        goes,
        intent_field("intent", error=said(CityMessages.errors, "intent"), fills="message"),
        words,
        _photos(CityMessages, _thread.asks_as, who_sees),
        public_tick(),
        live_region(_personal(), *_told(CityMessages)),
        buttons(button(t("Send to the city"), kind="ink", type="submit", icon_name="send")),
        owner=_thread.asks_as,
        name=TO_CITY,
    )
    return shown(
        _thread.asks_as,
        rx.el.div(section(t("Ask the city about this ticket"), form, name="ask"), key=_thread.asks_as),
    )


def side_form() -> rx.Component:
    """To the other end of our own side: a liaison writes to the coordinators, they to the liaison."""
    words = text_area(
        "side_message",
        t("Your private message"),
        most=LONGEST,
        hint=t("Only this ticket’s liaison and coordinators read it. It never goes to the city."),
        error=said(SideMessages.errors, "side_message"),
        rows="3",
        on_change=SideTyping.say.throttle(EVERY_MS),
    )
    form = _form(
        SideMessages,
        intent_field("side_intent", error=said(SideMessages.errors, "side_intent"), fills="side_message"),
        words,
        _photos(SideMessages, _thread.writes_as, t("Only this ticket’s liaison and coordinators see them.")),
        live_region(_meant(), *_told(SideMessages)),
        buttons(button(t("Send privately"), type="submit", icon_name="private")),
        owner=_thread.writes_as,
        name=PRIVATELY,
    )
    title = rx.cond(_thread.is_liaison, t("Ask your coordinators"), t("Write to this ticket’s liaison"))
    return shown(_thread.writes_as, rx.el.div(section(title, form, name="side"), key=_thread.writes_as))


def _form(state: type[MessageForm], *parts: rx.Component, owner: rx.Var[str], name: str) -> rx.Component:
    quote = quote_in_form(state.quoting, TicketPage.page.city_lang, said(state.errors, "quote"))
    return kept_form(
        rx.el.div(quote, *parts, class_name="stack"),
        owner=owner,
        is_open=state.is_open,
        answered=state.answered,
        photos_gone=state.photos_gone,
        on_open=state.open,
        on_ask=state.ask,
        on_submit=state.submit,
        is_last=True,
        done_ref=state.sent_ref,
        name=name,
    )


def _photos(state: type[MessageForm], owner: rx.Var[str], who_sees: Words) -> rx.Component:
    wrong = said(state.errors, "photo")
    error = rx.el.p(icon("error", small=True), wrong, class_name="field__error field__error--shown")
    return rx.el.div(
        rx.el.h3(t("Photos (optional)"), class_name="field__label"),
        photo_picker(owner=owner, most=state.most_photos, most_bytes=state.most_bytes),
        rx.el.div(shown(wrong, error), role="alert"),
        saved_note(who_sees, icon_name="private"),
        rx.el.p(t("We take the place and time data out of every photo."), class_name="small quiet"),
        class_name="stack",
    )


def _told(state: type[MessageForm]) -> tuple[rx.Component, ...]:
    return _sent_before(state.is_other), shown(state.notice, notice(state.notice, kind="late"))


def _personal() -> rx.Component:
    """Send asks for it once."""
    return shown(
        CityMessages.personal.length() > 0,
        personal_question(CityMessages.personal, CityMessages.personal_pieces, CityMessages.errors),
    )


def _meant() -> rx.Component:
    """The same of a private message, in words of its own."""
    return shown(
        SideMessages.errors.contains(OK),
        personal_question(
            SideMessages.personal.lines,
            SideMessages.personal.pieces,
            SideMessages.errors,
            who_reads=t(
                "This ticket’s liaison and coordinators read your words as they are. Take out what is about a person, "
                "unless they need it."
            ),
        ),
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
