"""The two forms of a meeting, and its map: their scripts stand in `assets/js`.

A new concern goes onto this phone's shelf first and from there to the server by itself, so that recording needs no
signal. The form of a concern that is on the list is filled once and asks the server while it is typed in.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.fields import checkbox, field, field_id, select_field, text_field
from liaison_app.components.icons import icon
from liaison_app.domain.drafts import CONTACT_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, PLACE_LENGTH
from liaison_app.domain.meetings import LINE_LENGTH
from liaison_app.i18n import active_locale, t


def _fields(fields: rx.Var[dict[str, list[str]]]) -> tuple[rx.Var[dict[str, list[str]]]]:
    """What each event of the form hands to its handler: every field, by name."""
    return (fields,)


class _MeetingEntry(rx.Component):
    library = "$/public/js/meeting_forms.jsx"
    tag = "MeetingEntry"

    owner: rx.Var[str]
    meeting: rx.Var[str]
    title: rx.Var[str]
    locale: rx.Var[str]
    most_photos: rx.Var[int]
    words: rx.Var[dict[str, str]]


class _FieldsForm(rx.Component):
    library = "$/public/js/meeting_forms.jsx"
    tag = "FieldsForm"

    starts: rx.Var[dict[str, list[str]]]

    on_ask: rx.EventHandler[_fields]
    on_submit: rx.EventHandler[_fields]


class _PointsMap(rx.NoSSRComponent):
    library = "$/public/js/maps/points_map.jsx"
    tag = "PointsMap"
    lib_dependencies: list[str] = ["leaflet@1.9.4"]

    texts: rx.Var[dict[str, str]]
    points: rx.Var[list[Any]]


def fields_form(
    *content: rx.Component, starts: rx.Var[dict[str, list[str]]], on_ask: Any, on_submit: Any, **props: Any
) -> rx.Component:
    """A form filled from `starts`; an input with `data-live` asks (`on_ask`), with `ask` naming what. The value of the
    button that was pressed comes along as `press`."""
    return _FieldsForm.create(*content, starts=starts, on_ask=on_ask, on_submit=on_submit, **props)


def points_map(points: rx.Var[list[Any]]) -> rx.Component:
    """Concerns on a map by their numbers; the list beside it says the same."""
    texts = {"map": t("Map of the concerns"), "zoom_in": t("Zoom in"), "zoom_out": t("Zoom out")}
    return _PointsMap.create(texts=texts, points=points)


def meeting_entry(
    *, owner: rx.Var[str], meeting: rx.Var[str], title: rx.Var[str], most_photos: rx.Var[int], services: Any
) -> rx.Component:
    """One line for each new concern, the single fields for whoever wants them, and what stays for the next ones."""
    return _MeetingEntry.create(
        _line(),
        rx.el.div(_single_fields(services), _sticky(services), class_name="meeting-entry__ways"),
        owner=owner,
        meeting=meeting,
        title=title,
        locale=active_locale(),
        most_photos=most_photos,
        words=_words(),
        class_name="meeting-entry",
        id="record",
    )


def _line() -> rx.Component:
    hint = t("For example: couch on the sidewalk 52nd and Market, third time")
    return rx.el.div(
        rx.el.label(t("What was raised? One line, then Enter"), html_for=field_id("line"), class_name="field__label"),
        rx.el.div(
            rx.el.input(
                type="text",
                name="line",
                id=field_id("line"),
                placeholder=hint,
                max_length=LINE_LENGTH,
                enter_key_hint="send",
                class_name="field__input",
            ),
            rx.el.button(
                icon("dictate"),
                rx.el.span(t("Speak it"), class_name="unseen"),
                type="button",
                hidden=True,
                aria_pressed="false",
                class_name="button meeting-entry__tool",
                custom_attrs={"data-dictate": "yes"},
            ),
            rx.el.button(
                icon("camera"),
                rx.el.span(t("Add a photo"), class_name="unseen"),
                type="button",
                class_name="button meeting-entry__tool",
                custom_attrs={"data-photo": "yes"},
            ),
            button(t("Record"), kind="gold", icon_name="add", type="submit"),
            class_name="meeting-entry__line",
        ),
        class_name="field",
    )


def _single_fields(services: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("Field by field"), icon("unfold"), class_name="meeting-entry__more"),
        rx.el.div(
            text_field(
                "new_search", t("Where"), hint=t("A house number and street, or a corner."), max_length=PLACE_LENGTH
            ),
            select_field("new_service", t("What it is"), services, first=t("Take it from the words")),
            text_field("new_description", t("Note"), max_length=DESCRIPTION_LENGTH),
            text_field("new_heard_name", t("Who raised it"), optional=True, max_length=NAME_LENGTH),
            text_field("new_heard_contact", t("Their phone or e-mail"), optional=True, max_length=CONTACT_LENGTH),
            checkbox("new_heard_consent", t("They agreed that we keep this")),
            class_name="meeting-entry__fields",
        ),
    )


def _sticky(services: Any) -> rx.Component:
    stays = {"data-sticky": "yes"}
    street = rx.el.input(
        type="text",
        name="sticky_street",
        id=field_id("sticky_street"),
        max_length=PLACE_LENGTH,
        class_name="field__input",
        custom_attrs=stays,
    )
    service = rx.el.select(
        rx.el.option(t("From the words of each"), value=""),
        rx.foreach(services, lambda one: rx.el.option(one.words, value=one.value)),
        name="sticky_service",
        id=field_id("sticky_service"),
        class_name="field__input",
        custom_attrs=stays,
    )
    return rx.el.details(
        rx.el.summary(t("Same for several"), icon("unfold"), class_name="meeting-entry__more"),
        rx.el.div(
            field("sticky_street", t("Street for the next ones"), street, hint=t("Then a house number is enough.")),
            field("sticky_service", t("What the next ones are"), service),
            class_name="meeting-entry__fields",
        ),
    )


def _words() -> dict[str, str]:
    return {
        "nothing": t("Write or say what was raised, then press Enter."),
        "kept": t("Recorded."),
        "notKept": t("This browser keeps nothing for us. Keep this page open until it says that all is sent."),
        "shelf": t("Still on this phone"),
        "offline": t("No connection. It is kept on this phone and goes by itself when you are online."),
        "here": t("Kept on this phone until you send it."),
        "send": t("Send"),
        "sending": t("On its way to the list."),
        "server": t("No answer yet. It is kept on this phone and goes again by itself."),
        "signed_out": t("You are signed out. Sign in again; what you typed is kept."),
        "not_allowed": t("Your account cannot do this. Ask your coordinator."),
        "too_many": t("That was very many in a minute. The rest goes by itself."),
        "storage_full": t("Our disk is full. It is kept on this phone and goes later."),
        "gone": t("This meeting is not one of yours any more."),
        "changed_elsewhere": t("Somebody else changed this concern meanwhile."),
        "refused": t("It could not be taken. Look at it, then try again."),
        "photo": t("A photo"),
        "photoNumber": t("Photo {number}", number="{number}"),
        "photos": t("Your photos"),
        "remove": t("Remove"),
        "back": t("Back into the line"),
        "again": t("Try again"),
        "listening": t("Speak now."),
        "deaf": t("We could not hear you. Type it instead."),
    }
