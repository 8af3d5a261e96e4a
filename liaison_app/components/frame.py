"""The frame every page stands in: skip link, navigation, a head, the main part, and word of a lost connection."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import page_focus
from liaison_app.components.city_banner import city_strip
from liaison_app.components.connection import trouble_notice
from liaison_app.components.icons import brand_mark, icon
from liaison_app.components.keeping_up import keeping_up
from liaison_app.components.links import jump, link
from liaison_app.components.navigation import account_link, bottom_nav, language_link, news_link, side_nav
from liaison_app.components.signal import no_signal_line, signal_line
from liaison_app.components.words import Words
from liaison_app.i18n import t

#: How an open page hears of changes.
Link = Literal["socket", "asking", "none", "own"]


def page_frame(
    *content: rx.Component,
    here: Words,
    audience: Words = "public",
    current: str = "",
    head: rx.Component | None = None,
    own_gold: bool = False,
    flush: bool = False,
    tells_city: bool = False,
    link_to_server: Link = "socket",
) -> rx.Component:
    """A page of the app.

    `here` is the page's address without its locale (`routes.MINE`, or a value of the state for `/t/…`): the language
    link leads to the same page. `audience` is public, liaison, coordinator or city, and picks the navigation;
    `current` names the place in it (`map`, `mine`, `desk` …). `head` replaces the phone's top bar (a plate, mostly).
    `own_gold` says that the page has a gold button of its own: the navigation's Report then steps back, so that one
    gold action stands on the screen. `flush` takes the padding away for pages that fill the window (the map).
    `tells_city` puts a line under the head when the city has been out of reach for long; the page's watch calls
    `show_city_health`. `link_to_server` is how the page hears of changes: a page written on the server has no socket,
    it asks now and then, or does not. "own" says itself what it knows of the signal.
    """
    return rx.el.div(
        page_focus(),
        skip_link(),
        side_nav(audience, current, here=here, quiet_report=own_gold),
        head if head is not None else top_bar(here=here, audience=audience),
        _of_the_link(link_to_server, audience),
        city_strip() if tells_city else rx.fragment(),
        rx.el.main(
            *content,
            class_name="page__main page__main--flush" if flush else "page__main",
            id="main",
            tab_index=-1,
        ),
        bottom_nav(audience, current, quiet_report=own_gold),
        class_name="page",
    )


def _of_the_link(kind: Link, audience: Words) -> rx.Component:
    if kind == "socket":
        return rx.fragment(signal_line(audience), trouble_notice())
    if kind == "own":
        return rx.fragment()
    return rx.fragment(no_signal_line(), keeping_up() if kind == "asking" else rx.fragment())


def skip_link() -> rx.Component:
    """The first stop of the Tab key on every page."""
    return jump(t("Skip to the page"), to_id="main", class_name="skip")


def top_bar(*, here: Words, audience: Words) -> rx.Component:
    """Brand, language and account on a phone; on a desktop the rail has them."""
    return rx.el.header(
        link(
            brand_mark(),
            rx.el.span("Liaison", custom_attrs={"translate": "no"}),
            to=routes.localized(routes.MAP),
            class_name="top-bar__brand",
        ),
        news_link(audience, "top-bar__link top-bar__news"),
        language_link(here, "top-bar__link"),
        account_link(audience, "top-bar__link", here=here),
        class_name="top-bar top-bar--home",
    )


def back_link(label: Words, to: Words) -> rx.Component:
    """The way back, as the first thing in a plate or question head."""
    return link(icon("back"), label, to=to, class_name="top-bar__link")


def wrap(*content: Any, class_name: str = "", wide: bool = False) -> rx.Component:
    """The page's column: it keeps the gutter on phones and a readable width on desktops."""
    kind = "wrap wrap--wide" if wide else "wrap"
    return rx.el.div(*content, class_name=f"{kind} {class_name}".strip())


def split(main: rx.Component, aside: rx.Component, *, narrow: bool = False, aside_first: bool = False) -> rx.Component:
    """Main part and side part: beside each other on a desktop, below each other on a phone."""
    return rx.el.div(
        main,
        rx.el.div(aside, class_name="split__aside split__aside--first" if aside_first else "split__aside"),
        class_name="split split--narrow-aside" if narrow else "split",
    )


def section(heading: Words, *content: Any, name: str, beside: rx.Component | None = None) -> rx.Component:
    """A part of a page under its heading; `name` is its id, `beside` stands at the heading's right."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(heading, id=f"{name}-heading"),
            beside if beside is not None else rx.fragment(),
            class_name="section__head",
        ),
        *content,
        class_name="section",
        id=name,
        aria_labelledby=f"{name}-heading",
    )


def page_title(words: Words) -> str:
    """The text of `<title>` for a page: what it is (perhaps from the state), then whose. For `add_page(title=…)`."""
    return t("{page} · Liaison", page=words)
