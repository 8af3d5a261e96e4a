"""One ticket at the delivery desk: what was tried, what was decided, and every way on."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.badges import city_stamp, shaped_badge
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button
from liaison_app.components.chips import chip_choices
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import select_field, text_field
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.timeline import timeline, timeline_step
from liaison_app.components.waiting import empty_state
from liaison_app.components.words import shown
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.domain.drafts import DESCRIPTION_LENGTH
from liaison_app.i18n import t
from liaison_app.states.delivery_decision import DeliveryDecision
from liaison_app.wording.attempts import AttemptLine
from liaison_app.wording.decisions import DecisionLine
from liaison_app.wording.delivery_desk import SecondLine
from liaison_app.wording.second_records import RecordLine

_one = DeliveryDecision.chosen


def open_ticket() -> rx.Component:
    """The ticket that is open, and the way back to the list."""
    return rx.el.section(
        button(t("Back to the list"), icon_name="back", small=True, on_click=DeliveryDecision.open("")),
        rx.el.h2(link(_one.name, to=_one.href)),
        rx.el.p(shaped_badge(_one.badge), " ", rx.el.time(_one.since, title=_one.exact, class_name="small quiet")),
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


def _decided() -> rx.Component:
    def step(line: rx.Var[DecisionLine]) -> rx.Component:
        return timeline_step(line.what, line.by, kind=line.kind, icon_name=line.icon, quote=line.note, exact=line.exact)

    return section(t("What was decided"), timeline(rx.foreach(DeliveryDecision.history, step)), name="decided")


def _ways() -> rx.Component:
    """What can be done; each opens to say what it means before it is done."""
    ways = rx.fragment(
        shown(_one.may_number, _number()),
        shown(_one.is_held, rx.fragment(_again(), _amend(), _hand(), _withdraw())),
        rx.foreach(DeliveryDecision.seconds, _join),
    )
    return shown(_one.may_number | (DeliveryDecision.seconds.length() > 0), section(t("Decide"), ways, name="decide"))


def _way(label: str, icon_name: str, *content: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(icon(icon_name), label, class_name="desk-answer__name"), *content, class_name="desk-answer"
    )


def _form(on_submit: Any, label: str, *fields: Any, kind: str = "ink", icon_name: str = "check") -> rx.Component:
    """A form that keeps what was typed when something is wrong."""
    send = button(label, type="submit", kind=kind, icon_name=icon_name)
    return rx.el.form(
        *fields,
        rx.el.div(send, class_name="buttons"),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
    )


def _error(field: str) -> Any:
    return DeliveryDecision.errors.get(field, "")


def _number() -> rx.Component:
    number = text_field(
        "number",
        t("City number"),
        hint=t("As the city’s system shows it."),
        error=_error("number"),
        auto_complete="off",
    )
    return _way(t("The city has it"), "city", _form(DeliveryDecision.take_number, t("Take this number"), number))


def _again() -> rx.Component:
    words = rx.el.p(t("Only when the city does not have it. If it has, it is there twice."))
    send = button(t("Send it again"), kind="ink", icon_name="again", on_click=DeliveryDecision.send_again)
    return _way(t("Send it again"), "again", rx.el.div(words, send, class_name="stack desk-answer__body"))


def _amend() -> rx.Component:
    words = text_area(
        "description",
        t("Description"),
        most=DESCRIPTION_LENGTH,
        error=_error("description"),
        default_value=_one.text,
        rows="5",
    )
    warning = rx.el.p(
        t("It goes out again with these words: only when the city does not have it. Place, photos and answers stay.")
    )
    return _way(
        t("Change the words and send it"),
        "edit",
        _form(DeliveryDecision.amend, t("Change and send"), warning, words, icon_name="send"),
    )


def _hand() -> rx.Component:
    whom = select_field("whom", t("To whom"), DeliveryDecision.handing_to, error=_error("whom"), first=t("Choose one"))
    note = text_area(
        "note",
        t("What needs an answer"),
        most=NOTE_LENGTH,
        hint=t("That person reads it. The public and the city do not."),
        error=_error("note"),
        rows="3",
    )
    return _way(t("Hand it over"), "people", _form(DeliveryDecision.hand_over, t("Hand it over"), whom, note))


def _withdraw() -> rx.Component:
    warning = rx.el.p(t("It never goes to the city, the public sees it no more, and this cannot be undone."))
    reason = text_area(
        "reason",
        t("Why"),
        most=NOTE_LENGTH,
        hint=t("The liaison reads it on the ticket."),
        error=_error("reason"),
        rows="3",
    )
    return _way(
        t("Close it, not to be sent"),
        "close",
        _form(DeliveryDecision.withdraw, t("Close it"), warning, reason, kind="brick", icon_name="close"),
    )


def _join(line: rx.Var[SecondLine]) -> rx.Component:
    options = [(_one.number, _one.number), (line.number, line.number)]
    choice = rx.cond(
        line.is_placeholder,
        rx.el.p(t("This one is only a placeholder of the city’s: the ticket keeps its number.")),
        chip_choices(t("Which number counts?"), "keep", options, error=_error("keep")),
    )
    kept = rx.cond(line.is_placeholder, rx.el.input(type="hidden", name="keep", value=_one.number), rx.fragment())
    return rx.el.details(
        rx.el.summary(icon("link"), t("Join with"), " ", line.number, class_name="desk-answer__name"),
        _form(
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
