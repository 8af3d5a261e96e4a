"""The choice of what a message is meant to bring about; its template goes where nothing of the writer's stands."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.fields import described, field
from liaison_app.components.words import Words
from liaison_app.domain.threads import Intent
from liaison_app.i18n import t
from liaison_app.wording.thread_intents import say_intent, say_template


def intent_field(name: str, *, error: Words, fills: str) -> rx.Component:
    """`fills` names the field of the same form that the template goes into."""
    options = [
        rx.el.option(say_intent(one), value=one.value, custom_attrs={"data-words": say_template(one)}) for one in Intent
    ]
    control = rx.el.select(
        rx.el.option(t("A message"), value=""),
        *options,
        class_name="field__input",
        custom_attrs={"data-fills": fills},
        **described(name, error),
    )
    return field(name, t("What is it about?"), control, error=error)
