"""Quotes: the button that puts one into a form, the form's own view of it, and the words above a message."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.icons import icon
from liaison_app.components.links import jump
from liaison_app.components.words import Words, page_language, shown
from liaison_app.i18n import t
from liaison_app.wording.quotes import QuotableWords, QuotedWords

#: The forms that a quote can go into.
TO_CITY = "ask-city"
PRIVATELY = "write-side"


def quote_buttons(quotable: QuotableWords | rx.Var[QuotableWords]) -> rx.Component:
    """One tap puts it above the words being written: to the city where it can go there, else privately; both where
    there is a choice. Nothing where it cannot be quoted."""
    to_city, privately = quotable.to_city, quotable.privately
    return shown(
        (to_city != "") | (privately != "") if isinstance(to_city, rx.Var) else bool(to_city or privately),
        lambda: rx.el.p(
            shown(to_city, lambda: _quote_button(t("Quote"), to_city, TO_CITY)),
            shown(privately, lambda: _private_button(to_city, privately)),
            class_name="quote-buttons",
        ),
    )


def _private_button(to_city: Words, privately: Words) -> rx.Component:
    also, alone = (_quote_button(words, privately, PRIVATELY) for words in (t("Quote privately"), t("Quote")))
    if isinstance(to_city, rx.Var):
        return rx.cond(to_city != "", also, alone)
    return also if to_city else alone


def _quote_button(label: str, ref: Words, form: str) -> rx.Component:
    attrs = {"data-into": form, "data-set": f"quote={ref}", "data-live": "quote"}
    return button(label, kind="plain", small=True, icon_name="quote", custom_attrs=attrs)


def quoted(words: QuotedWords | rx.Var[QuotedWords], city_lang: Words) -> rx.Component:
    """What a message quotes, with the way to it; nothing where it quotes nothing."""
    return shown(words.said, lambda: _quoted(words, city_lang))


def _quoted(words: Any, city_lang: Words) -> rx.Component:
    lang = page_language(rx.cond(words.is_city, city_lang, "") if isinstance(words.is_city, rx.Var) else "")
    there = jump(words.said, to_id=words.anchor, class_name="quoted__said")
    return rx.el.blockquote(
        rx.cond(words.anchor != "", there, rx.el.p(words.said, class_name="quoted__said")),
        shown(words.text, rx.el.p(words.text, class_name="quoted__text", lang=lang)),
        class_name="quoted",
    )


def quote_in_form(words: rx.Var[QuotedWords], city_lang: Words, error: Words) -> rx.Component:
    """What the message being written quotes, and the way to leave it out. The phone keeps its name with the words."""
    out = button(
        t("Take the quote out"),
        kind="plain",
        small=True,
        icon_name="close",
        custom_attrs={"data-set": "quote=", "data-live": "quote"},
    )
    wrong = rx.el.p(icon("error", small=True), error, class_name="field__error field__error--shown")
    return rx.fragment(
        rx.el.input(type="hidden", name="quote", custom_attrs={"data-forget": "yes"}),
        rx.el.div(
            shown(words.said, rx.el.div(_quoted(words, city_lang), out, class_name="quote-in-form")),
            shown(error, wrong),
            aria_live="polite",
        ),
    )
