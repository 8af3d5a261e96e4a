"""One ticket at the delivery desk: what was tried, what was decided, and every way on."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import city_stamp, message_tab, shaped_badge
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button
from liaison_app.components.chips import chip_choices
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import checkbox, checkbox_group, text_field
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.timeline import timeline, timeline_step
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import shown
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.domain.drafts import DESCRIPTION_LENGTH, OK
from liaison_app.i18n import t
from liaison_app.pages.decision_forms import decision_form, error_of, handing_over, sending_again, way
from liaison_app.pages.message_decision import ways_of_message
from liaison_app.states.delivery_decision import DeliveryDecision
from liaison_app.wording.attempts import AttemptLine
from liaison_app.wording.decisions import DecisionLine
from liaison_app.wording.delivery_desk import CandidateLine, SecondLine
from liaison_app.wording.second_records import RecordLine

_one = DeliveryDecision.chosen


def open_ticket() -> rx.Component:
    """The ticket that is open, and the way back to the list."""
    return rx.el.section(
        button(t("Back to the list"), icon_name="back", small=True, on_click=DeliveryDecision.open("")),
        rx.el.h2(link(_one.name, to=_one.href)),
        rx.el.p(
            shown(_one.mark, rx.fragment(message_tab(_one.mark, kind="open"), " ")),
            shaped_badge(_one.badge),
            " ",
            rx.el.time(_one.since, title=_one.exact, class_name="small quiet"),
        ),
        live_region(
            shown(DeliveryDecision.told, notice(DeliveryDecision.told, kind="fixed")),
            shown(DeliveryDecision.notice, notice(DeliveryDecision.notice, kind="late")),
        ),
        rx.el.p(_one.why),
        shown(_one.quote, rx.el.blockquote(_one.quote, class_name="timeline__quote")),
        shown(_one.next, rx.el.p(_one.next)),
        shown(_one.handed, _handed()),
        facts(
            shown(_one.text, fact(t("What was sent"), rx.el.span(_one.text, class_name="as-typed"))),
            fact(t("Our mark in it"), rx.el.span(_one.ref, class_name="num")),
        ),
        rx.el.p(_one.who, " · ", _one.tried, class_name="small quiet"),
        shown(_one.may_number & (DeliveryDecision.candidates.length() > 0), _found()),
        _ways(),
        _tried(),
        shown(DeliveryDecision.history.length() > 0, _decided()),
        class_name="stack",
        key=_one.id,
    )


def _handed() -> rx.Component:
    return rx.el.div(
        rx.el.p(icon("people", small=True), " ", _one.handed),
        rx.el.blockquote(_one.handed_note, class_name="timeline__quote"),
    )


def _tried() -> rx.Component:
    def step(line: rx.Var[AttemptLine]) -> rx.Component:
        when = rx.el.span(line.when, shown(line.under, rx.el.span(" · ", line.under)))
        return timeline_step(line.what, when, kind=line.kind, icon_name=line.icon, quote=line.quote, exact=line.exact)

    none = empty_state(t("Not tried yet"), t("It has not been its turn."))
    listed = timeline(rx.foreach(DeliveryDecision.attempts, step))
    return section(t("All that was tried"), rx.cond(DeliveryDecision.attempts.length() > 0, listed, none), name="tried")


def _found() -> rx.Component:
    """What may be it at the city: which numbers, who has them, and what the city says of each."""

    def one(line: rx.Var[CandidateLine]) -> rx.Component:
        take = button(
            t("Take this number"),
            icon_name="city",
            small=True,
            on_click=DeliveryDecision.take_number({"number": line.number}),
        )
        other = rx.el.span(t("Another ticket was told this number:"), " ", link(line.held_by, to=line.href))
        return rx.el.li(rx.el.span(line.number, class_name="num"), rx.cond(line.held_by, other, take), key=line.number)

    return section(
        t("What the search found"),
        rx.el.p(t("These numbers of the city’s may be it. Compare what the city says of each before you take one.")),
        rx.el.ul(rx.foreach(DeliveryDecision.candidates, one), class_name="candidates"),
        _records(),
        name="found",
    )


def _decided() -> rx.Component:
    def step(line: rx.Var[DecisionLine]) -> rx.Component:
        return timeline_step(line.what, line.by, kind=line.kind, icon_name=line.icon, quote=line.note, exact=line.exact)

    return section(t("What was decided"), timeline(rx.foreach(DeliveryDecision.history, step)), name="decided")


def _ways() -> rx.Component:
    """What can be done; each opens to say what it means before it is done."""
    of_ticket = rx.fragment(
        sending_again(DeliveryDecision.send_again), _amend(), handing_over(DeliveryDecision.hand_over), _withdraw()
    )
    ways = rx.fragment(
        shown(_one.may_number, _number()),
        shown(_one.is_held, rx.cond(_one.mark, ways_of_message(), of_ticket)),
        rx.foreach(DeliveryDecision.seconds, _join),
    )
    has_any = _one.is_held | _one.may_number | (DeliveryDecision.seconds.length() > 0)
    return shown(has_any, section(t("Decide"), ways, name="decide"))


def _number() -> rx.Component:
    number = text_field(
        "number",
        t("City number"),
        hint=t("As the city’s system shows it."),
        error=error_of("number"),
        auto_complete="off",
    )
    from_other = checkbox_group(
        "from_other",
        t("The other ticket"),
        rx.el.p(link(DeliveryDecision.held_by, to=DeliveryDecision.held_by_href)),
        checkbox(
            "from_other",
            t("The number is this ticket’s"),
            hint=t("The other one then waits for a decision."),
            value=DeliveryDecision.asked_number,
        ),
        error=error_of("from_other"),
    )
    asked = shown(error_of("from_other"), from_other)
    form = decision_form(DeliveryDecision.take_number, t("Take this number"), number, asked)
    return way(t("The city has it"), "city", form)


def _amend() -> rx.Component:
    words = text_area(
        "description",
        t("Description"),
        most=DESCRIPTION_LENGTH,
        error=error_of("description"),
        default_value=_one.text,
        rows="5",
    )
    warning = rx.el.p(
        t("It goes out again with these words: only when the city does not have it. Place, photos and answers stay.")
    )
    personal = DeliveryDecision.personal
    asked = shown(error_of(OK), personal_question(personal.lines, personal.pieces, DeliveryDecision.errors))
    return way(
        t("Change the words and send it"),
        "edit",
        decision_form(
            DeliveryDecision.amend, t("Change and send"), warning, words, live_region(asked), icon_name="send"
        ),
    )


def _withdraw() -> rx.Component:
    warning = rx.el.p(t("It never goes to the city, the public sees it no more, and this cannot be undone."))
    reason = text_area(
        "reason",
        t("Why"),
        most=NOTE_LENGTH,
        hint=t("The liaison reads it on the ticket."),
        error=error_of("reason"),
        rows="3",
    )
    return way(
        t("Close it, not to be sent"),
        "close",
        decision_form(DeliveryDecision.withdraw, t("Close it"), warning, reason, kind="brick", icon_name="close"),
    )


def _join(line: rx.Var[SecondLine]) -> rx.Component:
    options = [(_one.number, _one.number), (line.number, line.number)]
    choice = rx.cond(
        line.is_placeholder,
        rx.el.p(t("This one is only a placeholder of the city’s: the ticket keeps its number.")),
        chip_choices(t("Which number counts?"), "keep", options, error=error_of("keep")),
    )
    kept = rx.cond(line.is_placeholder, rx.el.input(type="hidden", name="keep", value=_one.number), rx.fragment())
    return rx.el.details(
        rx.el.summary(icon("link"), t("Join with"), " ", line.number, class_name="desk-answer__name"),
        decision_form(
            DeliveryDecision.join,
            t("Join"),
            rx.el.p(
                t("One number counts from now on, the other stays in the history. Tell the city which one to close.")
            ),
            _records(),
            rx.el.input(type="hidden", name="second", value=line.number),
            kept,
            choice,
        ),
        class_name="desk-answer",
        open=True,
        key=line.number,
    )


def _records() -> rx.Component:
    ask = button(t("Look at the city’s records"), icon_name="search", on_click=DeliveryDecision.look_at_records)
    failed = notice(t("The city’s records cannot be read now"), t("Try again in a moment."), kind="waiting", act=ask)
    listed = rx.el.div(rx.foreach(DeliveryDecision.records, _record), class_name="side-by-side")
    return rx.match(DeliveryDecision.records_state, ("read", listed), ("failed", failed), rx.el.div(ask))


def _record(line: rx.Var[RecordLine]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(rx.el.span(line.number, class_name="num")),
        shown(line.status, rx.el.p(city_stamp(line.status, kind=line.kind))),
        shown(line.missing, rx.el.p(line.missing)),
        facts(
            shown(line.received, fact(t("Received"), line.received)),
            shown(line.where, fact(t("Place"), line.where)),
            shown(line.department, fact(t("Department"), line.department)),
            shown(line.text, fact(t("Description"), rx.el.span(line.text, class_name="as-typed"))),
        ),
        class_name="seen-by stack",
        key=line.number,
    )
