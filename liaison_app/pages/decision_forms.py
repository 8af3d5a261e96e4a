"""What the ways on at the delivery desk are made of, for tickets and for messages."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button
from liaison_app.components.fields import select_field
from liaison_app.components.icons import icon
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.i18n import t
from liaison_app.states.delivery_decision import DeliveryDecision


def way(label: str, icon_name: str, *content: Any) -> rx.Component:
    """One way on; it opens to say what it means."""
    return rx.el.details(
        rx.el.summary(icon(icon_name), label, class_name="desk-answer__name"), *content, class_name="desk-answer"
    )


def decision_form(
    on_submit: Any, label: str, *fields: Any, kind: str = "ink", icon_name: str = "check"
) -> rx.Component:
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


def error_of(field: str) -> Any:
    """What is wrong with one field, or ''."""
    return DeliveryDecision.errors.get(field, "")


def sending_again(on_click: Any) -> rx.Component:
    """Sending it as it is."""
    words = rx.el.p(t("Only when the city does not have it. If it has, it is there twice."))
    send = button(t("Send it again"), kind="ink", icon_name="again", on_click=on_click)
    return way(t("Send it again"), "again", rx.el.div(words, send, class_name="stack desk-answer__body"))


def handing_over(on_submit: Any) -> rx.Component:
    """Letting somebody else decide."""
    whom = select_field(
        "whom", t("To whom"), DeliveryDecision.handing_to, error=error_of("whom"), first=t("Choose one")
    )
    note = text_area(
        "note",
        t("What needs an answer"),
        most=NOTE_LENGTH,
        hint=t("That person reads it. The public and the city do not."),
        error=error_of("note"),
        rows="3",
    )
    return way(t("Hand it over"), "people", decision_form(on_submit, t("Hand it over"), whom, note))
