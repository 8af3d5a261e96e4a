"""A message to the city at the delivery desk: the ways on for one that waits for a person."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.notices import live_region
from liaison_app.components.personal import personal_question
from liaison_app.components.words import shown
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.domain.drafts import OK
from liaison_app.i18n import t
from liaison_app.pages.decision_forms import decision_form, error_of, handing_over, sending_again, way
from liaison_app.services.city_messages import LONGEST
from liaison_app.states.delivery_decision import DeliveryDecision


def ways_of_message() -> rx.Component:
    """Send it again, change its words, hand it over, or close it."""
    hand = handing_over(DeliveryDecision.hand_over_message)
    return rx.fragment(sending_again(DeliveryDecision.say_again), _amend(), hand, _withdraw())


def _amend() -> rx.Component:
    words = text_area(
        "message",
        t("Message to the city"),
        most=LONGEST,
        error=error_of("message"),
        default_value=DeliveryDecision.chosen.text,
        rows="4",
    )
    warning = rx.el.p(t("It goes out again with these words: only when the city does not have it."))
    personal = DeliveryDecision.personal
    asked = shown(error_of(OK), personal_question(personal.lines, personal.pieces, DeliveryDecision.errors))
    send = decision_form(
        DeliveryDecision.amend_message, t("Change and send"), warning, words, live_region(asked), icon_name="send"
    )
    return way(t("Change the words and send it"), "edit", send)


def _withdraw() -> rx.Component:
    warning = rx.el.p(t("It never goes to the city, and this cannot be undone. The ticket stays as it is."))
    reason = text_area(
        "reason",
        t("Why"),
        most=NOTE_LENGTH,
        hint=t("Whoever wrote it reads it on the ticket, and so do the other people of the ticket."),
        error=error_of("reason"),
        rows="3",
    )
    close = decision_form(
        DeliveryDecision.withdraw_message, t("Close it"), warning, reason, kind="brick", icon_name="close"
    )
    return way(t("Close it, not to be sent"), "close", close)
