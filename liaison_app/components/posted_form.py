"""A form that is posted to an own route: it works as plain HTML, and better with its script."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from liaison_app.i18n import active_locale, t


class _PostedForm(rx.Component):
    """The form; its script posts it, and says what is wrong beside each field."""

    library = "$/public/js/posted-form.jsx"
    tag = "PostedForm"

    action: rx.Var[str]
    unreachable: rx.Var[str]


class _PlainForm(BaseHTML):
    """A form that the browser sends by itself; Reflex's own never is."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def asking_form(*content: Any, action: str, **props: Any) -> rx.Component:
    """A form whose fields are asked of `action` in its address; the answer is the next page. It needs no script."""
    return _PlainForm.create(
        *content,
        rx.el.input(type="hidden", name="lang", value=active_locale(), read_only=True),
        action=action,
        method="get",
        **props,
    )


def button_form(*content: Any, action: str, **props: Any) -> rx.Component:
    """A form that the browser posts by itself; the answer is the next page. It needs no script and has none."""
    return _PlainForm.create(*content, action=action, method="post", **props)


def posted_form(*content: Any, action: str, **props: Any) -> rx.Component:
    """A form whose fields are posted to `action`; errors come back to the fields of the same names.

    It needs one button of type `submit`. What was typed stays when something is wrong.
    """
    return _PostedForm.create(
        rx.el.input(type="hidden", name="locale", value=active_locale(), read_only=True),
        *content,
        action=action,
        unreachable=t("We cannot be reached at the moment. What you typed is still here; try again in a minute."),
        **props,
    )
