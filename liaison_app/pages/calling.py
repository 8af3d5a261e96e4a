"""Calling the city about a ticket: the number, what to say, and what came of it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.intents import intent_field
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.report_steps import said
from liaison_app.components.words import page_language, shown
from liaison_app.domain.channels import REACHED_LENGTH, SAID_LENGTH
from liaison_app.domain.drafts import OK
from liaison_app.i18n import t
from liaison_app.states.calling import Calling
from liaison_app.states.ticket_page import TicketPage

_call = TicketPage.page.call


def call_section() -> rx.Component:
    """The call; behind a fold where the city can be written to as well; for the ticket's people alone."""
    folded = rx.el.details(
        rx.el.summary(icon("call"), t("Call the city instead"), class_name="desk-answer__name"),
        rx.el.div(_script(), _form(), class_name="stack"),
        class_name="desk-answer call",
    )
    open_ = section(
        t("Ask the city by phone"),
        rx.el.p(t("This city takes no messages about a request, so you ask by phone and write down the answer here.")),
        _script(),
        _form(),
        name="call",
    )
    return shown(_call.kept_as, rx.el.div(rx.cond(_call.is_only, open_, folded), key=_call.kept_as))


def _script() -> rx.Component:
    number = rx.el.a(icon("call", small=True), _call.line, href=_call.href, class_name="stop__call")
    others = rx.el.details(
        rx.el.summary(t("Other questions to ask")), rx.el.ul(rx.foreach(_call.others, _said), class_name="call__said")
    )
    return rx.el.div(
        facts(
            fact(t("Call"), number),
            fact(t("From outside the city"), rx.el.span(_call.elsewhere, class_name="num")),
            fact(t("Give this number first"), rx.el.b(_call.number, class_name="num")),
        ),
        rx.el.h3(t("What to say")),
        rx.el.ol(rx.foreach(_call.script, _said), class_name="call__said"),
        others,
        class_name="stack call__script",
    )


def _said(pair: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(pair.says, lang=page_language(_call.lang), class_name="call__says as-typed"),
        shown(pair.means, rx.el.span(pair.means, class_name="call__means")),
    )


def _form() -> rx.Component:
    told = live_region(_sent_before(), shown(Calling.notice, notice(Calling.notice, kind="late")))
    keep = buttons(button(t("Save what they said"), kind="ink", type="submit", icon_name="check"))
    form = kept_form(
        rx.el.div(_question(), _outcome(), *_words(), _meant(), told, keep, class_name="stack"),
        owner=_call.kept_as,
        is_open=Calling.is_open,
        answered=Calling.answered,
        on_open=Calling.open,
        on_ask=Calling.ask,
        on_submit=Calling.submit,
        is_last=True,
        done_ref=Calling.sent_ref,
        starts=_call.starts,
        name="call-city",
    )
    return rx.el.div(rx.el.h3(t("Write down the call")), form, class_name="stack")


def _question() -> rx.Component:
    error = said(Calling.errors, "call_about")
    about = select_field("call_about", t("Which question was it?"), _call.open, error=error, first=t("A new question"))
    words = text_area(
        "call_asked", t("What you asked"), most=SAID_LENGTH, error=said(Calling.errors, "call_asked"), rows="2",
        hint=t("Only for a new question."),
    )  # fmt: skip
    intent = intent_field("call_intent", error=said(Calling.errors, "call_intent"), fills="call_asked")
    return rx.el.div(shown(_call.open.length() > 0, about), intent, words, class_name="stack")


def _outcome() -> rx.Component:
    name = "call_outcome"
    return choice_cards(
        name,
        t("What came of it?"),
        choice_card(name, "answered", t("They answered")),
        choice_card(name, "took", t("They took the question"), why=t("and will answer it later")),
        choice_card(name, "nobody", t("I reached nobody")),
        error=said(Calling.errors, name),
    )


def _words() -> tuple[rx.Component, ...]:
    return (
        text_field(
            "call_reached", t("Whom you reached"), optional=True, error=said(Calling.errors, "call_reached"),
            max_length=REACHED_LENGTH, hint=t("A name or a desk, as they said it."),
        ),
        text_area(
            "call_said", t("What they said, as you heard it"), most=SAID_LENGTH, rows="3",
            error=said(Calling.errors, "call_said"),
            hint=t("Your coordinators and the other people of this ticket read it. The public does not."),
        ),
        text_field(
            "call_next_on", t("The day they named"), input_type="date", optional=True,
            error=said(Calling.errors, "call_next_on"),
        ),
    )  # fmt: skip


def _meant() -> rx.Component:
    return shown(
        Calling.errors.contains(OK),
        personal_question(
            Calling.personal.lines,
            Calling.personal.pieces,
            Calling.errors,
            who_reads=t(
                "Coordinators and the other people of this ticket read your words as they are. Take out what is about "
                "a person, unless they need it."
            ),
        ),
    )


def _sent_before() -> rx.Component:
    renew = button(
        t("Save it as another call"), kind="ink", icon_name="check", type="button", custom_attrs={"data-renew": "yes"}
    )
    words = t("It was saved before you changed it. What you changed is still on this phone.")
    return shown(Calling.is_other, notice(words, kind="late", act=renew))
