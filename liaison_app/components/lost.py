"""What stands where there is no page to show: the same few words in each language, under houses without light.

Which language its reader has is not known there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app.components.frame import wrap
from liaison_app.components.houses import DARK, row_of_houses
from liaison_app.i18n import LOCALES, using_locale

#: Called in each language: the heading, and what stands below it.
Say = Callable[[], tuple[str, list[rx.Component]]]


def lost(say: Say, **props: Any) -> rx.Component:
    """`say` in each language; `props` go to every one of its sections."""
    return wrap(row_of_houses([DARK] * 5), *[_said(say, locale, props) for locale in LOCALES], class_name="lost")


def _said(say: Say, locale: str, props: dict[str, Any]) -> rx.Component:
    heading = rx.el.h1 if locale == LOCALES[0] else rx.el.h2
    with using_locale(locale):
        title, content = say()
    return rx.el.section(heading(title), *content, lang=locale, class_name="lost__said", **props)
