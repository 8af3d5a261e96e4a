"""A liaison's own tickets."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.city_banner import city_banner
from liaison_app.components.facts import stat, stats
from liaison_app.components.fields import search_field
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.kept_form import kept_draft
from liaison_app.components.notices import live_region, notice
from liaison_app.components.share import print_button
from liaison_app.components.tickets import group_heading, ticket_cards
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.my_tickets import MyTickets


def build() -> rx.Component:
    """Title, filters and search, the sections; on a desktop the year beside them."""
    return page_frame(
        wrap(
            city_banner(),
            rx.el.section(_title(), _search(), _chips(), class_name="section stack"),
            split(_main(), _year()),
        ),
        here=routes.MINE,
        audience=LiaisonSession.role,
        current="mine",
    )


def _main() -> rx.Component:
    return rx.el.div(live_region(_told()), kept_draft(MyTickets.owner), _to_see(), _list(), _followed())


def _title() -> rx.Component:
    meetings = link_button(t("Meetings"), to=routes.localized(routes.MEETINGS), icon_name="meetings", small=True)
    return rx.el.div(
        rx.el.h1(t("My tickets")),
        rx.el.div(meetings, print_button(class_name="button button--small"), class_name="row"),
        class_name="row row--apart",
    )


def _search() -> rx.Component:
    return rx.el.form(
        search_field("query", t("Search your tickets"), words=t("Our number, the city’s, or a street"), max_length=80),
        on_submit=MyTickets.search,
        role="search",
    )


def _chips() -> rx.Component:
    def one(chip: Any) -> rx.Component:
        return filter_chip(
            chip.label,
            pressed=chip.is_on,
            icon_name=chip.icon,
            count=chip.count,
            on_click=MyTickets.choose(chip.key),
        )

    return chips(rx.foreach(MyTickets.chips, one), label=t("Show"), slide=True)


def _told() -> rx.Component:
    return shown(MyTickets.notice, notice(MyTickets.notice, kind="late"))


def _list() -> rx.Component:
    return rx.match(
        MyTickets.phase,
        ("ready", rx.cond(MyTickets.sections.length() > 0, _sections(), _nothing())),
        ("failed", _failed()),
        skeleton_list(6),
    )


def _sections() -> rx.Component:
    def one(part: Any) -> rx.Component:
        late = group_heading(part.heading, part.count, icon_name=part.icon, late=True)
        calm = group_heading(part.heading, part.count, icon_name=part.icon)
        return rx.el.section(
            rx.cond(part.is_late, late, calm), ticket_cards(part.rows), aria_label=part.heading, key=part.key
        )

    more = button(t("Show more"), on_click=MyTickets.show_more, icon_name="unfold")
    return rx.el.div(
        rx.foreach(MyTickets.sections, one),
        shown(MyTickets.next_page, too_many(t("There are more."), more)),
    )


def _is_whole() -> rx.Var[bool]:
    """Whether no filter and no search narrows the page."""
    return (MyTickets.chosen == "") & (MyTickets.query == "")


def _to_see() -> rx.Component:
    """Closed, and nobody has looked yet: own tickets, and those of others that are followed or stood behind."""
    more = t("More are overdue: they stand below, under “Closed. Go and look” and “You follow”.")
    to_see = section(
        t("Go and see"),
        rx.el.p(t("The city closed these. Is it fixed? Look within two days and say so on the ticket.")),
        rx.el.div(ticket_cards(MyTickets.to_see, label=t("Go and see")), class_name="after"),
        shown(MyTickets.has_more_to_see, rx.el.p(more, class_name="small quiet")),
        name="to-see",
    )
    return shown(_is_whole() & (MyTickets.to_see.length() > 0), to_see)


def _followed() -> rx.Component:
    """Other people's tickets that are followed; not among what a filter or a search narrows."""
    followed = section(
        t("You follow"),
        ticket_cards(MyTickets.followed, label=t("You follow")),
        rx.el.p(
            t("Other people’s tickets. What changes on them shows here by itself."), class_name="small quiet after"
        ),
        name="followed",
    )
    return shown(_is_whole() & (MyTickets.followed.length() > 0), followed)


def _nothing() -> rx.Component:
    none_yet = empty_state(
        t("You have not reported anything yet"),
        t("What you report shows here, with what the city says about it."),
        link_button(t("Report a problem"), to=routes.localized(routes.REPORT), kind="gold", icon_name="report"),
    )
    none_fits = empty_state(
        t("None of your tickets fits"),
        t("Type our number (T-…), the city’s number, or a part of the street."),
        button(t("Show all"), on_click=MyTickets.choose(""), icon_name="list"),
    )
    return rx.cond(MyTickets.has_any, none_fits, none_yet)


def _failed() -> rx.Component:
    return notice(
        t("Your tickets cannot be shown just now"),
        t("Nothing is lost. Try again in a moment."),
        kind="late",
        act=button(t("Try again"), on_click=MyTickets.watch, icon_name="again"),
    )


def _year() -> rx.Component:
    year = MyTickets.year
    return section(
        t("This year"),
        stats(
            stat(year.sent, t("sent to the city")),
            stat(year.fixed, t("closed ones seen fixed"), of=year.fixed_of, kind="fixed"),
            stat(year.not_fixed, t("closed, but not fixed"), kind="late"),
            stat(year.heard_from, t("for a neighbor who told you")),
            two=True,
        ),
        name="year",
    )


PAGE = Page(
    route=routes.MINE,
    build=build,
    title=lambda: page_title(t("My tickets")),
    on_load=(MyTickets.watch,),
    audience=Audience.LIAISON,
)

PAGES = (PAGE,)
