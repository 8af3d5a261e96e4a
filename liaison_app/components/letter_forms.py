"""Forms for whoever has no account: letters about a ticket or a neighborhood, and "I see this too".

They need no script.
"""

from __future__ import annotations

import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.fields import field, text_field
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.links import feed_link
from liaison_app.components.posted_form import posted_form
from liaison_app.components.words import Words, each, either
from liaison_app.i18n import t
from liaison_app.wording.letter_forms import CoSignWords, LetterFormWords, RhythmChoice


def letters_section(words: LetterFormWords, *, title: str) -> rx.Component:
    """Follow by e-mail; where no letters go out, the feed instead. `words` may come with the state."""
    return section(
        title,
        either(words.is_offered, lambda: _letter_form(words), lambda: _only_feed(words)),
        name="letters",
    )


def _only_feed(words: LetterFormWords) -> rx.Component:
    return rx.fragment(
        rx.el.p(t("No letters go out from here. A feed reader tells you the same."), class_name="small"),
        feed_link(words.feed_to),
    )


def _letter_form(words: LetterFormWords) -> rx.Component:
    form = posted_form(
        rx.el.input(type="hidden", name="about", value=words.about, read_only=True),
        honeypot(),
        _email("email"),
        how_often("rhythm", t("How often"), words.rhythms),
        button(t("Send me the letter"), kind="ink", icon_name="mail", type="submit", wide=True),
        rx.el.p(
            t("First comes a letter that asks whether it was you. Your address is used for this alone."),
            class_name="small quiet",
        ),
        action="/api/letters/follow",
        class_name="stack letter-form",
    )
    return rx.fragment(rx.el.p(words.said), form)


def co_sign_section(words: CoSignWords) -> rx.Component:
    """Who stands behind it, as a number, and the form by which a household joins them."""
    if not words.said and not words.may_ask:
        return rx.fragment()
    return section(
        t("Do you see it too?"),
        *([co_sign_number(words.said)] if words.said else []),
        *([_co_sign_form(words)] if words.may_ask else []),
        name="co-sign",
    )


def co_sign_number(said: Words) -> rx.Component:
    """How many stand behind a ticket."""
    return rx.el.p(icon("stand-behind", small=True), rx.el.span(said), class_name="co-signs")


def _co_sign_form(words: CoSignWords) -> rx.Component:
    """Folded: the number is what most come for."""
    form = posted_form(
        rx.el.input(type="hidden", name="about", value=words.about, read_only=True),
        honeypot(),
        _email("household"),
        button(t("I see this too"), kind="ink", icon_name="stand-behind", type="submit", wide=True),
        rx.el.p(
            t("A letter asks whether it was you. Then your household counts once; your address is not kept."),
            class_name="small quiet",
        ),
        action="/api/letters/co-sign",
        class_name="stack letter-form",
    )
    return rx.el.details(
        rx.el.summary(t("Stand behind it instead of reporting it again"), class_name="browse__open"),
        form,
        class_name="browse",
    )


def how_often(name: str, label: Words, choices: list[RhythmChoice] | rx.Var[list[RhythmChoice]]) -> rx.Component:
    """One of a few, with the one that counts now chosen."""
    options = each(choices, lambda one: rx.el.option(one.words, value=one.value, selected=one.is_chosen))
    return field(name, label, rx.el.select(options, class_name="field__input", id=f"field-{name}", name=name))


def _email(name: str) -> rx.Component:
    """Each form of a page has a name of its own for it."""
    return text_field(
        name, t("Your e-mail"), input_type="email", auto_complete="email", auto_capitalize="none", required=True
    )


def honeypot() -> rx.Component:
    """A field that nobody sees and programs fill in."""
    return rx.el.div(
        rx.el.label(t("Leave this empty"), rx.el.input(name="website", tab_index=-1, auto_complete="off")),
        class_name="letter-form__trap",
        aria_hidden="true",
    )
