"""The thread on a ticket's page: its people ask the city and each other, and see by when an answer is due."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.covered_text import covered_text
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region
from liaison_app.components.quotes import quote_buttons, quoted
from liaison_app.components.timeline import message, thread
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.pages.calling import call_section
from liaison_app.pages.moderation_parts import public_wish
from liaison_app.pages.thread_changing import change_part, forget_changes
from liaison_app.pages.thread_forms import ask_form, side_form
from liaison_app.states.city_messages import CityMessages
from liaison_app.states.message_changing import THREAD
from liaison_app.states.side_typing import SideTyping
from liaison_app.states.ticket_page import TicketPage
from liaison_app.wording.threads import MessagePhotoWords, ThreadLine

_thread = TicketPage.page.thread


def thread_section() -> rx.Component:
    """What was written, oldest first, and the forms; nothing for who is not among the ticket's people."""
    lines = thread(rx.foreach(_thread.lines, _line), label=t("Follow-up"))
    said_so_far = rx.cond(
        _thread.lines.length() > 0, lines, rx.el.p(t("Nothing has been asked yet."), class_name="quiet small")
    )
    return shown(
        (_thread.asks_as != "")
        | (TicketPage.page.call.kept_as != "")
        | (_thread.writes_as != "")
        | (_thread.lines.length() > 0),
        rx.fragment(
            section(t("Follow-up"), _lines(said_so_far), _typing(), _to_summary(), name="thread"),
            forget_changes(),
            ask_form(),
            call_section(),
            side_form(),
        ),
    )


def _lines(said_so_far: rx.Component) -> rx.Component:
    return rx.el.div(live_region(said_so_far), id=THREAD, tab_index=-1)


def _typing() -> rx.Component:
    """That somebody at the other end writes; what, nobody sees before it is sent."""
    words = rx.cond(_thread.is_liaison, t("A coordinator is writing …"), t("The liaison is writing …"))
    return rx.el.div(
        shown(SideTyping.is_shown, rx.el.p(icon("edit", small=True), words, class_name="message__under")), role="status"
    )


def _to_summary() -> rx.Component:
    way = link(icon("print"), t("One sheet for a meeting"), to=_thread.summary_to, class_name="feed-link")
    paper = full_load_link(
        icon("print"), t("Receipt for who has no phone"), to=_thread.receipt_to, class_name="feed-link"
    )
    return rx.fragment(
        shown(_thread.summary_to, rx.el.p(way, class_name="after")),
        shown(_thread.receipt_to, rx.el.p(paper)),
    )


def _line(line: rx.Var[ThreadLine]) -> rx.Component:
    return message(
        line.who,
        line.when,
        covered_text(line.parts),
        shown(line.photos.length() > 0, rx.el.div(rx.foreach(line.photos, _photo), class_name="message__photos")),
        shown(line.taken_back, rx.el.p(line.taken_back, class_name="quiet")),
        shown(line.changed, rx.el.p(icon("edit", small=True), rx.el.span(line.changed), class_name="message__under")),
        quote_buttons(line.quotable),
        change_part(line),
        shown(line.via, rx.el.p(line.via, class_name="message__under")),
        shown(line.state, rx.el.p(line.state, class_name="message__under")),
        shown(line.refused, rx.el.blockquote(line.refused, class_name="timeline__quote")),
        shown(line.seen, rx.el.p(icon("seen", small=True), rx.el.span(line.seen), class_name="message__under")),
        shown(line.clock, _clock(line)),
        rx.foreach(line.steps, lambda step: rx.el.p(icon("people", small=True), step, class_name="message__under")),
        shown(
            line.again,
            button(t("Send it again"), small=True, icon_name="again", on_click=CityMessages.send_again(line.again)),
        ),
        public_wish(line),
        rx.foreach(
            line.others,
            lambda way: button(
                way.words, small=True, icon_name="send", on_click=CityMessages.send_by(line.again, way.value)
            ),
        ),
        kind=line.kind,
        intent=line.intent,
        exact=line.exact,
        words_lang=rx.cond(line.is_city, TicketPage.page.city_lang, ""),
        mark=rx.fragment(
            shown(line.is_private, rx.el.p(icon("private", small=True), t("Private"), class_name="message__private")),
            quoted(line.quoted, TicketPage.page.city_lang),
        ),
        anchor=line.anchor,
    )


def _photo(one: rx.Var[MessagePhotoWords]) -> rx.Component:
    return full_load_link(
        rx.el.img(src=one.thumb, alt=one.said, loading="lazy", decoding="async"),
        to=one.address,
        target="_blank",
        rel="noopener",
        class_name="message__photo",
    )


def _clock(line: rx.Var[ThreadLine]) -> rx.Component:
    late, done = icon("late", small=True), icon("check", small=True)
    mark = rx.match(line.clock_kind, ("late", late), ("done", done), icon("waiting", small=True))
    return rx.el.p(mark, rx.el.span(line.clock), class_name=f"message__clock message__clock--{line.clock_kind}")
