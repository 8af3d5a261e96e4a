"""A ticket's own page: the answer first, then what comes next, then how it came about."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.clocks import honest_clock
from liaison_app.components.custody import custody_chain, custody_hop
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.links import feed_link, full_load_link, link
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.photos import photo, photo_strip
from liaison_app.components.public_map import spot_map
from liaison_app.components.share import print_button, share_button
from liaison_app.components.signs import bar_fill, corner_sign, plate, plate_numbers
from liaison_app.components.timeline import city_quote, timeline, timeline_step
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import Words, page_language, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.amending import amend_form, answer_form
from liaison_app.pages.asking_city import ask_form, said_of_message
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.ticket_page import TicketPage

_page = TicketPage.page


def build() -> rx.Component:
    """The page in its three states: on its way, there, or not for these eyes."""
    return page_frame(
        rx.match(TicketPage.phase, ("ready", _ready()), ("missing", wrap(_missing())), wrap(_loading())),
        here=TicketPage.here,
        audience=LiaisonSession.role,
        current="mine",
        head=rx.cond(TicketPage.phase == "ready", _plate(), _blank_plate()),
        tells_city=True,
    )


def _title() -> Words:
    """What it is, where and how it stands; the server writes the same into the page that it sends."""
    return page_title(rx.cond(_page.title != "", _page.title, t("Ticket")))


def _plate() -> rx.Component:
    place = _page.place
    return plate(
        rx.fragment(rx.el.span(_page.service, " ", place.sign.plain, ": ", class_name="unseen"), _page.headline),
        kind=_page.kind,
        bar=[
            _back(),
            bar_fill(),
            language_link(TicketPage.here, "top-bar__link plate__language"),
            share_button(_page.title),
            print_button(),
        ],
        sign=corner_sign(place.sign.street, place.sign.crossing, block=place.sign.block),
        sub=rx.el.div(
            rx.el.p(rx.el.b(_page.service, ". "), _page.sub, class_name="plate__sub"),
            shown(_page.next_step, rx.el.p(_page.next_step, class_name="plate__sub plate__next")),
            role="status",
        ),
        acts=rx.fragment(
            rx.el.div(_follow(), class_name="plate__acts"),
            plate_numbers((t("Our number"), _page.id), (t("City number"), _page.city_number)),
        ),
    )


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


def _blank_plate() -> rx.Component:
    name = rx.cond(TicketPage.phase == "missing", t("Nothing here"), t("Loading …"))
    return plate(name, bar=[_back()], page=True)


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Loading …"), class_name="unseen", role="status"), skeleton_text(6), class_name="section"
    )


def _missing() -> rx.Component:
    return rx.el.div(
        empty_state(
            t("There is no ticket here that you can see"),
            t("The number may be mistyped, or the ticket is private. If it is yours, sign in and open it again."),
            link_button(t("To the map"), to=routes.localized(routes.MAP), kind="ink", icon_name="map"),
        ),
        class_name="section",
    )


def _ready() -> rx.Component:
    main = rx.el.div(
        live_region(_delivery_notice(), _private_notice()),
        answer_form(),
        amend_form(),
        _chain(),
        _clock(),
        shown(_page.photos.length() > 0, _photos()),
        _history(),
        ask_form(),
    )
    return wrap(
        split(
            main,
            rx.el.div(_where(), _published(), _city_got(), _own(), shown(TicketPage.notice, notice(TicketPage.notice))),
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


def _chain() -> rx.Component:
    hops = rx.foreach(
        _page.hops,
        lambda hop: custody_hop(hop.name, icon_name=hop.icon, kind=hop.kind, when=hop.when, said=hop.said),
    )
    return rx.el.section(
        rx.el.h2(t("Who has it now"), class_name="unseen"),
        custody_chain(hops, label=t("Who has it now")),
        shown(_page.origin, rx.el.p(_page.origin, class_name="small quiet after")),
        class_name="section",
    )


def _clock() -> rx.Component:
    clock = _page.clock
    rows = [
        (t("Promised"), clock.promised.value, clock.promised.source),
        (t("Usual here"), clock.usual.value, clock.usual.source),
        (t("Age now"), clock.age.value, clock.age.source),
    ]
    drawn = honest_clock(clock.picture, says=clock.says, facts=rows)
    plain = rx.el.section(
        rx.el.h2(clock.says, class_name="honest-clock__says", id="clock-plain"),
        rx.el.dl(
            *[
                rx.el.div(rx.el.dt(name), rx.el.dd(value, " ", rx.el.span(source, class_name="quiet")))
                for name, value, source in rows
            ],
            class_name="honest-clock__facts",
        ),
        class_name="honest-clock",
        aria_labelledby="clock-plain",
    )
    return rx.el.div(rx.cond(clock.has_picture, drawn, plain), class_name="section")


def _photos() -> rx.Component:
    pictures = rx.foreach(_page.photos, lambda one: photo(one.address, one.said, caption=one.caption, under=one.under))
    return section(t("Photos"), photo_strip(pictures, label=t("Photos")), name="photos")


def _history() -> rx.Component:
    steps = rx.foreach(
        _page.steps,
        lambda step: timeline_step(
            step.what,
            step.when,
            *said_of_message(step),
            kind=step.kind,
            icon_name=step.icon,
            quote=step.quote,
            quote_lang=rx.cond(step.under, "", _page.city_lang),
            exact=step.exact,
        ),
    )
    feed = shown(_page.feed_to, feed_link(_page.feed_to))
    return section(t("What happened"), timeline(steps), feed, name="history")


def _where() -> rx.Component:
    place = _page.place
    return section(
        t("Where"),
        spot_map(lat=place.lat, lon=place.lon, icon_name=place.icon, kind=_page.kind),
        facts(
            fact(t("Place"), place.sign.plain),
            shown(place.neighborhood, fact(t("Neighborhood"), link(place.neighborhood, to=place.neighborhood_to))),
        ),
        rx.el.p(link_button(t("Show it on the map"), to=place.map_to, icon_name="map", wide=True), class_name="after"),
        name="where",
    )


def _elsewhere(address: rx.Var[str]) -> rx.Component:
    """A link that another program sent along. Nobody has looked at what is there, and it is not told who comes."""
    return full_load_link(address, to=address, rel="noopener noreferrer nofollow", target="_blank")


def _published() -> rx.Component:
    return shown(
        _page.published,
        section(
            t("What was reported"),
            rx.el.p(_page.published, class_name="as-typed"),
            rx.el.p(t("Somebody told the city, and the city publishes it in these words."), class_name="small quiet"),
            name="published",
        ),
    )


def _city_got() -> rx.Component:
    sent = _page.sent
    return shown(
        sent.is_shown,
        section(
            t("What the city gets"),
            facts(
                fact(t("Place"), sent.address),
                shown(sent.description, fact(t("Description"), rx.el.span(sent.description, class_name="as-typed"))),
                rx.foreach(sent.answers, lambda one: fact(one.question, one.shown, lang=page_language(one.lang))),
                shown(sent.media_link, fact(t("Picture elsewhere"), _elsewhere(sent.media_link))),
            ),
            rx.el.p(
                t(
                    "Everybody sees the kind, the place, the dates, approved photos and what the city says. The "
                    "rest stays between you, your coordinators and the city."
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
        (own.filed_by != "") | (own.heard_from != "") | own.may_ask,
        section(
            t("Stays private"),
            facts(
                shown(own.filed_by, fact(t("Reported by"), own.filed_by)),
                shown(own.heard_from, fact(t("Heard from"), own.heard_from)),
                shown(own.may_ask, asked),
            ),
            name="private",
        ),
    )


PAGE = Page(route=routes.TICKET, build=build, title=_title, on_load=(TicketPage.watch,))
PAGES = (PAGE,)
