"""On a ticket that was not taken or sent back: its liaison answers a coordinator, or changes it."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import section
from liaison_app.components.kept_form import forget_kept, kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.place_parts import map_instead, place_words_field, words_instead
from liaison_app.components.report_parts import pin_map, question_field
from liaison_app.components.report_steps import field_error, said
from liaison_app.components.words import shown
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.domain.drafts import DESCRIPTION_LENGTH, OK
from liaison_app.i18n import t
from liaison_app.states.amending import Amending
from liaison_app.states.ticket_page import TicketPage

CLOSE, NEAR = 18, 16


def answer_form() -> rx.Component:
    """What a coordinator asks the liaison, and the answer; nothing where nothing was asked."""
    page = TicketPage.page
    form = rx.el.form(
        text_area("answer", t("Your answer"), most=NOTE_LENGTH, error=TicketPage.errors.get("answer", ""), rows="3"),
        buttons(button(t("Send the answer"), kind="ink", type="submit", icon_name="send")),
        on_submit=TicketPage.answer,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack after",
        key=page.id,
    )
    return shown(
        page.own.asked,
        section(
            t("A coordinator asks you"),
            rx.el.blockquote(page.own.asked, class_name="timeline__quote as-typed"),
            live_region(shown(TicketPage.notice, notice(TicketPage.notice, kind="late"))),
            form,
            name="asked",
        ),
    )


def amend_form() -> rx.Component:
    """What was sent, to be changed: words, answers and place; nothing where there is nothing to amend.

    What is typed is kept on the phone, as a report is, until the city has it or the ticket needs it no more.
    """
    page = TicketPage.page
    is_read = Amending.of == page.id
    form = kept_form(
        rx.cond(is_read, rx.el.div(_words(), _questions(), _place(), class_name="stack after"), rx.fragment()),
        rx.el.div(
            live_region(_personal(), shown(Amending.notice, notice(Amending.notice, kind="late"))),
            buttons(button(_send(), kind="ink", type="submit", icon_name="send")),
            class_name="stack after",
        ),
        owner=page.own.kept_as,
        is_open=Amending.is_open,
        answered=Amending.answered,
        on_open=Amending.open,
        on_ask=Amending.ask,
        on_submit=Amending.submit,
        starts=rx.cond(is_read, Amending.starts, {}),
        name="amending",
    )
    return rx.cond(
        page.own.may_amend,
        section(
            rx.cond(page.own.is_draft, t("Change it and offer it again"), t("Change it and send it again")),
            rx.el.p(
                rx.cond(
                    page.own.is_draft,
                    t("Change what the coordinator asks for. The photos go with it as they are."),
                    t("Change what the city objects to. The photos go with it as they are."),
                ),
                class_name="quiet",
            ),
            rx.el.div(form, key=page.id),
            name="amend",
        ),
        shown(page.own.kept_as, forget_kept(page.own.kept_as)),
    )


def _send() -> rx.Var[str]:
    return rx.cond(TicketPage.page.own.is_draft, t("Offer it again"), t("Send it again"))


def _words() -> rx.Component:
    return text_area(
        "description",
        t("Description"),
        most=DESCRIPTION_LENGTH,
        error=Amending.errors.get("description", ""),
        rows="5",
    )


def _questions() -> rx.Component:
    return rx.foreach(Amending.questions, question_field)


def _personal() -> rx.Component:
    """Sending asks for it once, as filing does."""
    asks = Amending.errors.contains(OK)
    return rx.cond(
        asks, personal_question(Amending.personal.lines, Amending.personal.pieces, Amending.errors), rx.fragment()
    )


def _place() -> rx.Component:
    """Where it is: under a pin, or in words where it was told so."""
    return rx.el.fieldset(
        rx.el.legend(t("Where it is"), class_name="field__label"),
        rx.cond(Amending.is_in_words, _in_words(), _on_the_map()),
        field_error(Amending.errors, "place"),
        class_name="amend__place",
    )


def _in_words() -> rx.Component:
    return rx.fragment(
        place_words_field(said(Amending.errors, "place_words")),
        field_error(Amending.errors, "neighborhood"),
        rx.el.p(map_instead()),
    )


def _on_the_map() -> rx.Component:
    """The map under its pin, and what the place is called. What had no pin begins in the liaison's neighborhood."""
    place = TicketPage.page.place
    lat, lon = (
        rx.cond(place.map_to, there, start)
        for there, start in ((place.lat, Amending.start_lat), (place.lon, Amending.start_lon))
    )
    return rx.fragment(
        live_region(shown(Amending.address, rx.el.p(Amending.address, class_name="amend__address"))),
        pin_map(lat=lat, lon=lon, zoom=rx.cond(place.map_to, CLOSE, NEAR)),
        shown(Amending.may_be_in_words, rx.el.p(words_instead())),
    )
