"""Around a form that is longer than a phone's screen: what is wrong with it comes into view when it was pressed."""

from __future__ import annotations

import reflex as rx


class _ShowWrong(rx.Component):
    library = "$/public/js/show_wrong.jsx"
    tag = "ShowWrong"

    errors: rx.Var[dict[str, str]]


def shows_wrong(form: rx.Component, *, errors: rx.Var[dict[str, str]]) -> rx.Component:
    """`form`; after a press that brought `errors`, the first field that is wrong has the focus."""
    return _ShowWrong.create(form, errors=errors)
