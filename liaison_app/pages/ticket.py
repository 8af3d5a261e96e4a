"""A ticket's own page: the answer first, then what comes next, then how it came about."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.covered_text import covered_text
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.letter_forms import co_sign_number
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.signs import plate
from liaison_app.components.timeline import city_quote
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import Words, page_language, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.amending import amend_form, answer_form
from liaison_app.pages.looking import look_form
from liaison_app.pages.merging import merge_form
from liaison_app.pages.moderation_parts import decisions_section
from liaison_app.pages.thread import thread_section
from liaison_app.pages.ticket_news import ticket_news
from liaison_app.pages.ticket_parts import (
    answer_plate,
    chain,
    clock,
    history,
    linked,
    missing,
    photos,
    published,
    together,
    where,
)
from liaison_app.pages.ticket_public import draw
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.side_typing import SideTyping
from liaison_app.states.ticket_page import TicketPage

_page = TicketPage.page


def build() -> rx.Component:
    """The page in its three states: on its way, there, or not for these eyes."""
    return page_frame(
        rx.match(TicketPage.phase, ("ready", _ready()), ("missing", wrap(missing())), wrap(_loading())),
        here=TicketPage.here,
        audience=LiaisonSession.role,
        current="mine",
        head=rx.cond(
            TicketPage.phase == "ready",
            answer_plate(
                _page,
                here=TicketPage.here,
                back=_back(),
                acts=rx.el.div(_follow(), _stand_behind(), class_name="plate__acts"),
            ),
            _blank_plate(),
        ),
        tells_city=True,
    )


def _title() -> Words:
    """What it is, where and how it stands; the server writes the same into the page that it sends."""
    return page_title(rx.cond(_page.title != "", _page.title, t("Ticket")))


def _back() -> rx.Component:
    mine = back_link(t("My tickets"), routes.localized(routes.MINE))
    the_map = back_link(t("Map"), routes.localized(routes.MAP))
    queue = back_link(t("Queue"), routes.localized(routes.CITY_DESK))
    return rx.match(LiaisonSession.role, ("liaison", mine), ("coordinator", mine), ("city", queue), the_map)


def _follow() -> rx.Component:
    return rx.cond(
        # One's own stands in My tickets anyway; what is followed shows there too, and the city has no such list.
        ((LiaisonSession.role == "liaison") | (LiaisonSession.role == "coordinator")) & ~_page.own.is_mine,
        rx.cond(
            _page.is_following,
            button(t("Following"), kind="on-plate", icon_name="check", on_click=TicketPage.unfollow, aria_pressed=True),
            button(t("Follow"), kind="on-plate", icon_name="follow", on_click=TicketPage.follow, aria_pressed=False),
        ),
        rx.fragment(),
    )


def _stand_behind() -> rx.Component:
    """A liaison who sees it too says so; one's own ticket has its liaison already."""
    may = ((LiaisonSession.role == "liaison") | (LiaisonSession.role == "coordinator")) & ~_page.own.is_mine
    behind = button(
        t("You stand behind it"),
        kind="on-plate",
        icon_name="check",
        on_click=TicketPage.withdraw_co_sign,
        aria_pressed=True,
    )
    sees = button(
        t("I see this too"),
        kind="on-plate",
        icon_name="stand-behind",
        on_click=TicketPage.co_sign,
        aria_pressed=False,
    )
    return rx.cond(
        may, rx.cond(_page.has_co_signed, behind, rx.cond(_page.may_co_sign, sees, rx.fragment())), rx.fragment()
    )


def _blank_plate() -> rx.Component:
    name = rx.cond(TicketPage.phase == "missing", t("Nothing here"), t("Loading …"))
    return plate(name, bar=[_back()], page=True)


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Loading …"), class_name="unseen", role="status"), skeleton_text(6), class_name="section"
    )


def _ready() -> rx.Component:
    main = rx.el.div(
        live_region(_delivery_notice(), _private_notice()),
        answer_form(),
        amend_form(),
        look_form(),
        chain(_page),
        together(_page),
        linked(_page),
        clock(_page),
        photos(_page),
        thread_section(),
        decisions_section(),
        history(_page),
        ticket_news(),
        merge_form(),
        shown(_page.co_signs, rx.el.div(co_sign_number(_page.co_signs), class_name="section")),
    )
    return wrap(
        split(
            main,
            rx.el.div(
                where(_page), published(_page), _city_got(), _own(), shown(TicketPage.notice, notice(TicketPage.notice))
            ),
        )
    )


def _delivery_notice() -> rx.Component:
    said = _page.own.notice
    quote = city_quote(said.quote, _page.city_lang)
    waiting = notice(said.title, said.words, quote, kind="waiting", icon_name="waiting")
    late = notice(said.title, said.words, quote, kind="late")
    return shown(said.title, rx.el.div(rx.cond(said.kind == "late", late, waiting), class_name="section"))


def _private_notice() -> rx.Component:
    private = notice(
        t("This ticket is private"),
        t("Only you, your coordinators and the city see it. It is on no map and in no list."),
        kind="quiet",
        icon_name="private",
    )
    return shown(_page.is_private, rx.el.div(private, class_name="section"))


def _elsewhere(address: rx.Var[str]) -> rx.Component:
    """A link that another program sent along. Nobody has looked at what is there, and it is not told who comes."""
    return full_load_link(address, to=address, rel="noopener noreferrer nofollow", target="_blank")


def _city_got() -> rx.Component:
    sent = _page.sent
    return shown(
        sent.is_shown,
        section(
            t("What the city gets"),
            facts(
                fact(t("Place"), sent.address),
                shown(
                    sent.description,
                    fact(t("Description"), rx.el.span(covered_text(sent.parts), class_name="as-typed")),
                ),
                rx.foreach(sent.answers, lambda one: fact(one.question, one.shown, lang=page_language(one.lang))),
                shown(sent.media_link, fact(t("Picture elsewhere"), _elsewhere(sent.media_link))),
            ),
            rx.el.p(
                t(
                    "Here everybody sees the kind, the place, the dates, approved photos and what the city says. The "
                    "rest stays between you, your coordinators and the city, which may publish what it got."
                ),
                class_name="small quiet after",
            ),
            name="city-gets",
        ),
    )


def _own() -> rx.Component:
    own = _page.own
    asked = rx.cond(
        TicketPage.heard_from,
        fact(t("Heard from"), TicketPage.heard_from),
        fact(
            t("Heard from"),
            button(t("Show who it is"), small=True, on_click=TicketPage.ask_heard_from),
            rx.el.p(t("It is written down that you looked."), class_name="small quiet"),
        ),
    )
    return shown(
        (own.filed_by != "") | (own.heard_from != "") | (own.raised_at != "") | own.may_ask,
        section(
            t("Stays private"),
            facts(
                shown(own.filed_by, fact(t("Reported by"), own.filed_by)),
                shown(own.heard_from, fact(t("Heard from"), own.heard_from)),
                shown(own.raised_at, fact(t("Raised at the meeting"), link(own.raised_at, to=own.raised_to))),
                shown(own.may_ask, asked),
            ),
            name="private",
        ),
    )


PAGE = Page(route=routes.TICKET, build=build, title=_title, on_load=(TicketPage.watch, SideTyping.watch), draw=draw)
PAGES = (PAGE,)
