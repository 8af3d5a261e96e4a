"""The form by which somebody applies; and the one by which a lost link is asked for. They need no script."""

from __future__ import annotations

import reflex as rx

from liaison_app import application_routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button
from liaison_app.components.fields import checkbox, checkbox_group, described, field, text_field
from liaison_app.components.icons import icon
from liaison_app.components.letter_forms import honeypot
from liaison_app.components.posted_form import posted_form
from liaison_app.components.words import each
from liaison_app.domain.applications import NEEDS_LENGTH, PHONE_LENGTH, WHY_LENGTH
from liaison_app.i18n import t
from liaison_app.wording.applications import ApplyWords, PlaceChoice


class _NearestPlace(rx.Component):
    """A button that chooses the neighborhood whose middle is nearest; where the phone is never leaves it."""

    library = "$/public/js/page_tools.jsx"
    tag = "NearestPlace"

    fills: rx.Var[str]
    found: rx.Var[str]
    failed: rx.Var[str]


def apply_form(words: ApplyWords) -> rx.Component:
    """Who, where, why; what is personal says what it is for."""
    return posted_form(
        rx.el.input(type="hidden", name="ref", value=words.ref, read_only=True),
        honeypot(),
        text_field("name", t("Your name"), auto_complete="name", required=True),
        *contact_fields(),
        neighborhood_field(words.places),
        checkbox_group(
            "languages",
            t("Languages you speak"),
            rx.el.div(
                each(words.languages, lambda one: checkbox(one.name, one.words, default_checked=one.is_chosen)),
                class_name="profile__languages",
            ),
        ),
        text_area(
            "why", t("Why you?"), hint=t("A line is enough."), optional=True, rows="3", max_length=WHY_LENGTH,
        ),
        text_area(
            "needs",
            t("What you need to take part"),
            hint=t("Step-free entry, an interpreter, large print, child care … Only coordinators and trainers see it."),
            optional=True,
            rows="2",
            max_length=NEEDS_LENGTH,
        ),
        button(t("Send my application"), kind="gold", icon_name="send", type="submit", wide=True),
        action=application_routes.SEND,
        class_name="stack apply-form",
    )  # fmt: skip


def contact_fields(*, email: str = "", phone: str = "") -> list[rx.Component]:
    """E-mail and phone; one of them is enough."""
    return [
        text_field(
            "email",
            t("E-mail"),
            hint=t("For the link to your application and word of your seat. One of e-mail and phone is enough."),
            input_type="email",
            auto_complete="email",
            auto_capitalize="none",
            default_value=email,
        ),
        text_field(
            "phone",
            t("Phone"),
            hint=t("A coordinator may call you. Nobody else gets the number."),
            input_type="tel",
            auto_complete="tel",
            max_length=PHONE_LENGTH,
            default_value=phone,
        ),
    ]


def neighborhood_field(places: list[PlaceChoice]) -> rx.Component:
    """One of all neighborhoods; the phone can find the nearest by itself."""
    options = [
        rx.el.option(
            one.words,
            value=one.value,
            selected=one.is_chosen,
            custom_attrs={"data-lat": one.lat, "data-lon": one.lon} if one.lat else {},
        )
        for one in places
    ]
    select = rx.el.select(
        rx.el.option(t("Choose one"), value=""), *options, class_name="field__input", **described("neighborhood", "")
    )
    nearest = _NearestPlace.create(
        icon("locate"),
        t("Use my location"),
        fills="field-neighborhood",
        found=t("Chosen by the nearest middle of a neighborhood: {name}. Choose another one if that is wrong."),
        failed=t("Your phone does not tell where it is. Choose from the list."),
        class_name="button button--small",
    )
    hint = t("Where you would speak for your neighbors: mostly where you live.")
    return rx.el.div(
        field("neighborhood", t("Neighborhood"), select, hint=hint), nearest, class_name="apply-form__place"
    )


def link_form() -> rx.Component:
    """A lost link comes again by e-mail; what is answered is the same whether the address is known or not."""
    return rx.el.details(
        rx.el.summary(t("You applied and lost your link?"), class_name="browse__open"),
        posted_form(
            honeypot(),
            text_field(
                "lost_email",
                t("The e-mail you applied with"),
                input_type="email",
                auto_complete="email",
                auto_capitalize="none",
            ),
            button(t("Send me the link"), kind="ink", icon_name="mail", type="submit", wide=True),
            action=application_routes.LOST,
            class_name="stack letter-form",
        ),
        class_name="browse",
        id="lost",
    )
