"""Where letters lead: the page after a form was sent, and the pages behind the links in letters."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.frame import page_frame, page_title, wrap
from liaison_app.components.letter_forms import how_often
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.posted_form import button_form
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.wording.letter_forms import say_asked
from liaison_app.wording.letter_pages import LetterPageWords, YoursLine, say_gone


def _asked() -> rx.Component:
    """After a form was sent without a script."""
    return page_frame(
        wrap(
            rx.el.h1(t("Look into your mail")),
            rx.el.p(say_asked(), class_name="entry__lead"),
            rx.el.p(t("Nothing there after ten minutes? Look among the spam, or send the form again.")),
            rx.el.p(link_button(t("To the map"), to=routes.localized(routes.MAP), icon_name="map"), class_name="after"),
            class_name="entry__single",
        ),
        here=routes.LETTERS,
    )


def draw(words: LetterPageWords | None) -> rx.Component:
    """A page behind a letter's link, of plain words."""
    words = words or say_gone()
    return page_frame(
        wrap(
            rx.el.h1(words.title),
            *([notice(words.done, kind="fixed")] if words.done else []),
            *[rx.el.p(one, class_name="after") for one in words.said],
            *([_form(words)] if words.button else []),
            *([_stop_all(words)] if words.lines else []),
            *([rx.el.p(link(words.way, to=words.way_to), class_name="after")] if words.way_to else []),
            class_name="entry__single",
        ),
        here=words.here or routes.LETTERS,
        link_to_server="none",
    )


def _form(words: LetterPageWords) -> rx.Component:
    languages = [how_often("language", t("Language of the letters"), words.languages)] if words.languages else []
    return button_form(
        *[_line(one) for one in words.lines],
        *languages,
        button(words.button, kind="gold", type="submit", wide=True),
        action=words.action,
        class_name="stack after",
    )


def _line(line: YoursLine) -> rx.Component:
    way = [rx.el.p(link(line.way, to=line.to))] if line.to else []
    return rx.el.div(how_often(line.name, line.what, line.choices), *way)


def _stop_all(words: LetterPageWords) -> rx.Component:
    return button_form(
        rx.el.input(type="hidden", name="stop_all", value="yes", read_only=True),
        button(t("Stop all letters"), kind="quiet", type="submit", wide=True),
        action=words.action,
        class_name="stack after",
    )


def _gone() -> rx.Component:
    return draw(None)


PAGES = (
    Page(route=routes.LETTERS, build=_asked, title=lambda: page_title(t("Look into your mail")), is_quiet=True),
    Page(route=routes.LETTER, build=_gone, title=lambda: page_title(t("Letters")), draw=draw),
)
