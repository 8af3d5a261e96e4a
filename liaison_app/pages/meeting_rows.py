"""A concern of a meeting as a row: how it stands, what it asks, and the form in which it is changed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.badges import badge
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.chips import chips
from liaison_app.components.covered_text import covered_text
from liaison_app.components.fields import checkbox, field_error, select_field, text_field
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.meeting_forms import fields_form
from liaison_app.components.notices import notice
from liaison_app.components.report_parts import question_field, stop_line
from liaison_app.components.report_steps import said
from liaison_app.components.words import page_language, shown
from liaison_app.domain.drafts import CONTACT_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, PLACE_LENGTH
from liaison_app.i18n import t
from liaison_app.states.meeting_editing import MeetingEditing
from liaison_app.states.meeting_page import MeetingPage


def concern_rows(rows: Any, *, label: str) -> rx.Component:
    """The rows in a list."""
    return rx.el.ul(rx.foreach(rows, concern_row), class_name="concerns", aria_label=label)


def concern_row(row: Any) -> rx.Component:
    """One concern of the list, with its form below it while that is open."""
    return rx.el.li(
        rx.el.span(row.number, class_name="concern__number"),
        rx.el.div(_where_and_what(row), _note(row), class_name="concern__said"),
        _stands(row),
        rx.el.div(_asks(row), shown(MeetingEditing.edit.ref == row.ref, _form(row)), class_name="concern__asks"),
        class_name=f"concern concern--{row.status}",
        key=row.ref,
        id=f"c-{row.ref}",
    )


def _where_and_what(row: Any) -> rx.Component:
    place = rx.cond(row.has_place, "concern__place", "concern__place concern__place--none")
    return rx.el.div(
        rx.el.h3(row.place, class_name=place),
        rx.el.p(icon(row.what_icon), rx.el.span(row.what), class_name="concern__what"),
        class_name="concern__head",
    )


def _note(row: Any) -> rx.Component:
    thumb = rx.el.img(src=row.thumb, alt=t("Photo of this concern"), loading="lazy", class_name="concern__photo")
    return rx.el.div(
        shown(row.note, rx.el.p(row.note, class_name="concern__note")),
        shown(row.thumb, thumb),
        rx.el.p(
            *[
                shown(value, rx.el.span(icon(name, small=True), value))
                for name, value in (("you", row.who), ("image", row.photos), ("stand-behind", row.behind))
            ],
            class_name="concern__more small",
        ),
    )


def _stands(row: Any) -> rx.Component:
    change = button(
        t("Change"),
        icon_name="edit",
        small=True,
        on_click=MeetingEditing.open(row.ref),
        aria_expanded=rx.cond(MeetingEditing.edit.ref == row.ref, "true", "false"),
        aria_label=t("Change") + " " + row.number,
    )
    says = rx.cond(row.ticket_to, link(row.says, to=row.ticket_to), row.says)
    paper = link_button(
        t("Receipt"),
        to=row.receipt_to,
        icon_name="print",
        small=True,
        full_load=True,
        aria_label=t("Receipt") + " " + row.number,
    )
    return rx.el.div(
        badge(row.badge, kind=row.kind, icon_name=row.icon),
        shown(row.says, rx.el.p(says, class_name="small")),
        shown(row.receipt_to, paper),
        shown(row.may_change, change),
        class_name="concern__stands",
    )


def _asks(row: Any) -> rx.Component:
    """What a person has to answer, each with its answer at hand; nothing where all is said."""
    open_ones = rx.el.ul(rx.foreach(row.open, rx.el.li), class_name="concern__open small")
    confirm = rx.el.div(
        rx.el.b(row.confirm),
        buttons(
            button(t("Yes, right"), icon_name="check", small=True, kind="ink", on_click=MeetingPage.confirm(row.ref)),
            button(t("No, change it"), small=True, on_click=MeetingEditing.open(row.ref)),
        ),
        class_name="concern__ask",
    )
    join_none = row.says != ""
    apart = button(t("Send it as one of its own"), small=True, on_click=MeetingPage.stand_behind(row.ref, ""))
    is_joining = join_none & row.may_change & (row.status == "ready")
    return rx.fragment(
        shown(row.open.length() > 0, open_ones),
        rx.foreach(row.quick, lambda asked: _quick(row, asked)),
        shown(row.confirm, confirm),
        shown((row.near.length() > 0) | (row.twins.length() > 0), _same(row)),
        shown(is_joining, apart),
        shown(
            row.may_change & (row.stops.length() > 0),
            rx.el.details(
                rx.el.summary(t("What would close it at intake"), icon("unfold"), class_name="small"),
                rx.el.ul(rx.foreach(row.stops, stop_line), class_name="stops"),
                class_name="concern__stops",
            ),
        ),
    )


def _quick(row: Any, asked: Any) -> rx.Component:
    """A question with its answers, one tap each, or with an input for one that is typed."""
    return rx.el.div(
        rx.cond(asked.typed, _typed(row, asked), _tapped(row, asked)),
        class_name="concern__quick",
        lang=page_language(asked.lang),
        key=asked.key,
    )


def _tapped(row: Any, asked: Any) -> rx.Component:
    def answer(choice: Any) -> rx.Component:
        return rx.el.button(
            choice.words,
            type="button",
            class_name="chip",
            on_click=MeetingPage.answer(row.ref, asked.name, choice.value),
            key=choice.value,
        )

    return rx.fragment(rx.el.b(asked.label), chips(rx.foreach(asked.choices, answer), label=asked.label))


def _typed(row: Any, asked: Any) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="ref", value=row.ref, read_only=True),
        rx.el.input(type="hidden", name="name", value=asked.name, read_only=True),
        rx.el.label(asked.label, html_for=asked.key, class_name="field__label"),
        rx.el.div(
            rx.el.input(type=asked.typed, name="value", id=asked.key, class_name="field__input", max_length=200),
            button(t("Answer"), type="submit", small=True),
            class_name="concern__typed",
        ),
        on_submit=MeetingPage.answer_typed,
    )


def _same(row: Any) -> rx.Component:
    def ticket(near: Any) -> rx.Component:
        picture = rx.el.img(src=near.photo, alt=t("Photo of this ticket"), loading="lazy", class_name="concern__photo")
        it_is = button(
            t("It is this one"),
            icon_name="stand-behind",
            small=True,
            on_click=MeetingPage.stand_behind(row.ref, near.id),
        )
        return rx.el.li(
            shown(near.photo, picture),
            rx.el.div(
                rx.el.p(link(near.place, to=near.href, target="_blank"), " · ", near.far, " · ", near.age),
                shown(near.text, rx.el.p(covered_text(near.parts), class_name="small")),
            ),
            it_is,
            class_name="concern__near",
            key=near.id,
        )

    def twin(other: Any) -> rx.Component:
        it_is = button(
            t("It is this one"), icon_name="partly", small=True, on_click=MeetingPage.join(row.ref, other.value)
        )
        return rx.el.li(rx.el.p(other.words), it_is, class_name="concern__near", key=other.value)

    return rx.el.div(
        rx.el.b(t("Is it one of these?")),
        rx.el.ul(rx.foreach(row.near, ticket), rx.foreach(row.twins, twin)),
        button(t("No, it is another problem"), small=True, on_click=MeetingPage.not_same(row.ref)),
        class_name="concern__ask",
    )


def _form(row: Any) -> rx.Component:
    edit, errors = MeetingEditing.edit, MeetingEditing.errors
    return fields_form(
        _changed_elsewhere(row),
        _place(),
        select_field(
            "service", t("What it is"), MeetingPage.services, first=t("Choose one"), error=said(errors, "service"),
            custom_attrs={"data-live": "answers"},
        ),
        text_field("description", t("Note"), error=said(errors, "description"), max_length=DESCRIPTION_LENGTH),
        rx.foreach(edit.questions, question_field),
        shown(MeetingEditing.edit.is_own, _who()),
        _personal(),
        shown(MeetingEditing.notice, notice(MeetingEditing.notice, kind="late", live=True)),
        buttons(
            button(t("Save"), kind="ink", icon_name="check", type="submit"),
            button(t("Leave it out"), icon_name="remove", kind="plain", on_click=MeetingPage.leave_out(row.ref)),
        ),
        starts=edit.starts,
        on_ask=MeetingEditing.ask,
        on_submit=MeetingEditing.save,
        key=edit.key,
        class_name="concern__form",
    )  # fmt: skip


def _place() -> rx.Component:
    edit, errors = MeetingEditing.edit, MeetingEditing.errors

    def found(place: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="found", value=place.place + "|" + place.label),
            rx.el.span(place.label, " ", rx.el.span(place.how, class_name="quiet small"), class_name="check__words"),
            class_name="check",
            key=place.place,
        )

    choices = rx.el.fieldset(
        rx.el.legend(t("Which place is it?"), class_name="field__label"), rx.foreach(edit.found, found)
    )
    none = t("No place is known by these words. Check them, or keep them as words for the place.")
    return rx.el.div(
        text_field(
            "search", t("Where"), hint=t("A house number and street, or a corner."), error=said(errors, "place"),
            max_length=PLACE_LENGTH, custom_attrs={"data-live": "find"},
        ),
        shown(edit.found.length() > 0, choices),
        shown(MeetingEditing.found_nothing, rx.el.p(none, class_name="small", role="status")),
        checkbox("in_words", t("It has no address: keep these words for the place")),
        field_error("place_words", said(errors, "place_words")),
        class_name="stack",
    )  # fmt: skip


def _who() -> rx.Component:
    errors = MeetingEditing.errors
    return rx.el.div(
        text_field(
            "heard_name", t("Who raised it"), error=said(errors, "heard_name"), optional=True, max_length=NAME_LENGTH
        ),
        text_field(
            "heard_contact", t("Their phone or e-mail"), error=said(errors, "heard_contact"), optional=True,
            max_length=CONTACT_LENGTH,
        ),
        checkbox("heard_consent", t("They agreed that we keep this")),
        field_error("heard_consent", said(errors, "heard_consent")),
        class_name="stack",
    )  # fmt: skip


def _personal() -> rx.Component:
    personal = MeetingEditing.edit.personal
    tick = checkbox("personal_ok", t("Yes, this is meant to go out"), value=personal.pieces)
    asked = rx.el.div(
        notice(t("This looks personal"), rx.el.ul(rx.foreach(personal.lines, rx.el.li)), kind="late"), tick
    )
    return shown(personal.lines.length() > 0, asked)


def _changed_elsewhere(row: Any) -> rx.Component:
    """Somebody else changed it meanwhile: both are shown, and a person says which counts."""
    other = MeetingEditing.other

    def differs(one: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(one.value), rx.el.dd(one.words))

    both = notice(
        t("Somebody else changed this meanwhile"),
        rx.el.p(t("They have this where you have other words:")),
        rx.el.dl(rx.foreach(other.rows, differs), class_name="facts"),
        kind="late",
        live=True,
        act=buttons(
            button(t("Keep mine"), kind="ink", small=True, type="submit", name="press", value="over"),
            button(t("Take theirs"), small=True, on_click=MeetingEditing.open_anew(row.ref)),
        ),
    )
    return shown(other.ref == row.ref, both)
