"""The coordinators' list of what waits for their look: messages that neighbors may read, and photos. It empties."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons, link_button
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_text, too_many
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.moderation_queue import ModerationQueue
from liaison_app.wording.moderation import QueueLine


def build() -> rx.Component:
    """Each thing with its ticket and the way to decide; a photo can be shown from here."""
    none = empty_state(t("Nothing waits."), t("Everything that was asked for or sent has been looked at."))
    queue = rx.el.ul(rx.foreach(ModerationQueue.lines, _line), class_name="review")
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("To look at")),
                rx.el.p(
                    t(
                        "Here neighbors read a message or see a photo only after you have looked at it. The city may "
                        "have it already."
                    ),
                    class_name="quiet",
                ),
                class_name="section stack",
            ),
            live_region(shown(ModerationQueue.notice, notice(ModerationQueue.notice, kind="late"))),
            rx.cond(
                ModerationQueue.is_loaded,
                rx.cond(ModerationQueue.lines.length() > 0, queue, none),
                skeleton_text(6),
            ),
            shown(
                ModerationQueue.is_cut,
                too_many(t("There are more."), button(t("Show more"), on_click=ModerationQueue.show_more)),
            ),
        ),
        here=routes.DESK_MODERATION,
        audience="coordinator",
        current="desk",
        own_gold=True,
    )


def _line(line: rx.Var[QueueLine]) -> rx.Component:
    show = button(t("Show it to everyone"), kind="ink", icon_name="seen", on_click=ModerationQueue.show_photo(line.id))
    return rx.el.li(
        shown(line.picture, rx.el.img(src=line.picture, alt=t("Photo from a liaison"), loading="lazy")),
        rx.el.div(
            rx.el.h2(line.what, class_name="review__what"),
            rx.el.p(rx.el.b(line.service), rx.el.br(), line.place),
            rx.el.p(line.who, ", ", line.when, class_name="small quiet"),
            buttons(shown(line.picture, show), link_button(t("Open it"), to=line.href, icon_name="edit")),
            class_name="review__words",
        ),
        class_name="review__photo",
        key=line.key,
    )


PAGE = Page(
    route=routes.DESK_MODERATION,
    build=build,
    title=lambda: page_title(t("To look at")),
    on_load=(ModerationQueue.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
