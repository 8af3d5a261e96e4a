"""A text with blocks where something was taken out. Who listens hears that; a row of blocks would say nothing."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.words import each, either
from liaison_app.domain.moderation import BLOCK
from liaison_app.i18n import t


def covered_text(parts: Any) -> rx.Component:
    """`parts` are `TextPart`s, now or from the state."""
    return rx.el.span(each(parts, lambda part: either(part.is_out, _block(), rx.el.span(part.text))))


def _block() -> rx.Component:
    return rx.el.span(
        rx.el.span(BLOCK, aria_hidden="true"), rx.el.span(t("taken out"), class_name="unseen"), class_name="taken-out"
    )
