"""On a ticket that the city closed: whoever is asked says what is there, with photos, the day and a note."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.fields import saved_note, text_field
from liaison_app.components.icons import icon
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.report_parts import photo_picker
from liaison_app.components.report_steps import field_error, said
from liaison_app.components.words import shown
from liaison_app.domain.drafts import OK
from liaison_app.domain.looks import NOTE_LENGTH
from liaison_app.domain.tickets import Outcome
from liaison_app.i18n import t
from liaison_app.states.looking import TOLD, Looking
from liaison_app.states.ticket_page import TicketPage

_look = TicketPage.page.look


def look_form() -> rx.Component:
    """The question and what has been answered just now; nothing for who is not asked.

    It stays one form when somebody has looked: folded, for whoever goes there again. The focus goes from its button,
    which vanishes, to what is said of it.
    """
    is_saved = Looking.saved == TicketPage.page.id
    form = kept_form(
        rx.el.div(
            _choices(),
            _photos(),
            _day(),
            _note(),
            live_region(_meant(), _saved_before(), _failed()),
            _save(),
            class_name="stack",
        ),
        owner=_look.kept_as,
        is_open=Looking.is_open,
        answered=Looking.answered,
        photos_gone=Looking.photos_gone,
        on_open=Looking.open,
        on_ask=Looking.ask,
        on_submit=Looking.submit,
        is_last=True,
        done_ref=Looking.saved_ref,
        starts=_look.starts,
        name="looking",
    )
    folded = rx.el.details(
        rx.el.summary(
            icon("seen"),
            rx.el.h2(_look.title, id="look-heading"),
            shown(_look.left, rx.el.span(_look.left, class_name="look__left")),
            class_name="look__title",
        ),
        form,
        open=~_look.has_looks,
    )
    told = rx.el.div(live_region(shown(is_saved, _saved())), id=TOLD, tab_index=-1)
    asked = rx.el.section(told, _packet(), folded, id="look", class_name="section look", aria_labelledby="look-heading")
    return shown(_look.kept_as, rx.el.div(asked, key=_look.kept_as))


def _choices() -> rx.Component:
    def card(outcome: Outcome, title: str, icon_name: str) -> rx.Component:
        return choice_card("outcome", outcome.value, title, icon_name=icon_name)

    return choice_cards(
        "outcome",
        t("What did you see?"),
        card(Outcome.FIXED, t("Fixed"), "seen"),
        card(Outcome.NOT_FIXED, t("Not fixed"), "not-fixed"),
        card(Outcome.PARTLY, t("Partly"), "partly"),
        card(Outcome.CANNOT_TELL, t("Cannot tell"), "cannot-tell"),
        error=said(Looking.errors, "outcome"),
        two=True,
    )


def _photos() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("Photos of how it is now (optional)"), class_name="field__label"),
        photo_picker(owner=_look.kept_as, most=Looking.most_photos, most_bytes=Looking.most_bytes),
        field_error(Looking.errors, "photo"),
        saved_note(
            t("We take the place and time data out of every photo. The public sees it after a coordinator has.")
            + " "
            + t(
                "If it is not fixed, whoever reported it can send it to the city again with these photos: their own at "
                "once, those of others after a coordinator has seen them."
            ),
            icon_name="private",
        ),
        class_name="stack",
    )


def _day() -> rx.Component:
    return text_field(
        "looked_on",
        t("When did you look?"),
        input_type="date",
        error=said(Looking.errors, "looked_on"),
        min=_look.first,
        max=_look.last,
    )


def _note() -> rx.Component:
    return text_area(
        "note",
        t("A note (optional)"),
        most=NOTE_LENGTH,
        hint=t("The public does not read it, nor who looked. They read “a liaison”.")
        + " "
        + t("The city gets it only if you reported the ticket and file it again with these words."),
        error=said(Looking.errors, "note"),
        rows="2",
    )


def _save() -> rx.Component:
    return buttons(button(t("Save what I saw"), kind="ink", type="submit", icon_name="save"))


def _saved() -> rx.Component:
    return notice(t("Saved. Everybody sees it on this ticket now."), kind="quiet", icon_name="done")


def _meant() -> rx.Component:
    return shown(
        Looking.errors.contains(OK),
        personal_question(
            Looking.personal.lines,
            Looking.personal.pieces,
            Looking.errors,
            who_reads=t(
                "Whoever reported the ticket and coordinators read your note as it is. Take out what is about a "
                "person, unless they need it."
            ),
        ),
    )


def _failed() -> rx.Component:
    return shown(Looking.notice, notice(Looking.notice, kind="late"))


def _saved_before() -> rx.Component:
    renew = button(
        t("Save it as another look"), kind="ink", icon_name="save", type="button", custom_attrs={"data-renew": "yes"}
    )
    words = t("This was saved before you changed it. What you changed is still on this phone.")
    return shown(Looking.is_other, notice(words, kind="late", act=renew))


def _packet() -> rx.Component:
    """The one tap: all that is needed to say it to the city again."""
    way = link_button(t("Tell the city again"), to=_look.packet_to, kind="gold", icon_name="again")
    words = t("Closed, and not fixed. Everything to say so is ready: the number, the city’s words, photos, a text.")
    return shown(_look.packet_to, rx.el.div(rx.el.p(words), buttons(way), class_name="stack look__packet"))
