"""Report, step 2: what is it?"""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.choices import choice_cards
from liaison_app.components.fields import text_field
from liaison_app.components.frame import page_title
from liaison_app.components.icons import icon
from liaison_app.components.kept_form import kept_form
from liaison_app.components.links import jump, link
from liaison_app.components.notices import danger_notice, live_region, notice
from liaison_app.components.question import question_frame
from liaison_app.components.report_parts import kind_card, kind_row, near_ticket, stop_line
from liaison_app.components.report_steps import said, so_far, start_over
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.report_form import FormKind, city_form
from liaison_app.states.report_draft import ReportDraft
from liaison_app.states.report_office import Step
from liaison_app.states.report_what import WhatStep
from liaison_app.wording.report import KindGroup


def build() -> rx.Component:
    return what_step(city_form())


def what_step(form: FormKind) -> rx.Component:
    """Words first; three likely kinds; all of them to browse; what stops a request; open ones close by."""
    what = form.what
    return kept_form(
        question_frame(
            danger_notice(),
            _words(),
            _choices(what),
            live_region(_nothing(what), _near_hint(what)),
            rx.el.div(_chosen(what), class_name="stack"),
            _browse(what),
            start_over(),
            title=t("What is it?"),
            hint=t("Say it the way you would to a neighbor."),
            step=2,
            steps=4,
            action=_go_on(what),
            back_to=form.to(Step.WHERE),
            aside=rx.el.div(_near(what), so_far(what.sign, what.chosen.name), class_name="stack"),
            **form.framed(Step.WHAT),
        ),
        **form.kept(Step.WHAT, what),
    )


def _words() -> rx.Component:
    return text_field(
        "words",
        t("In your own words"),
        hint=t("A couch, a pothole, a street light that is out …"),
        max_length=200,
        enter_key_hint="search",
        custom_attrs={"data-live": "words"},
    )


def _choices(what: type[WhatStep]) -> rx.Component:
    cards = choice_cards(
        "service",
        t("That sounds like"),
        rx.foreach(what.best, kind_card),
        error=said(what.errors, "service"),
    )
    error = said(what.errors, "service")
    wrong = shown(error, notice(error, t("Write a word or two above."), kind="late"))
    return rx.cond(what.best.length() > 0, cards, wrong)


def _nothing(what: type[WhatStep]) -> rx.Component:
    count = rx.el.p(what.fitting, class_name="unseen")
    return rx.cond(
        ~what.found_nothing,
        shown(what.best.length() > 0, count),
        notice(t("We know no kind for these words."), t("Try others, or look through all kinds below."), kind="quiet"),
    )


def _browse(what: type[WhatStep]) -> rx.Component:
    kinds = rx.el.details(
        rx.el.summary(what.all_kinds, class_name="browse__open"),
        rx.el.p(
            link(t("Not sure which? Three questions for trash and buildings"), to=routes.how_which()),
            class_name="browse__finder",
        ),
        rx.foreach(what.groups, _group),
        class_name="browse",
    )
    return shown(what.all_kinds, kinds)  # an opener without words is none


def _group(group: rx.Var[KindGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(group.name, class_name="browse__group"),
        rx.el.ul(rx.foreach(group.kinds, kind_row), class_name="kind-rows"),
        key=group.name,
    )


def _chosen(what: type[WhatStep]) -> rx.Component:
    kind = what.chosen
    stops = notice(
        t("Read this first"),
        rx.el.ul(rx.foreach(kind.stops, stop_line), class_name="stops"),
        kind="info",
        icon_name="warning",
    )
    private = notice(
        t("This stays private"),
        t("It is about people. Here only the city and the coordinators see it, never the public map."),
        kind="quiet",
        icon_name="private",
    )
    told = rx.el.div(
        shown(kind.stops.length() > 0, stops),
        shown(kind.is_private, private),
        shown(kind.level, notice(t("What to expect"), kind.level, kind="quiet", icon_name="clock")),
        class_name="stack",
    )
    return live_region(told)


def _near_hint(what: type[WhatStep]) -> rx.Component:
    """On a phone the tickets close by stand further down; this leads there."""
    return shown(
        what.near_count > 0,
        rx.el.p(
            icon("warning", small=True),
            rx.el.span(what.near_said),
            jump(t("Compare"), to_id="near"),
            class_name="near-hint",
        ),
    )


def _near(what: type[WhatStep]) -> rx.Component:
    listed = rx.el.section(
        rx.el.h2(t("Is it one of these?"), id="near"),
        rx.el.p(
            t("Open tickets like it within 80 m. Standing behind one helps more than a second ticket."),
            class_name="small quiet",
        ),
        rx.el.p(
            t("The same, still there? Stand behind it. Something new at the same place? Go on, and report it."),
            class_name="small",
        ),
        rx.el.ul(
            rx.foreach(what.near, lambda one: near_ticket(one, on_co_sign=what.co_sign(one.id))),
            class_name="nears",
        ),
        aria_labelledby="near",
        class_name="stack",
    )
    co_signed = notice(
        t("You stand behind it now"),
        t("It stands in My tickets from now on. You need not send another request. A photo of how it is today helps."),
        kind="fixed",
        act=buttons(
            link_button(t("Send a photo of it"), to=what.co_signed_to + "#ask", icon_name="camera"),
            link_button(t("See the ticket"), to=what.co_signed_to),
        ),
    )
    return rx.fragment(
        shown(what.co_signed, co_signed),
        shown(what.notice, notice(what.notice, kind="late")),
        shown(what.near_count > 0, listed),
    )


def _go_on(what: type[WhatStep]) -> rx.Component:
    return rx.cond(
        what.near_count > 0,
        button(t("Mine is different, go on"), kind="gold", icon_name="forward", wide=True, type="submit"),
        button(t("Go on"), kind="gold", icon_name="forward", wide=True, type="submit"),
    )


PAGE = Page(
    route=routes.REPORT_WHAT,
    build=build,
    title=lambda: page_title(t("What is it? Step {step} of {steps}", step=2, steps=4)),
    on_load=(ReportDraft.enter,),
    audience=Audience.LIAISON,
)
