"""The finder: three questions at most to the right service, each a page of links."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.navigation import language_link
from liaison_app.components.notices import notice
from liaison_app.components.signs import bar_fill, plate
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import Words, each, either, has_any, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.how_it_works import FinderPage
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.wording.finder import ChoiceWords, FinderWords

Step = FinderWords | rx.Var[FinderWords]


def build() -> rx.Component:
    """A step under its own address."""
    return _page(FinderPage.here)


def build_first() -> rx.Component:
    """The first question."""
    return _page(routes.HOW_WHICH)


def _page(here: Words) -> rx.Component:
    words = FinderPage.words
    return page_frame(
        rx.match(FinderPage.phase, ("ready", _content(words)), ("missing", _missing()), wrap(skeleton_text(6))),
        here=here,
        audience=LiaisonSession.role,
        current="program",
        head=_head(words, here),
        own_gold=True,
    )


def draw(words: FinderWords | None) -> rx.Component:
    """The same for whoever is not signed in; for None one that says that there is no such question."""
    if words is None:
        bare = FinderWords(title=t("Which service is it?"))
        head = _head(bare, routes.HOW_WHICH)
        return page_frame(_missing(), here=routes.HOW_WHICH, current="program", head=head, link_to_server="none")
    here = f"{routes.HOW_WHICH}/{words.id}"
    return page_frame(
        _content(words), here=here, current="program", head=_head(words, here), own_gold=True, link_to_server="none"
    )


def _head(words: Step, here: Words) -> rx.Component:
    back = either(
        words.back_to,
        lambda: back_link(t("The question before"), words.back_to),
        lambda: back_link(t("How it works"), routes.localized(routes.HOW)),
    )
    return plate(
        words.title,
        bar=[back, bar_fill(), language_link(here, "top-bar__link plate__language")],
        sub=words.progress,
        page=True,
    )


def _missing() -> rx.Component:
    act = link_button(t("Begin again"), to=routes.how_which(), kind="ink")
    return wrap(
        rx.el.div(
            empty_state(t("There is no such question"), t("The address may have a slip in it."), act),
            class_name="section",
        )
    )


def _content(words: Step) -> rx.Component:
    return wrap(either(has_any(words.choices), lambda: _question(words), lambda: _finding(words)))


def _question(words: Step) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(each(words.choices, _choice), class_name="way-cards"),
        rx.el.p(
            link(t("None of these? Look through all services"), to=routes.localized(routes.HOW)), class_name="after"
        ),
        class_name="section",
        aria_label=t("Answers"),
    )


def _choice(choice: ChoiceWords | rx.Var[ChoiceWords]) -> rx.Component:
    why = rx.el.span(choice.why, class_name="choice-card__why")
    return rx.el.li(
        link(
            rx.el.span(icon(choice.icon), class_name="choice-card__icon"),
            rx.el.span(
                rx.el.span(choice.label, class_name="choice-card__name"),
                shown(choice.why, why),
                class_name="choice-card__words",
            ),
            icon("forward"),
            to=choice.href,
            class_name="choice-card way-card",
        )
    )


def _finding(words: Step) -> rx.Component:
    return section(
        either(words.report_to, lambda: rx.el.span(t("This is it")), lambda: rx.el.span(t("What to do"))),
        shown(words.why, rx.el.p(words.why)),
        rx.el.p(words.because, class_name="after"),
        shown(
            words.is_emergency,
            lambda: rx.el.div(notice(t("Do not wait for an answer here."), kind="stop"), class_name="after"),
        ),
        buttons(
            shown(
                words.report_to,
                lambda: link_button(t("Report this"), to=words.report_to, kind="gold", icon_name="report"),
            ),
            shown(
                words.how_to,
                lambda: link_button(t("How it works, and how long it takes"), to=words.how_to, icon_name="clock"),
            ),
            shown(
                words.tel,
                lambda: link_button(
                    rx.fragment(t("Call"), " ", words.call), to=words.tel, kind="ink", icon_name="call", full_load=True
                ),
            ),
            link_button(t("Begin again"), to=routes.how_which(), icon_name="again"),
        ),
        rx.el.p(t("Our own advice, and unofficial. In doubt, ask 311."), class_name="small quiet after"),
        name="finding",
    )


PAGES = (
    Page(
        route=routes.HOW_WHICH,
        build=build_first,
        title=lambda: page_title(t("Which service is it?")),
        on_load=(LiaisonSession.load, FinderPage.load),
        draw=draw,
    ),
    Page(
        route=routes.HOW_WHICH_STEP,
        build=build,
        title=lambda: page_title(t("Which service is it?")),
        on_load=(LiaisonSession.load, FinderPage.load),
        draw=draw,
    ),
)
