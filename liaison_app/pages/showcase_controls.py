"""The showcase's buttons, fields, chips, choices and dialog."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.browser_parts import dialog, password_field, text_area
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.chips import chip_choices, chips, filter_chip
from liaison_app.components.choices import choice_card, choice_cards
from liaison_app.components.fields import (
    checkbox,
    checkbox_group,
    datetime_field,
    number_field,
    saved_note,
    search_field,
    select_field,
    text_field,
)
from liaison_app.i18n import t
from liaison_app.states.showcase import Showcase


def press_samples() -> rx.Component:
    """Every kind of button, and the states of one."""
    return rx.el.div(
        buttons(
            button(t("Ink, on rows"), kind="ink"),
            button(t("Quiet, the rest"), icon_name="print"),
            button(t("Brick, sends back"), kind="brick", icon_name="not-fixed"),
            button(t("Plain"), kind="plain"),
        ),
        buttons(
            button(t("Small"), small=True, icon_name="share"),
            button(t("Sending …"), kind="ink", busy=True),
            button(t("Not now"), disabled=True),
            link_button(t("A link that looks like one"), to="#buttons", icon_name="forward"),
        ),
        class_name="stack",
    )


def field_samples() -> rx.Component:
    """Every kind of field, one of them wrong."""
    return rx.el.div(
        search_field("place", t("Find a place"), words=t("Address or corner")),
        text_field("email", t("E-mail"), input_type="email", error=t("Write an address with an @ in it.")),
        password_field("password", t("Password")),
        number_field("tires", t("How many tires?"), hint=t("About is fine."), optional=True),
        datetime_field("seen", t("When did you see it?")),
        select_field(
            "surface",
            t("What is it on?"),
            [("sidewalk", t("Sidewalk")), ("street", t("Street")), ("lot", t("Vacant lot"))],
            first=t("Choose one"),
        ),
        text_area(
            "details",
            t("Anything a crew should know?"),
            hint=t("Leave out names and phone numbers, and license plates where nobody asks for them."),
            most=300,
            optional=True,
        ),
        checkbox_group(
            "blocks",
            t("Does it block anything?"),
            checkbox("blocks", t("A ramp"), value="ramp", default_checked=True),
            checkbox("blocks", t("A doorway"), value="door", hint=t("Of a house or a store.")),
        ),
        saved_note(t("Saved on this device as you type")),
        class_name="stack",
    )


def choice_samples() -> rx.Component:
    """Choice cards with pictures, one chosen."""
    return choice_cards(
        "service",
        t("That sounds like"),
        choice_card(
            "service",
            "dumping",
            t("Illegal dumping"),
            why=t("Furniture, bags, tires or rubble left where they should not be."),
            icon_name="dumping",
            default_checked=True,
        ),
        choice_card(
            "service",
            "rubbish",
            t("Rubbish not collected"),
            why=t("Set out on time, on the right day, and left behind."),
            icon_name="rubbish",
        ),
        choice_card("service", "other", t("Something else"), why=t("See every kind."), icon_name="other"),
    )


def chip_samples() -> rx.Component:
    """Filters, and short answers."""
    return rx.el.div(
        chips(
            filter_chip(t("All"), pressed=True, count="17"),
            filter_chip(t("Late"), pressed=False, icon_name="late", count="3"),
            filter_chip(t("Go and look"), pressed=False, icon_name="seen", count="2"),
            filter_chip(t("Answered"), pressed=False, icon_name="ask", count="1"),
            label=t("Show"),
            slide=True,
        ),
        chip_choices(
            t("How much is there?"),
            "amount",
            [("car", t("Fits in a car")), ("pickup", t("Fits in a pickup")), ("more", t("More"))],
        ),
        class_name="stack",
    )


def dialog_sample() -> rx.Component:
    """A dialog that is a sheet on phones."""
    return rx.el.div(
        button(t("Open the dialog"), on_click=Showcase.open_dialog),
        dialog(
            t("Take this ticket back?"),
            rx.el.p(t("The city hears that it is no longer needed. The ticket stays in your list.")),
            buttons(
                button(t("Take it back"), kind="brick", on_click=Showcase.close_dialog),
                button(t("Keep it"), on_click=Showcase.close_dialog),
            ),
            name="sample-dialog",
            is_open=Showcase.is_dialog_open,
            on_close=Showcase.close_dialog,
            sheet=True,
        ),
    )
