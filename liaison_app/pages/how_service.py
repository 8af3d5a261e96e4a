"""How one service works: how long it really takes, the steps, what it is and is not, what closes it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import link_button
from liaison_app.components.facts import fact, facts
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.how_parts import closing_picture, know_or_not, process_steps, reason_line, stop_line
from liaison_app.components.links import feed_link, full_load_link, link
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import notice
from liaison_app.components.signs import bar_fill, plate
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import Words, each, has_any, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.how_it_works import ServicePage
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.how_service import PlaceRow, ServiceWords

Service = ServiceWords | rx.Var[ServiceWords]


def build() -> rx.Component:
    words = ServicePage.words
    missing = wrap(_missing())
    return page_frame(
        rx.match(ServicePage.phase, ("ready", _content(words)), ("missing", missing), wrap(skeleton_text(8))),
        here=ServicePage.here,
        audience=LiaisonSession.role,
        current="program",
        head=rx.cond(ServicePage.phase == "ready", _head(words, ServicePage.here), _bare_head(ServicePage.here)),
        own_gold=True,
    )


def draw(words: ServiceWords | None) -> rx.Component:
    """The same for whoever is not signed in; for None one that says that there is no such service."""
    if words is None:
        return page_frame(
            wrap(_missing()), here=routes.HOW, current="program", head=_bare_head(), link_to_server="none"
        )
    here = f"/how/{words.code}"
    return page_frame(
        _content(words), here=here, current="program", head=_head(words, here), own_gold=True, link_to_server="none"
    )


def _bar(here: Words) -> list[rx.Component]:
    return [
        back_link(t("All services"), routes.localized(routes.HOW)),
        bar_fill(),
        language_link(here, "top-bar__link plate__language"),
    ]


def _bare_head(here: Words = routes.HOW) -> rx.Component:
    return plate(t("How it works"), bar=_bar(here), page=True)


def _head(words: Service, here: Words) -> rx.Component:
    the_map = link_button(t("On the map"), to=words.map_to, kind="on-plate", icon_name="map")
    return plate(
        rx.fragment(rx.el.span(t("How it works:"), class_name="plate__kicker"), " ", words.name),
        bar=_bar(here),
        sub=words.sub,
        acts=rx.el.div(
            link_button(t("Report this"), to=words.report_to, kind="gold", icon_name="report"),
            shown(words.map_to, the_map),
            class_name="plate__acts",
        ),
        page=True,
    )


def _missing() -> rx.Component:
    return rx.el.div(
        empty_state(
            t("The city has no service of that number"),
            t("It may have left the city's list, or the address has a slip in it."),
            link_button(t("All services"), to=routes.localized(routes.HOW)),
        ),
        class_name="section",
    )


def _content(words: Service) -> rx.Component:
    main = rx.el.div(*[part(words) for part in MAIN])
    return wrap(split(main, rx.el.div(*[part(words) for part in ASIDE])))


def _times(words: Service) -> rx.Component:
    return section(
        words.says,
        shown(words.private, lambda: notice(words.private, kind="quiet", icon_name="private")),
        shown(words.has_picture, lambda: closing_picture(words.picture, says=words.says, base=words.base)),
        facts(
            fact(
                t("Last published"),
                words.level,
                shown(words.level_note, rx.el.p(words.level_note, class_name="small quiet")),
            ),
            shown(words.seen, fact(t("Seen afterwards"), words.seen)),
        ),
        name="times",
    )


def _places(words: Service) -> rx.Component:
    return shown(
        has_any(words.slowest),
        lambda: section(
            t("Where it takes longest, and least"),
            rx.el.div(
                _ranking(t("Longest"), words.slowest), _ranking(t("Shortest"), words.fastest), class_name="side-by-side"
            ),
            rx.el.p(
                t(
                    "Only neighborhoods with at least 20 closed in the last 12 months. How many there are says who "
                    "reports, not who needs it: volume is not need."
                ),
                class_name="small quiet after",
            ),
            name="places",
        ),
    )


def _ranking(heading: str, rows: Any) -> rx.Component:
    return rx.el.div(rx.el.h3(heading), rx.el.ol(each(rows, _place), class_name="place-times"))


def _place(row: PlaceRow | rx.Var[PlaceRow]) -> rx.Component:
    return rx.el.li(link(row.name, to=row.href), rx.el.span(row.half), rx.el.span(row.base, class_name="small quiet"))


def _steps(words: Service) -> rx.Component:
    return section(t("Step by step"), process_steps(words.steps), name="steps")


def _what(words: Service) -> rx.Component:
    return section(
        t("What it is, and is not"),
        rx.el.p(words.what),
        shown(words.is_not, rx.el.p(words.is_not, class_name="after")),
        shown(
            words.city_name != words.name,
            rx.el.p(t("The city calls it:"), " ", rx.el.b(words.city_name), class_name="small quiet after"),
        ),
        name="what",
    )


def _photo(words: Service) -> rx.Component:
    return section(
        t("What to photograph"), know_or_not(words.photo, t("We do not know what helps most here.")), name="photo"
    )


def _intake(words: Service) -> rx.Component:
    return section(
        t("What gets it closed at once"),
        rx.el.p(words.intake_note, class_name="quiet"),
        shown(has_any(words.intake), rx.el.ul(each(words.intake, reason_line), class_name="intake after")),
        name="intake",
    )


def _stops(words: Service) -> rx.Component:
    return shown(
        has_any(words.stops),
        lambda: section(
            t("Before you report it"),
            rx.el.ul(each(words.stops, stop_line), class_name="stop-lines"),
            rx.el.p(t("Numbers and rules change; this is unofficial."), class_name="small quiet after"),
            name="stops",
        ),
    )


def _more(words: Service) -> rx.Component:
    return section(
        t("More"),
        rx.el.ul(
            rx.el.li(link(t("The whole process"), to=routes.localized(routes.HOW))),
            rx.el.li(link(t("Places where it keeps coming back"), to=routes.spots())),
            shown(words.csv_to, lambda: rx.fragment(*[rx.el.li(one) for one in _files(words)])),
            class_name="plain-links",
        ),
        shown(words.feed_to, lambda: feed_link(words.feed_to)),
        name="more",
    )


def _files(words: Service) -> list[rx.Component]:
    return [
        full_load_link(t("All tickets of it as CSV"), to=words.csv_to),
        full_load_link(t("All tickets of it as GeoJSON"), to=words.geojson_to),
        link(t("What the files hold"), to=routes.localized(routes.API_DOCS)),
    ]


# What stands on the page, in its order.
Part = Callable[[Service], rx.Component]
MAIN: tuple[Part, ...] = (_times, _steps, _places)
ASIDE: tuple[Part, ...] = (_what, _photo, _intake, _stops, _more)

PAGE = Page(
    route=routes.HOW_SERVICE,
    build=build,
    title=lambda: page_title(
        rx.cond(ServicePage.words.name != "", f"{t('How it works:')} {ServicePage.words.name}", t("How it works"))
    ),
    on_load=(LiaisonSession.load, ServicePage.load),
    draw=draw,
)
PAGES = (PAGE,)
