"""Chronic spots: where the same family of problems keeps coming back, and each with its history on one page."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.chips import chip_link, chips
from liaison_app.components.facts import stat, stats
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.links import link
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import notice
from liaison_app.components.public_map import spot_map
from liaison_app.components.share import print_button, share_button
from liaison_app.components.signs import bar_fill, corner_sign, plate
from liaison_app.components.spot_parts import spot_line, spot_strip, visit_line
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import Words, each, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.chronic_spots import SpotListPage, SpotPage
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.spots import FamilyChip, SpotListWords, SpotWords

Spots = SpotListWords | rx.Var[SpotListWords]
Spot = SpotWords | rx.Var[SpotWords]


def build_list() -> rx.Component:
    ready, missing = _list(SpotListPage.words), _no_list()
    return page_frame(
        wrap(rx.match(SpotListPage.phase, ("ready", ready), ("missing", missing), skeleton_list())),
        here=routes.SPOTS,
        audience=LiaisonSession.role,
        current="places",
    )


def draw_list(words: SpotListWords | None) -> rx.Component:
    """The list for whoever is not signed in; for None one that says that there is no such neighborhood."""
    content = _no_list() if words is None else _list(words)
    return page_frame(wrap(content), here=routes.SPOTS, current="places", link_to_server="none")


def _list(words: Spots) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(words.title),
            rx.el.p(
                t(
                    "Places where the same kind of problem was reported again after the city had closed it: at least "
                    "four tickets in three months of the last three years. What came back most often stands first."
                ),
                class_name="lede",
            ),
            class_name="page-head",
        ),
        chips(each(words.chips, _chip), label=t("Kind of problem"), slide=True),
        either(
            has_any(words.spots),
            lambda: rx.el.ul(each(words.spots, spot_line), class_name="ticket-list", aria_label=t("Chronic spots")),
            lambda: _none_here(words),
        ),
        rx.el.div(
            shown(words.first_to, lambda: link_button(t("To the first"), to=words.first_to)),
            shown(words.next_to, lambda: link_button(t("Show more"), to=words.next_to, icon_name="forward")),
            class_name="buttons",
        ),
        rx.el.p(
            t("Only what is reported can come back here. Volume is not need: in a quiet street nobody may report."),
            class_name="small quiet after",
        ),
    )


def _chip(chip: FamilyChip | rx.Var[FamilyChip]) -> rx.Component:
    return chip_link(chip.name, to=chip.href, here=chip.is_here, icon_name=chip.icon)


def _none_here(words: Spots) -> rx.Component:
    return empty_state(
        t("No chronic spot is known here"),
        t("Either nothing keeps coming back, or too little was reported to see it."),
        shown(words.is_narrowed, lambda: link_button(t("All chronic spots"), to=words.all_to)),
    )


def _no_list() -> rx.Component:
    return rx.el.div(
        empty_state(
            t("There is no such list"),
            t("The address may have a slip in it."),
            link_button(t("All chronic spots"), to=routes.spots()),
        ),
        class_name="section",
    )


def build_one() -> rx.Component:
    words = SpotPage.words
    return page_frame(
        rx.match(SpotPage.phase, ("ready", _one(words)), ("missing", wrap(_no_spot())), wrap(skeleton_list())),
        here=SpotPage.here,
        audience=LiaisonSession.role,
        current="places",
        head=rx.cond(SpotPage.phase == "ready", _head(words, SpotPage.here), _bare_head()),
    )


def draw_one(words: SpotWords | None) -> rx.Component:
    """A spot for whoever is not signed in; for None one that says that there is none."""
    if words is None:
        content, here, head = wrap(_no_spot()), routes.SPOTS, _bare_head()
    else:
        here = f"/spots/{words.id}"
        content, head = _one(words), _head(words, here)
    return page_frame(content, here=here, current="places", head=head, link_to_server="none")


def _bare_head() -> rx.Component:
    return plate(t("Chronic spot"), bar=[back_link(t("Chronic spots"), routes.spots())], page=True)


def _head(words: Spot, here: Words) -> rx.Component:
    return plate(
        words.headline,
        kind="late",
        bar=[
            back_link(t("Chronic spots"), words.list_to),
            bar_fill(),
            language_link(here, "top-bar__link plate__language"),
            share_button(),
            print_button(),
        ],
        sign=corner_sign(words.sign.street, words.sign.crossing, block=words.sign.block),
        sub=words.sub,
    )


def _no_spot() -> rx.Component:
    return rx.el.div(
        empty_state(
            t("There is no chronic spot here"),
            t("The address may have a slip in it, or nothing of it is public any more."),
            link_button(t("All chronic spots"), to=routes.spots()),
        ),
        class_name="section",
    )


def _one(words: Spot) -> rx.Component:
    main = rx.el.div(*[part(words) for part in MAIN])
    return wrap(split(main, rx.el.div(*[part(words) for part in ASIDE])))


def _history(words: Spot) -> rx.Component:
    return section(
        t("Over the years"),
        shown(words.quiet, lambda: notice(words.quiet, kind="quiet")),
        spot_strip(words.strip, says=words.strip_says),
        name="years",
    )


def _visits(words: Spot) -> rx.Component:
    return section(
        t("Each time, and how it ended"),
        rx.el.ol(each(words.visits, visit_line), class_name="visits"),
        shown(words.cut, rx.el.p(words.cut, class_name="small quiet")),
        rx.el.p(
            t("Words beside a line are the city's, from when it closed the ticket."),
            class_name="small quiet after",
        ),
        name="visits",
    )


def _figures(words: Spot) -> rx.Component:
    return section(
        t("Closed, and back"),
        stats(
            stat(words.reported, t("reported")),
            stat(words.closed, t("closed by the city")),
            stat(words.fixed, t("seen fixed"), of=words.fixed_of, kind="fixed"),
            stat(words.gap, t("until it is back, half of the time"), kind="late"),
            two=True,
        ),
        rx.el.p(words.gap_line, class_name="after"),
        rx.el.p(
            t("Closed is what the city says. Seen fixed is what somebody saw who went and looked."),
            class_name="small quiet after",
        ),
        name="figures",
    )


def _where(words: Spot) -> rx.Component:
    return section(
        t("Where"),
        spot_map(lat=words.lat, lon=words.lon, icon_name=words.icon, kind="late"),
        rx.el.p(link_button(t("Show it on the map"), to=words.map_to, icon_name="map", wide=True), class_name="after"),
        shown(
            words.neighborhood,
            lambda: rx.el.p(link(words.neighborhood, to=words.neighborhood_to), class_name="after"),
        ),
        rx.el.p(
            t("Tickets of one kind of problem that lie within 40 m of each other. Only public ones are counted."),
            class_name="small quiet after",
        ),
        name="where",
    )


# What stands on the page, in its order.
Part = Callable[[Spot], rx.Component]
MAIN: tuple[Part, ...] = (_history, _visits)
ASIDE: tuple[Part, ...] = (_figures, _where)

PAGES = (
    Page(
        route=routes.SPOTS,
        build=build_list,
        title=lambda: page_title(t("Chronic spots")),
        on_load=(LiaisonSession.load, SpotListPage.load),
        draw=draw_list,
    ),
    Page(
        route=routes.SPOT,
        build=build_one,
        title=lambda: page_title(t("Chronic spot")),
        on_load=(LiaisonSession.load, SpotPage.load),
        draw=draw_one,
    ),
)
