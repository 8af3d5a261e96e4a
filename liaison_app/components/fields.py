"""Fields: a label, a hint, the input, and its error beside it in words that say what to do.

Every field names its hint and error to a screen reader. `error` is empty while there is nothing wrong. `name` is the
field's name in the form and, with `field-` before it, its id; it may come from the state (a city's own questions).
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import Flag, Words, chosen, shown
from liaison_app.i18n import t


def field_id(name: Words) -> Words:
    """The id of the input of a field: what an error summary links to."""
    return f"field-{name}"


def wrong_if(error: Words) -> Flag:
    """Whether there is something wrong: `error` says anything. A field without a row in `errors` is right."""
    return error.bool() if isinstance(error, rx.Var) else bool(error)


def field(
    name: Words, label: Words, control: rx.Component, *, hint: Words = "", error: Words = "", optional: bool = False
) -> rx.Component:
    """Label, hint and error around any one control that carries `described(name, …)`."""
    wrong = wrong_if(error)
    return rx.el.div(
        rx.el.label(
            label,
            shown(optional, rx.el.span(" ", t("(optional)"), class_name="field__optional")),
            html_for=field_id(name),
            class_name="field__label",
        ),
        field_hint(name, hint),
        control,
        field_error(name, error),
        class_name=chosen(wrong, "field field--error", "field"),
    )


def described(name: Words, error: Words) -> dict[str, Any]:
    """The attributes by which an input names its hint and error, and says whether it is wrong."""
    wrong = wrong_if(error)
    return {
        "id": field_id(name),
        "name": name,
        "aria_describedby": f"{field_id(name)}-hint {field_id(name)}-error",
        "aria_invalid": chosen(wrong, "true", "false"),
    }


def group_described(name: Words, error: Words) -> dict[str, Any]:
    """The attributes by which a group of radio buttons names its hint and error, and says whether it is wrong."""
    return {
        # A fieldset has no `role` of its own in Reflex.
        "custom_attrs": {"role": "radiogroup"},
        "id": field_id(name),
        "aria_describedby": f"{field_id(name)}-hint {field_id(name)}-error",
        "aria_invalid": chosen(wrong_if(error), "true", "false"),
    }


def text_field(
    name: Words,
    label: Words,
    *,
    hint: Words = "",
    error: Words = "",
    input_type: str = "text",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """One line; `input_type` is text, email, tel, number, date, time, datetime-local."""
    control = rx.el.input(
        type=input_type, class_name=f"field__input field__input--{input_type}", **described(name, error), **props
    )
    return field(name, label, control, hint=hint, error=error, optional=optional)


def number_field(
    name: Words, label: Words, *, hint: Words = "", error: Words = "", optional: bool = False, **props: Any
) -> rx.Component:
    """A number typed on the number keys; no spinner, so that scrolling never changes an answer."""
    props.setdefault("input_mode", "decimal")
    return text_field(name, label, hint=hint, error=error, optional=optional, **props)


def datetime_field(
    name: Words, label: Words, *, hint: Words = "", error: Words = "", optional: bool = False, **props: Any
) -> rx.Component:
    """A day and time, with the device's own picker; the value is the wall clock's, without a zone."""
    return text_field(name, label, hint=hint, error=error, input_type="datetime-local", optional=optional, **props)


def select_field(
    name: Words,
    label: Words,
    options: list[tuple[str, str]] | rx.Var[list[Any]],
    *,
    hint: Words = "",
    error: Words = "",
    optional: bool = False,
    first: Words = "",
    **props: Any,
) -> rx.Component:
    """One of many. `options` are (value, words), or state rows with those two names; `first` asks for a choice."""
    if isinstance(options, rx.Var):
        listed = [rx.foreach(options, lambda one: rx.el.option(one.words, value=one.value))]
    else:
        listed = [rx.el.option(words, value=value) for value, words in options]
    ask = shown(first, rx.el.option(first, value=""))
    control = rx.el.select(ask, *listed, class_name="field__input", **described(name, error), **props)
    return field(name, label, control, hint=hint, error=error, optional=optional)


def search_field(name: Words, label: Words, *, words: Words, **props: Any) -> rx.Component:
    """A search field with its label unseen; `words` stand in it until something is typed."""
    return rx.el.div(
        icon("search"),
        rx.el.label(label, html_for=field_id(name), class_name="unseen"),
        rx.el.input(type="search", id=field_id(name), name=name, placeholder=words, auto_complete="off", **props),
        class_name="search",
    )


def checkbox(name: Words, label: Words, *, hint: Words = "", value: Words = "yes", **props: Any) -> rx.Component:
    """One thing to agree to or not, or one of a `checkbox_group`."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, value=value, **props),
        rx.el.span(label, shown(hint, rx.el.span(hint, class_name="field__hint")), class_name="check__words"),
        class_name="check",
    )


def checkbox_group(name: Words, legend: Words, *boxes: Any, hint: Words = "", error: Words = "") -> rx.Component:
    """Any of a few."""
    wrong = wrong_if(error)
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="field__label"),
        field_hint(name, hint),
        *boxes,
        field_error(name, error),
        class_name=chosen(wrong, "field field--error", "field"),
        id=field_id(name),
        aria_describedby=f"{field_id(name)}-hint {field_id(name)}-error",
    )


def saved_note(words: Words, *, icon_name: str = "phone", seen: Flag = True) -> rx.Component:
    """Under a form: what was typed is kept, and where."""
    return shown(seen, rx.el.p(icon(icon_name, small=True), rx.el.span(words), class_name="field__saved"))


def field_hint(name: Words, hint: Words) -> rx.Component:
    """What to know before answering."""
    return shown(hint, rx.el.span(hint, class_name="field__hint", id=f"{field_id(name)}-hint"))


def field_error(name: Words, error: Words) -> rx.Component:
    """What is wrong with a field and how to mend it; the place for it is always there."""
    return rx.el.p(
        shown(error, icon("error", small=True)),
        rx.el.span(error),
        class_name="field__error",
        id=f"{field_id(name)}-error",
    )
