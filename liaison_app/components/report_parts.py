"""The parts of the report: the map under a pin, photos, questions, tickets close by, what stops a request."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import badge
from liaison_app.components.buttons import button
from liaison_app.components.chips import chip_choices
from liaison_app.components.choices import choice_card
from liaison_app.components.covered_text import covered_text
from liaison_app.components.fields import (
    checkbox,
    checkbox_group,
    datetime_field,
    described,
    field,
    number_field,
    text_field,
)
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import notice
from liaison_app.components.words import page_language, shown
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import active_locale, t
from liaison_app.wording.report import ChoiceWords, KindWords, NearWords, QuestionWords, StopWords


class _PinMap(rx.Component):
    library = "$/public/js/pin_map.jsx"
    tag = "PinMap"
    lib_dependencies: list[str] = ["leaflet@1.9.4"]

    start_lat: rx.Var[float]
    start_lon: rx.Var[float]
    start_zoom: rx.Var[int]
    words: rx.Var[dict[str, str]]


class _PhotoPicker(rx.NoSSRComponent):
    library = "$/public/js/photo_picker.jsx"
    tag = "PhotoPicker"

    owner: rx.Var[str]
    most: rx.Var[int]
    most_bytes: rx.Var[int]
    is_short: rx.Var[bool]
    words: rx.Var[dict[str, str]]


def pin_map(*, lat: rx.Var[float], lon: rx.Var[float], zoom: rx.Var[int]) -> rx.Component:
    """The map that moves under a pin, with "use my location". It fills `lat`, `lon`, `accuracy` and `address`."""
    return _PinMap.create(
        start_lat=lat,
        start_lon=lon,
        start_zoom=zoom,
        words={
            "sprite": sprite_address(),
            "map": t("Map. Move it under the pin with a finger or the arrow keys; plus and minus zoom."),
            "locate": t("Use my location"),
            "zoomIn": t("Closer"),
            "zoomOut": t("Farther"),
            "locating": t("Looking for you…"),
            "within": t("You are within {metres} m of the pin.", metres="{metres}"),
            "denied": t("Your phone does not let us see where you are. Move the map, or type the address."),
            "noLocation": t("Your phone cannot tell where it is. Move the map, or type the address."),
            "tooSlow": t("Your phone took too long to find you. Try again, or move the map."),
            "comeCloser": t("Come closer: zoom in until you see single streets."),
        },
        class_name="question__map map pin-map",
    )


def photo_picker(
    *, owner: rx.Var[str], most: rx.Var[int], most_bytes: rx.Var[int], is_short: bool = False
) -> rx.Component:
    """Photos of the report; `is_short` only shows them and what became of each."""
    return _PhotoPicker.create(
        owner=owner,
        most=most,
        most_bytes=most_bytes,
        is_short=is_short,
        words={
            "sprite": sprite_address(),
            "region": t("Your photos"),
            "add": t("Add a photo"),
            "busy": t("One moment…"),
            "ready": t("ready"),
            "sending": t("sending"),
            "waits": t("waits for a connection"),
            "again": t("Try again"),
            "alt": t("Photo {number}", number="{number}"),
            "removeNumber": t("Remove photo {number}", number="{number}"),
            "removed": t("Photo removed."),
            "none": t("No photos."),
            "enough": t("{most} photos are the most. The others were left out.", most="{most}"),
            "tooLarge": t("That photo is over {most} MB. Choose a smaller one.", most="{most}"),
            "notKept": t("This browser keeps nothing for us. Keep this page open until you have sent it."),
            "too_many": t("These were many photos in one hour. The rest goes by itself when the hour is over."),
            "storage_full": t(
                "Our disk is full, so a photo could not be saved. It is kept on this phone and goes later."
            ),
            "photo_too_large": t("too large"),
            "not_a_photo": t("not a photo we can read"),
            "photo_broken": t("this file is damaged"),
            "refused": t("Take it out, or choose a JPEG, PNG or HEIC photo. It does not go to the city."),
        },
        class_name="photo-picker",
    )


def kind_card(kind: rx.Var[KindWords]) -> rx.Component:
    """A service to choose."""
    return choice_card(
        "service",
        kind.code,
        kind.name,
        why=kind.why,
        icon_name=kind.icon,
        key=kind.code,
        custom_attrs={"data-live": "kind"},
    )


def kind_row(kind: rx.Var[KindWords]) -> rx.Component:
    """A service in the list of all; pressed, it is the chosen one."""
    return rx.el.li(
        rx.el.button(
            icon(kind.icon),
            rx.el.span(kind.name, shown(kind.city_name, rx.el.small(kind.city_name, class_name="quiet"))),
            type="button",
            class_name="kind-row",
            custom_attrs={"data-set": f"service={kind.code}", "data-live": "kind"},
        ),
        key=kind.code,
    )


def stop_line(stop: rx.Var[StopWords]) -> rx.Component:
    """What the city does not do here, and whom to call."""
    call = shown(stop.href, rx.el.a(icon("call", small=True), stop.call, href=stop.href, class_name="stop__call"))
    return rx.el.li(rx.el.span(stop.says), " ", call, class_name=rx.cond(stop.is_emergency, "stop stop--now", "stop"))


def near_ticket(near: rx.Var[NearWords], *, on_co_sign: rx.event.EventType) -> rx.Component:
    """An open ticket of the same kind close by, to stand behind instead."""
    picture = rx.cond(
        near.photo,
        full_load_link(
            rx.el.img(src=near.photo, alt=t("Photo of this ticket"), loading="lazy", class_name="near__photo"),
            to=near.photo,
            target="_blank",
            rel="noopener",
        ),
        rx.el.span(icon("image"), class_name="near__photo near__photo--none"),
    )
    act = rx.cond(
        near.has_co_signed | near.is_mine,
        rx.el.div(
            rx.el.p(
                icon("check", small=True),
                rx.cond(near.is_mine, t("It is yours"), t("You stand behind it")),
                class_name="near__following",
            ),
            rx.el.p(link(icon("camera"), t("Add what you saw, with a photo"), to=near.more_to, class_name="feed-link")),
        ),
        button(t("I see this too"), icon_name="stand-behind", small=True, on_click=on_co_sign),
    )
    return rx.el.li(
        picture,
        rx.el.div(
            rx.el.p(rx.el.b(near.far), " · ", near.age, class_name="small"),
            rx.el.p(rx.cond(near.href != "", link(near.place, to=near.href), near.place)),
            shown(near.text, rx.el.p(covered_text(near.parts), class_name="near__text")),
            badge(near.badge.words, kind=near.badge.kind, icon_name=near.badge.icon),
            shown(near.co_signs, rx.el.p(near.co_signs, class_name="small")),
            act,
            class_name="near__words",
        ),
        class_name="near",
        key=near.id,
    )


def question_field(question: rx.Var[QuestionWords]) -> rx.Component:
    """One question of the service, in the shape of its datatype; the city's own English is marked as that."""
    note = rx.el.p(t("The city says this in English."), class_name="small quiet", lang=active_locale())
    return rx.el.div(
        shown(question.lang, note),
        rx.match(
            question.kind,
            ("info", notice(question.label, kind="quiet")),
            ("chips", _chips(question)),
            ("list", _list(question)),
            ("several", _several(question)),
            ("number", number_field(question.name, question.label, hint=question.hint, error=question.error)),
            ("time", datetime_field(question.name, question.label, hint=question.hint, error=question.error)),
            ("text", _text(question)),
            text_field(question.name, question.label, hint=question.hint, error=question.error),
        ),
        key=question.name,
        class_name="question-field",
        lang=page_language(question.lang),
    )


def _chips(question: rx.Var[QuestionWords]) -> rx.Component:
    return chip_choices(
        question.label,
        question.name,
        question.choices,
        hint=question.hint,
        error=question.error,
        custom_attrs={"data-live": "answers"},
    )


def _several(question: rx.Var[QuestionWords]) -> rx.Component:
    wrong = rx.cond(question.error != "", "true", "false")

    def box(choice: rx.Var[ChoiceWords]) -> rx.Component:
        return checkbox(
            question.name, choice.words, value=choice.value, aria_invalid=wrong, custom_attrs={"data-live": "answers"}
        )

    return checkbox_group(
        question.name, question.label, rx.foreach(question.choices, box), hint=question.hint, error=question.error
    )


def _list(question: rx.Var[QuestionWords]) -> rx.Component:
    control = rx.el.select(
        rx.el.option(t("Choose one"), value=""),
        rx.foreach(question.choices, lambda one: rx.el.option(one.words, value=one.value)),
        class_name="field__input",
        custom_attrs={"data-live": "answers"},
        **described(question.name, question.error),
    )
    return field(question.name, question.label, control, hint=question.hint, error=question.error)


def _text(question: rx.Var[QuestionWords]) -> rx.Component:
    control = rx.el.textarea(class_name="field__input", rows="3", **described(question.name, question.error))
    return field(question.name, question.label, control, hint=question.hint, error=question.error)
