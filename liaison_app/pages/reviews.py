"""The coordinators' desk: drafts of those who do not file directly, and what becomes of each."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import badge
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_list, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.reviews import Reviews
from liaison_app.wording.questions import AnsweredWords
from liaison_app.wording.reviews import ReviewLine

BACK, REFUSE = "back", "refuse"


def build() -> rx.Component:
    """What waits, the longest waiting first; each with its ways on."""
    none = empty_state(t("Nothing waits for a review."), t("Drafts of people in training are listed here."))
    listed = rx.el.ul(rx.foreach(Reviews.lines, _card), class_name="desk-cards")
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Drafts to review")),
                rx.el.p(
                    t("Nobody else sees a draft, and the city does not have it. Sent, it counts from that moment."),
                    class_name="quiet",
                ),
                live_region(
                    shown(Reviews.is_loaded, rx.el.p(Reviews.waiting)),
                    shown(Reviews.told, notice(Reviews.told, kind="fixed")),
                    shown(Reviews.notice, notice(Reviews.notice, kind="late")),
                ),
                class_name="section stack",
            ),
            rx.cond(Reviews.is_loaded, rx.cond(Reviews.lines.length() > 0, listed, none), skeleton_list(4)),
            shown(Reviews.is_cut, too_many(t("There are more. They follow as soon as these are decided."))),
        ),
        here=routes.DESK_REVIEWS,
        audience="coordinator",
        current="desk",
    )


def _card(line: rx.Var[ReviewLine]) -> rx.Component:
    head = rx.el.div(
        icon(line.icon),
        rx.el.div(
            rx.el.h2(link(line.what, to=line.href), class_name="desk-card__name"),
            rx.el.p(line.place),
        ),
        class_name="desk-card__head",
    )
    return rx.el.li(
        head,
        rx.el.p(
            rx.el.strong(line.who),
            " ",
            badge(line.standing, kind="waiting"),
            " ",
            badge(line.kind, kind="closed"),
            " ",
            rx.el.span(line.since, class_name="quiet small"),
            class_name="desk-card__who",
        ),
        shown(line.text, rx.el.blockquote(line.text, class_name="timeline__quote as-typed")),
        shown(line.personal, notice(line.personal, kind="late")),
        rx.el.dl(rx.foreach(line.answers, _answer), class_name="desk-card__answers small"),
        rx.el.div(rx.foreach(line.photos, _photo), class_name="desk-card__photos"),
        shown(line.said, rx.el.p(t("You or a colleague wrote:"), " ", rx.el.q(line.said), class_name="small quiet")),
        buttons(
            button(t("Send it to the city"), kind="ink", icon_name="send", on_click=Reviews.send(line.key)),
            button(t("Send it back"), icon_name="edit", on_click=Reviews.choose(line.key, BACK)),
            button(t("Do not send it"), icon_name="close", on_click=Reviews.choose(line.key, REFUSE)),
        ),
        rx.cond(Reviews.acting == line.key, rx.cond(Reviews.way == BACK, _back(), _refuse()), rx.fragment()),
        class_name="desk-card",
        key=line.key,
    )


def _answer(one: rx.Var[AnsweredWords]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.question), rx.el.dd(one.shown), lang=one.lang)


def _photo(address: rx.Var[str]) -> rx.Component:
    return rx.el.img(src=address, alt=t("Photo of the draft"), loading="lazy", class_name="desk-card__photo")


def _back() -> rx.Component:
    hint = t("Its author reads this, changes the draft and offers it again.")
    return _form(Reviews.send_back, t("Send it back"), "words", t("What to change"), hint)


def _refuse() -> rx.Component:
    hint = t("Its author reads this. The draft stays with them, and never goes to the city.")
    return _form(Reviews.refuse, t("Do not send it"), "reason", t("Why"), hint)


def _form(on_submit: Any, label: str, field: str, name: str, hint: str) -> rx.Component:
    """Words for the author of the chosen draft; what was typed stays when something is wrong."""
    return rx.el.form(
        text_area(field, name, most=NOTE_LENGTH, hint=hint, error=Reviews.errors.get(field, ""), rows="3"),
        buttons(
            button(label, kind="ink", type="submit"),
            button(t("Not now"), on_click=Reviews.choose("", "")),
        ),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name="stack",
    )


PAGE = Page(
    route=routes.DESK_REVIEWS,
    build=build,
    title=lambda: page_title(t("Drafts to review")),
    on_load=(Reviews.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
