"""The city's desk: a person answers for the city that is practised with."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import shaped_badge
from liaison_app.components.browser_parts import filling, text_area
from liaison_app.components.buttons import button
from liaison_app.components.chips import chips, filter_chip
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import described, field, search_field, text_field
from liaison_app.components.frame import page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.notices import live_region, notice
from liaison_app.components.pagination import paging_buttons
from liaison_app.components.photos import photo, photo_strip
from liaison_app.components.timeline import timeline, timeline_step
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import each, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.city_desk import CityQueue
from liaison_app.states.liaison_session import LiaisonSession

_request = CityQueue.request
_has_request = CityQueue.request.number != ""


def build() -> rx.Component:
    """The queue, and beside it (on a phone instead of it) the request that is open."""
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("The city’s queue")),
                button(t("Load again"), icon_name="again", small=True, on_click=CityQueue.load),
                class_name="row row--apart section",
            ),
            rx.match(
                CityQueue.phase,
                ("ready", _desk()),
                ("none", _no_desk()),
                ("down", _down()),
                skeleton_list(5),
            ),
            wide=True,
        ),
        here=routes.CITY_DESK,
        audience=LiaisonSession.role,
        current="city",
    )


def _desk() -> rx.Component:
    queue = rx.el.div(
        _filters(), _rows(), class_name=rx.cond(_has_request, "desk-queue desk-queue--away", "desk-queue")
    )
    beside = rx.cond(_has_request, _one(), _choose_one())
    return rx.el.div(queue, rx.el.div(beside, class_name="desk-request"), class_name="city-desk")


def _filters() -> rx.Component:
    def chip(key: str, label: str) -> rx.Component:
        return filter_chip(label, pressed=CityQueue.shown == key, on_click=CityQueue.show_only(key))

    return rx.el.div(
        rx.el.form(
            search_field("query", t("Search the queue"), words=t("Number, street, words")),
            on_submit=CityQueue.search,
            role="search",
        ),
        chips(chip("open", t("Open")), chip("closed", t("Closed")), chip("all", t("All")), label=t("Show")),
        class_name="stack",
    )


def _rows() -> rx.Component:
    listed = rx.el.div(
        rx.el.p(CityQueue.total, class_name="small quiet after", role="status"),
        rx.el.ul(rx.foreach(CityQueue.rows, _row), class_name="ticket-list"),
        paging_buttons(
            CityQueue.page_words,
            on_previous=CityQueue.turn(-1),
            on_next=CityQueue.turn(1),
            has_previous=CityQueue.page > 1,
            has_next=CityQueue.has_more,
        ),
    )
    nothing = empty_state(t("Nothing here"), t("No request fits. New ones come in as liaisons send them."))
    return rx.cond(CityQueue.rows.length() > 0, listed, nothing)


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            rx.el.span(icon(row.icon), class_name="ticket-card__icon"),
            rx.el.h2(
                rx.el.button(
                    row.place,
                    type="button",
                    class_name="ticket-card__place ticket-card__open",
                    on_click=CityQueue.choose(row.id),
                )
            ),
            rx.el.span(row.far, class_name="ticket-card__far"),
            rx.el.p(row.what, class_name="ticket-card__what"),
            rx.el.div(each(row.badges, shaped_badge), class_name="ticket-card__when"),
            class_name=f"ticket-card ticket-card--{row.kind}",
        ),
        key=row.id,
    )


def _choose_one() -> rx.Component:
    return rx.el.p(t("Choose a request to see it and answer."), class_name="quiet desk-request__none")


def _one() -> rx.Component:
    typed = rx.el.span(_request.description, class_name="as-typed")
    return rx.el.section(
        button(t("Back to the queue"), icon_name="back", small=True, on_click=CityQueue.choose("")),
        rx.el.h2(_request.place),
        rx.el.p(shaped_badge(_request.badge)),
        live_region(
            shown(CityQueue.told, notice(CityQueue.told, t("The liaison sees it in a moment."), kind="fixed")),
            shown(CityQueue.notice, notice(CityQueue.notice, kind="late")),
        ),
        facts(
            fact(t("City number"), rx.el.span(_request.number, class_name="num")),
            fact(t("Kind"), _request.service),
            fact(t("Department"), _request.department),
            shown(_request.due, fact(t("Promised"), _request.due)),
            shown(_request.description, fact(t("Description"), typed)),
            rx.foreach(_request.answers, lambda one: fact(one.question, one.answer)),
        ),
        shown(_request.photos.length() > 0, _photos()),
        _write_back(),
        rx.cond(_request.is_open, _answers(), rx.fragment()),
        section(t("What happened"), timeline(rx.foreach(_request.steps, _step)), name="steps"),
        class_name="stack",
        key=_request.number,
    )


def _photos() -> rx.Component:
    said = t("Photo of the problem")
    return section(
        t("Photos"),
        photo_strip(rx.foreach(_request.photos, lambda path: photo(path, said)), label=t("Photos")),
        name="photos",
    )


def _step(step: Any) -> rx.Component:
    return timeline_step(
        step.what,
        step.when,
        shown(step.language, rx.el.p(step.language, class_name="timeline__under")),
        kind=step.kind,
        icon_name=step.icon,
        quote=step.quote,
        quote_lang=rx.cond(step.is_paired, "", CityQueue.city_lang),
        exact=step.exact,
    )


def _write_back() -> rx.Component:
    words = text_area("answer", t("Your answer"), most=1000, error=_error("answer"), rows="3")
    asked = rx.el.blockquote(_request.asked, class_name="timeline__quote as-typed")
    return rx.el.div(
        shown(_request.asked, section(t("What the reporter wrote"), asked, name="asked")),
        _answer(
            t("Write to the reporter"), CityQueue.answer, _pick("answer", _request.to_answer), words, icon_name="send"
        ),
    )


def _answers() -> rx.Component:
    note = text_area("note", t("Words for the reporter"), most=1000, optional=True, rows="2")
    question = text_area("question", t("Your question"), most=1000, error=_error("question"), rows="2")
    closing = text_area("closing_note", t("What was done"), most=1000, error=_error("closing_note"), rows="2")
    day = text_field("on", t("Day of the crew"), input_type="date", error=_error("on"))
    fixed = choice_cards(
        "was_fixed",
        t("Is it fixed?"),
        choice_card("was_fixed", "yes", t("Fixed"), default_checked=True),
        choice_card("was_fixed", "no", t("Closed without fixing")),
        two=True,
    )
    return section(
        t("Answer"),
        _answer(
            t("Acknowledge"), CityQueue.acknowledge, _pick("note", _request.to_acknowledge), note, icon_name="seen"
        ),
        _answer(t("Put on a crew’s list"), CityQueue.schedule, day, icon_name="crew"),
        _answer(
            t("Ask the reporter"), CityQueue.ask_back, _pick("question", _request.to_ask), question, icon_name="ask"
        ),
        _answer(
            t("Close it"), CityQueue.close, _pick("closing_note", _request.to_close), closing, fixed, icon_name="check"
        ),
        name="answer",
    )


def _pick(fills: str, choices: Any) -> rx.Component:
    """Answers that are often given; what is picked goes into the field, where nothing of the writer's stands."""
    name = f"pick_{fills}"
    options = rx.foreach(
        choices, lambda one: rx.el.option(one.words, value=one.value, custom_attrs={"data-words": one.sent})
    )
    control = rx.el.select(
        rx.el.option(t("In your own words"), value=""),
        options,
        class_name="field__input",
        custom_attrs={"data-fills": fills},
        **described(name, ""),
    )
    hint = t("It goes out in the city’s language, and its reader reads it in theirs.")
    return shown(choices.length() > 0, filling(field(name, t("An answer that is often given"), control, hint=hint)))


def _error(name: str) -> Any:
    return rx.cond(CityQueue.errors.contains(name), CityQueue.errors[name], "")


def _answer(label: str, on_submit: Any, *fields: rx.Component, icon_name: str) -> rx.Component:
    send = button(label, type="submit", kind="ink", icon_name=icon_name)
    return rx.el.details(
        rx.el.summary(icon(icon_name), label, class_name="desk-answer__name"),
        rx.el.form(*fields, rx.el.div(send, class_name="buttons"), on_submit=on_submit, class_name="stack"),
        class_name="desk-answer",
    )


def _no_desk() -> rx.Component:
    return empty_state(
        t("This city answers in its own system"),
        t(
            "The app is connected to a real city, so there is no queue here to answer from. Use your own work system; "
            "what you write there shows on the tickets."
        ),
    )


def _down() -> rx.Component:
    return notice(
        t("The city’s system does not answer"),
        t("The queue cannot be shown. Try again in a moment."),
        kind="late",
        act=button(t("Try again"), on_click=CityQueue.load, icon_name="again"),
    )


PAGE = Page(
    route=routes.CITY_DESK,
    build=build,
    title=lambda: page_title(t("The city’s queue")),
    on_load=(CityQueue.load, CityQueue.watch),
    audience=Audience.CITY,
)

PAGES = (PAGE,)
