"""Two to four neighborhoods side by side and over time. The choice stands in the address, to be passed on."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.comparison import choosing_form, side_by_side, volume_is_not_need
from liaison_app.components.frame import Link, page_frame, page_title, section, wrap
from liaison_app.components.share import print_button, share_button
from liaison_app.components.words import Words, either
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.comparison import Comparing
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.comparison import ComparisonWords


def build() -> rx.Component:
    """The page for who is signed in."""
    return _frame(Comparing.words, here=routes.COMPARE, audience=LiaisonSession.role, link_to_server="socket")


def draw(words: ComparisonWords | None) -> rx.Component:
    """The same for a stranger, written on the server."""
    words = words or ComparisonWords()
    return _frame(words, here=words.here, audience="public", link_to_server="none")


def _frame(
    words: ComparisonWords | rx.Var[ComparisonWords], *, here: str, audience: Words, link_to_server: Link
) -> rx.Component:
    return page_frame(
        wrap(
            rx.el.div(
                rx.el.h1(t("Neighborhoods side by side")),
                rx.el.p(
                    t("Choose two to four. How long it takes and what became of it, at the same scale for all."),
                    class_name="lede",
                ),
                rx.el.p(
                    share_button("button", with_word=True),
                    print_button("button", with_word=True),
                    class_name="page-head__acts",
                ),
                class_name="page-head",
            ),
            volume_is_not_need(),
            either(words.is_ready, lambda: side_by_side(words), rx.fragment()),
            section(t("Choose"), choosing_form(words), name="choose"),
            wide=True,
        ),
        here=here,
        audience=audience,
        current="places",
        link_to_server=link_to_server,
    )


PAGE = Page(
    route=routes.COMPARE,
    build=build,
    title=lambda: page_title(t("Neighborhoods side by side")),
    on_load=(LiaisonSession.load, Comparing.load),
    draw=draw,
)
PAGES = (PAGE,)
