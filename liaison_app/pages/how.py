"""How it works: the whole process, what is known of it in figures, and every service."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.fields import text_field
from liaison_app.components.frame import page_frame, page_title, section, split, wrap
from liaison_app.components.how_parts import process_steps, service_line
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.posted_form import asking_form
from liaison_app.components.waiting import skeleton_list
from liaison_app.components.words import each, has_any, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.how_it_works import HowPage
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.how import FigureWords, GroupWords, HowWords
from liaison_app.wording.process_parts import DepartmentWords

How = HowWords | rx.Var[HowWords]


def build() -> rx.Component:
    return page_frame(
        wrap(rx.cond(HowPage.phase == "ready", _content(HowPage.words), skeleton_list())),
        here=routes.HOW,
        audience=LiaisonSession.role,
        current="program",
    )


def draw(words: HowWords) -> rx.Component:
    """The same for whoever is not signed in."""
    return page_frame(wrap(_content(words)), here=routes.HOW, current="program", link_to_server="none")


def _content(words: How) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(t("How it works")),
            rx.el.p(
                t("What happens to a request, who does the work, and how long it really takes."), class_name="lede"
            ),
            class_name="page-head",
        ),
        shown(words.asked, lambda: _found(words)),
        split(
            rx.el.div(_services(words), _process(words)),
            rx.el.div(_finder(words), _meaning(), _figures(words), _who(words)),
        ),
    )


def _search() -> rx.Component:
    return asking_form(
        text_field("q", t("Search in plain words"), hint=t("For example: couch on the sidewalk, light out, no heat")),
        button(t("Search"), kind="ink", icon_name="search", type="submit"),
        action=routes.localized(routes.HOW),
        class_name="how-search",
        role="search",
    )


def _found(words: How) -> rx.Component:
    return section(
        words.found_says,
        rx.el.ul(each(words.found, service_line), class_name="service-lines"),
        link(t("All services"), to=routes.localized(routes.HOW)),
        name="found",
    )


def _services(words: How) -> rx.Component:
    return section(
        t("What do you want to report?"),
        _search(),
        each(words.groups, _group),
        rx.el.p(
            t("How long: of what the city closed here in the last 12 months. Open any for the whole picture."),
            class_name="small quiet",
        ),
        name="services",
    )


def _group(group: GroupWords | rx.Var[GroupWords]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(rx.el.h3(group.name), class_name="service-group__name"),
        rx.el.ul(each(group.services, service_line), class_name="service-lines"),
        class_name="service-group",
    )


def _process(words: How) -> rx.Component:
    return section(
        t("From the report to the end"),
        notice(
            t("In danger, call 911."),
            t("Gas, wires down, fire, somebody hurt: a request is too slow for that."),
            kind="stop",
        ),
        process_steps(words.steps),
        rx.el.p(
            t("From public pages and open data of different years; none of it was checked against the city's systems."),
            class_name="small quiet after",
        ),
        name="process",
    )


def _finder(words: How) -> rx.Component:
    return shown(
        words.has_finder,
        lambda: section(
            t("Trash or a building? Three questions"),
            rx.el.p(t("Several services of several departments are about them. Find the right one first.")),
            rx.el.p(
                link_button(t("Find the right service"), to=routes.how_which(), kind="ink", icon_name="ask"),
                class_name="after",
            ),
            name="finder",
        ),
    )


def _meaning() -> rx.Component:
    rows = (
        (t("Open"), t("The city has it. It does not say more in public, or only in its notes.")),
        (t("Closed"), t("The city says that it is done with it: repaired, not found, or not its business.")),
        (t("Seen fixed"), t("Somebody went there and saw that it is fixed. Only a person can say that.")),
    )
    return section(
        t("Closed is not fixed"),
        rx.el.dl(*[rx.el.div(rx.el.dt(name), rx.el.dd(words)) for name, words in rows], class_name="meanings"),
        name="meaning",
    )


def _figures(words: How) -> rx.Component:
    return section(
        t("In figures"),
        rx.el.p(words.closed),
        rx.el.p(words.seen, class_name="after"),
        _published(words),
        rx.el.p(link(t("Places where it keeps coming back"), to=routes.spots()), class_name="after"),
        name="figures",
    )


def _published(words: How) -> rx.Component:
    """What the city published, each with its year."""
    return shown(
        has_any(words.figures),
        lambda: rx.fragment(
            rx.el.h3(t("As published"), class_name="after"),
            rx.el.ul(each(words.figures, _figure), class_name="known-figures"),
        ),
    )


def _figure(one: FigureWords | rx.Var[FigureWords]) -> rx.Component:
    year = rx.el.span(one.year, class_name="known-figures__year")
    return rx.el.li(shown(one.year, year), rx.el.b(one.number), " ", one.line)


def _who(words: How) -> rx.Component:
    return section(t("Who is who"), rx.el.dl(each(words.departments, _department), class_name="meanings"), name="who")


def _department(one: DepartmentWords | rx.Var[DepartmentWords]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.name), rx.el.dd(one.line, " ", rx.el.span(one.system, class_name="quiet")))


PAGE = Page(
    route=routes.HOW,
    build=build,
    title=lambda: page_title(t("How it works")),
    on_load=(LiaisonSession.load, HowPage.load),
    draw=draw,
)
PAGES = (PAGE,)
