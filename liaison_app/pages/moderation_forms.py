"""What a coordinator can do with the text or photo that is open. Each way has its own form and its own reason."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.fields import field_error
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.photo_regions import photo_regions
from liaison_app.components.words import shown
from liaison_app.domain.moderation import REASON_LENGTH
from liaison_app.i18n import t
from liaison_app.states.moderated_ticket import ModeratedTicket
from liaison_app.wording.moderation import MarkWords

_open = ModeratedTicket.chosen


def open_section() -> rx.Component:
    """What is open, and the ways on."""
    close = button(t("Close"), icon_name="close", on_click=ModeratedTicket.open(""))
    text = rx.el.blockquote(
        rx.foreach(_open.marks, lambda one: rx.el.span(one.before, one.word)),
        _open.rest,
        class_name="timeline__quote as-typed",
    )
    return rx.el.div(
        section(
            _open.title,
            rx.el.div(
                rx.el.p(_open.who, class_name="quiet small"),
                shown(_open.stands, rx.el.p(rx.el.b(_open.stands))),
                rx.cond(_open.picture, _picture(), text),
                shown(ModeratedTicket.original, _original()),
                shown(ModeratedTicket.original_picture, _original_picture()),
                _ways(),
                buttons(close),
                class_name="stack",
            ),
            name="open",
        ),
        id="moderation-open",
        tab_index=-1,
        key=_open.key,
        class_name="moderation",
    )


def _picture() -> rx.Component:
    return rx.el.img(src=_open.picture, alt=t("Photo from a liaison"), class_name="moderation__photo")


def _original() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("As it was written")),
        rx.el.blockquote(ModeratedTicket.original, class_name="timeline__quote as-typed"),
        rx.el.blockquote(ModeratedTicket.original, class_name="timeline__quote as-typed"),
    )


def _original_picture() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("As it was sent")),
        rx.el.img(src=ModeratedTicket.original_picture, alt=t("Photo from a liaison"), class_name="moderation__photo"),
    )


def _black_out() -> rx.Component:
    """Rectangles are drawn with a finger or a mouse, or added and moved with the keyboard."""
    is_wrong = (ModeratedTicket.acting == "black") & ModeratedTicket.errors.contains("regions")
    error = rx.cond(is_wrong, t("Draw at least one rectangle, and not more than forty."), "")
    drawn = rx.el.fieldset(
        rx.el.legend(t("What is to be black"), class_name="field__label"),
        photo_regions(_open.picture, width=_open.width, height=_open.height),
        field_error("regions", error),
        id="field-regions",
        class_name="field",
    )
    what = rx.el.p(t("A new picture is made. What was there before is not to be seen at any address any more."))
    form = _form(ModeratedTicket.black_out, t("Black it out"), drawn, what, acting="black")
    return _way(t("Black out parts"), "edit", form)


def _ways() -> rx.Component:
    """Only those that lead on from where it stands."""
    is_text = _open.picture == ""
    label = rx.cond(is_text, t("Show it to neighbors"), t("Show it to everyone"))
    show = buttons(button(label, kind="gold", icon_name="seen", on_click=ModeratedTicket.show))
    return rx.fragment(
        shown(_open.may_show, show),
        shown(is_text & ~_open.is_hidden, _take_out()),
        shown(~is_text, _black_out()),
        shown(_open.is_asked, _keep_private()),
        shown(_open.may_hide, _hide()),
        shown(_open.is_hidden | _open.is_in_part, _undo()),
        shown((_open.is_hidden & is_text) | _open.is_in_part, _open_original()),
    )


def _take_out() -> rx.Component:
    """Words are marked by tapping them; what looks personal is marked from the first."""
    is_wrong = (ModeratedTicket.acting == "part") & ModeratedTicket.errors.contains("marks")
    error = rx.cond(is_wrong, t("Mark what is to be taken out."), "")
    marks = rx.el.fieldset(
        rx.el.legend(t("Mark what is to be taken out"), class_name="field__label"),
        rx.el.p(
            t("Tap a word. Whatever is the same anywhere in the text goes too."), class_name="field__hint small quiet"
        ),
        rx.el.div(rx.foreach(_open.marks, _mark), rx.el.span(_open.rest), class_name="marks"),
        field_error("marks", error),
        id="field-marks",
        class_name="field",
    )
    for_whom = choice_cards(
        "for_whom",
        t("For whom?"),
        choice_card("for_whom", "neighbors", t("Show the rest to neighbors"), icon_name="people", default_checked=True),
        choice_card("for_whom", "everybody", t("Take it out for everybody, also in the thread"), icon_name="private"),
        error="",
    )
    form = _form(ModeratedTicket.take_out, t("Take it out"), marks, shown(_open.is_asked, for_whom), acting="part")
    return _way(t("Take parts out"), "edit", form)


def _mark(one: rx.Var[MarkWords]) -> rx.Component:
    return rx.fragment(
        rx.el.span(one.before),
        rx.el.label(
            rx.el.input(type="checkbox", name=one.name, value="yes", default_checked=one.is_marked),
            rx.el.span(one.word),
            class_name="mark",
        ),
    )


def _keep_private() -> rx.Component:
    what = rx.el.p(t("Neighbors do not read it. The ticket’s people and the city do, as before."))
    return _way(t("Keep it private"), "private", _form(
        ModeratedTicket.keep_private, t("Keep it private"), what, acting="private"
    ))  # fmt: skip


def _hide() -> rx.Component:
    text = rx.el.p(t("Nobody reads it here any more. The text is kept, and the city keeps what it got."))
    photo = rx.el.p(t("Only its sender, the ticket’s liaison and coordinators see it then. It is not sent again."))
    what = rx.cond(_open.picture, photo, text)
    return _way(t("Hide it"), "unseen", _form(ModeratedTicket.hide, t("Hide it"), what, acting="hide"))


def _undo() -> rx.Component:
    what = rx.el.p(t("All of it is shown again to whoever may see it."))
    return _way(t("Undo it"), "again", _form(ModeratedTicket.undo, t("Undo it"), what, acting="undo"))


def _open_original() -> rx.Component:
    what = rx.el.p(t("For records. It is written down that you opened it, and why."))
    form = _form(ModeratedTicket.open_original, t("Open the original"), what, acting="open")
    return _way(t("Open the original"), "search", form)


def _form(on_submit: Any, label: str, *fields: Any, acting: str) -> rx.Component:
    error = rx.cond(ModeratedTicket.acting == acting, ModeratedTicket.errors.get("reason", ""), "")
    told = t("It stands in the history, and nobody else is told.")
    author = t("Whoever wrote or sent it reads this, here and by mail.")
    return rx.el.form(
        *fields,
        text_area(
            f"{acting}_reason",
            t("Why"),
            most=REASON_LENGTH,
            hint=told if acting == "open" else author,
            error=error,
            rows="2",
        ),
        buttons(button(label, kind="ink", type="submit", icon_name="check")),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
    )


def _way(label: str, icon_name: str, form: rx.Component) -> rx.Component:
    return rx.el.details(
        rx.el.summary(icon(icon_name), label, class_name="desk-answer__name"), form, class_name="desk-answer"
    )
