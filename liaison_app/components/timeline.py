"""The timeline of a ticket in plain words, newest first, and the thread of what was asked and answered."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import Words, page_language, shown


def timeline(*steps: Any, label: Words = "") -> rx.Component:
    """What happened, as a list of `timeline_step`s."""
    return rx.el.ol(*steps, class_name="timeline", **({"aria_label": label} if label else {}))


def city_quote(words: Words, lang: Words = "") -> rx.Component:
    """The city's own words, where there are any; `lang` is their language, '' the page's own."""
    return shown(words, lambda: rx.el.blockquote(words, class_name="timeline__quote", lang=page_language(lang)))


def timeline_step(
    what: Words,
    when: Words,
    *more: Any,
    kind: Words = "",
    icon_name: Words = "check",
    quote: Words = "",
    quote_lang: Words = "",
    exact: Words = "",
    anchor: Words = "",
) -> rx.Component:
    """One thing that happened. `kind` is ours, city, late, fixed, closed or empty; `quote` are somebody's own words.

    `exact` is the full date and time, shown on hover or tap; `more` stands below; `anchor` is its place on the page.
    """
    return rx.el.li(
        rx.el.span(icon(icon_name), class_name=f"timeline__mark timeline__mark--{kind}"),
        rx.el.div(
            rx.el.p(what, class_name="timeline__what"),
            rx.el.p(rx.el.time(when, title=exact), class_name="timeline__when"),
            city_quote(quote, quote_lang),
            *more,
        ),
        class_name="timeline__step",
        **anchored(anchor),
    )


def thread(*messages: Any, label: Words) -> rx.Component:
    """What was asked about a ticket and what was answered, as a list of `message`s."""
    return rx.el.ol(*messages, class_name="thread", aria_label=label)


def message(
    who: Words,
    when: Words,
    words: Words,
    *more: Any,
    kind: Words = "",
    intent: Words = "",
    exact: Words = "",
    words_lang: Words = "",
    mark: Any = None,
    anchor: Words = "",
) -> rx.Component:
    """One message; `kind` is mine, city, `mine message--waiting` (still on this phone) or empty, with `message--own`
    where it never leaves our side. `mark` stands above the words, `more` below; `words_lang` as in `city_quote`,
    `anchor` as in `timeline_step`."""
    return rx.el.li(
        rx.el.p(rx.el.span(who), rx.el.time(when, title=exact), class_name="message__who"),
        *([] if mark is None else [mark]),
        shown(intent, rx.el.p(intent, class_name="message__intent")),
        rx.el.p(words, class_name="as-typed", lang=page_language(words_lang)),
        *more,
        class_name=f"message message--{kind}",
        **anchored(anchor),
    )


def anchored(anchor: Words) -> dict[str, Any]:
    """The properties of something that a link on the page leads to; none where `anchor` is empty from the start."""
    if isinstance(anchor, rx.Var):
        return {"id": rx.cond(anchor != "", anchor, None), "tab_index": -1}
    return {"id": anchor, "tab_index": -1} if anchor else {}
