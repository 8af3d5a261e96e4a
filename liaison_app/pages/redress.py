"""The packet of a redress: all that says that what the city closed is not fixed, to print, to read out, to file."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.kept_form import forget_kept, kept_form
from liaison_app.components.links import link
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.photos import photo, photo_strip
from liaison_app.components.report_steps import said
from liaison_app.components.share import copy_button, print_button
from liaison_app.components.signs import bar_fill, corner_sign, plate, plate_numbers
from liaison_app.components.timeline import city_quote
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import DESCRIPTION_LENGTH, OK
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.ticket_parts import before_and_after
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.redressing import TOLD, Redressing

_packet = Redressing.packet


def build() -> rx.Component:
    """The packet; what has been filed because of it stands above."""
    ready = split(
        rx.el.div(_filed(), _closing(), _seen(), _pictures(), _before()),
        rx.el.div(_say_it(), _file_it()),
    )
    content = rx.match(
        Redressing.phase, ("ready", ready), ("missing", _missing()), rx.el.p(t("One moment…"), role="status")
    )
    return page_frame(
        wrap(content),
        here=Redressing.here,
        audience=LiaisonSession.role,
        current="mine",
        head=_head(),
        own_gold=True,
    )


def _head() -> rx.Component:
    bar = [
        back_link(t("To the ticket"), rx.cond(_packet.id, _packet.ticket_to, routes.localized(routes.MINE))),
        bar_fill(),
        language_link(Redressing.here, "top-bar__link plate__language"),
        print_button(),
    ]
    known = plate(
        _packet.headline,
        kind="not-fixed",
        bar=bar,
        sign=corner_sign(_packet.sign.street, _packet.sign.crossing, block=_packet.sign.block),
        sub=t("Everything to tell the city so, on one sheet."),
        acts=plate_numbers((t("Our number"), _packet.id), (t("City number"), _packet.number)),
    )
    return rx.cond(Redressing.phase == "ready", known, plate(t("Closed, not fixed"), bar=bar, page=True))


def _filed() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return rx.el.li(row.what, " ", link(row.number, to=row.href), " (", row.stands, ")")

    told = notice(
        t("The city has another request for it"),
        rx.el.ul(rx.foreach(_packet.linked, one), class_name="notice__list linked"),
        kind="quiet",
        icon_name="again",
    )
    said = live_region(shown(_packet.is_filed_again, rx.el.div(told, class_name="section")))
    return rx.el.div(said, id=TOLD, tab_index=-1)


def _closing() -> rx.Component:
    return section(
        t("What the city closed"),
        facts(
            fact(t("City number"), _packet.number),
            fact(t("Kind"), _packet.service),
            fact(t("Place"), _packet.place),
            fact(t("Reported on"), _packet.requested),
            shown(_packet.closed, fact(t("Closed on"), _packet.closed)),
        ),
        city_quote(_packet.city_words, _packet.lang),
        name="closing",
    )


def _seen() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return rx.el.li(rx.el.p(row.said), shown(row.note, rx.el.p(row.note, class_name="as-typed quiet")))

    return section(
        t("What somebody saw"), rx.el.ul(rx.foreach(_packet.looks, one), class_name="linked"), name="seen"
    )  # fmt: skip


def _pictures() -> rx.Component:
    def one(row: Any) -> rx.Component:
        return photo(row.address, row.said, caption=row.caption, under=row.under)

    others = photo_strip(rx.foreach(_packet.photos.others, one), label=t("Photos"))
    return rx.fragment(
        shown(_packet.photos.pair.is_shown, before_and_after(_packet.photos.pair)),
        shown(_packet.photos.others.length() > 0, section(t("Photos"), others, name="photos")),
    )


def _before() -> rx.Component:
    """Nothing where nothing was closed here before."""

    def one(row: Any) -> rx.Component:
        return rx.el.li(link(row.what, to=row.href), city_quote(row.city_words, _packet.lang))

    known = _packet.earlier.length() > 0
    spot = rx.el.p(link(icon("again"), _packet.times_here, to=_packet.spot_to, class_name="here-before"))
    return shown(
        known,
        section(
            t("Closed here before"),
            shown(_packet.times_here, spot),
            rx.el.ul(rx.foreach(_packet.earlier, one), class_name="linked"),
            name="before",
        ),
    )


def _say_it() -> rx.Component:
    return section(
        t("Say it"),
        rx.el.p(_packet.call),
        rx.el.blockquote(_packet.text, class_name="timeline__quote as-typed", lang=page_language(_packet.lang)),
        rx.el.div(
            copy_button(_packet.text, t("Copy the text")),
            print_button("button", with_word=True),
            class_name="buttons after no-print",
        ),
        name="say",
    )


def _file_it() -> rx.Component:
    """For its liaison, as long as nothing goes on for it; others see whose it is."""
    what = rx.el.p(
        t("A new request for the same place, with the same answers. It names the first one, and both show each other."),
        " ",
        _packet.photos_say,
    )
    return rx.fragment(
        shown(
            _packet.kept_as,
            rx.el.div(
                section(t("File it again"), what, _form(), name="file"), key=_packet.kept_as, class_name="no-print"
            ),
        ),
        shown(_packet.anew_to, _anew()),
        shown(_packet.forget, forget_kept(_packet.forget)),
    )


def _anew() -> rx.Component:
    """Where the city does not take any more what the first request holds."""
    anew = section(
        t("File it again"),
        rx.el.p(_packet.anew_says),
        buttons(link_button(t("Report it anew"), to=_packet.anew_to, kind="gold", icon_name="report")),
        name="anew",
    )
    return rx.el.div(anew, class_name="no-print")


def _form() -> rx.Component:
    words = text_area(
        "description",
        t("What the city gets"),
        most=DESCRIPTION_LENGTH,
        hint=t("Leave the number in it. Add what a crew should know."),
        error=said(Redressing.errors, "description"),
        rows="9",
        lang=page_language(_packet.lang),
    )
    failed = shown(Redressing.notice, notice(Redressing.notice, kind="late"))
    send = buttons(button(t("File it again"), kind="gold", type="submit", icon_name="send"))
    return kept_form(
        rx.el.div(words, live_region(_personal(), _sent_before(), failed), send, class_name="stack after"),
        owner=_packet.kept_as,
        is_open=Redressing.is_open,
        answered=Redressing.answered,
        on_open=Redressing.open,
        on_ask=Redressing.ask,
        on_submit=Redressing.submit,
        is_last=True,
        done_ref=Redressing.sent_ref,
        starts=_packet.starts,
        name="redress",
    )


def _personal() -> rx.Component:
    return shown(
        Redressing.errors.contains(OK),
        personal_question(Redressing.personal.lines, Redressing.personal.pieces, Redressing.errors),
    )


def _sent_before() -> rx.Component:
    words = t("It was filed before you changed the text. Load the page again to see it.")
    return shown(Redressing.is_other, notice(words, kind="late"))


def _missing() -> rx.Component:
    return not_found(
        t("There is no packet here"),
        t("It is for a closed ticket that somebody saw not fixed, and for those who are asked to look at it."),
        to=routes.localized(routes.MINE),
        way=t("See my tickets"),
    )


PAGE = Page(
    route=routes.REDRESS,
    build=build,
    title=lambda: page_title(t("Closed, not fixed")),
    on_load=(Redressing.watch,),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
