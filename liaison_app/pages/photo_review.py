"""The coordinator's look at photos, before the public sees them."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.links import link
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.photo_review import PhotoReview
from liaison_app.wording.photo_review import ReviewLine


def build() -> rx.Component:
    """Each photo large, with its ticket, and two answers."""
    none = empty_state(t("No photos wait."), t("Everything that was sent has been looked at."))
    queue = rx.el.ul(rx.foreach(PhotoReview.waiting, _photo), class_name="review")
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Photos to look at")),
                rx.el.p(
                    t("Here the public sees a photo only after you have looked at it. The city may have it already."),
                    class_name="quiet",
                ),
                class_name="section stack",
            ),
            live_region(shown(PhotoReview.notice, notice(PhotoReview.notice, kind="late"))),
            rx.cond(PhotoReview.is_loaded, rx.cond(PhotoReview.waiting.length() > 0, queue, none), skeleton_text(6)),
        ),
        here=routes.DESK_PHOTOS,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _photo(line: rx.Var[ReviewLine]) -> rx.Component:
    return rx.el.li(
        rx.el.img(src=line.picture, alt=t("Photo from a liaison"), loading="lazy"),
        rx.el.div(
            rx.el.p(rx.el.b(line.what), rx.el.br(), link(line.place, to=line.href)),
            shown(line.after, rx.el.p(rx.el.b(line.after), class_name="small")),
            shown(line.text, rx.el.p(line.text)),
            rx.el.p(line.when, class_name="small quiet"),
            buttons(
                button(t("Show it to everyone"), kind="ink", icon_name="seen", on_click=PhotoReview.approve(line.key)),
                button(t("Keep it private"), icon_name="unseen", on_click=PhotoReview.refuse(line.key)),
            ),
            class_name="review__words",
        ),
        class_name="review__photo",
        key=line.key,
    )


PAGES = [
    Page(
        route=routes.DESK_PHOTOS,
        build=build,
        title=lambda: page_title(t("Photos to look at")),
        on_load=(PhotoReview.watch,),
        audience=Audience.COORDINATOR,
    )
]
