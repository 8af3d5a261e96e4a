"""Who looks after whose tickets, for coordinators: the end of a hand-over that its giver cannot take back."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, buttons
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.waiting import empty_state, skeleton_list
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.desk_covers import DeskCovers
from liaison_app.wording.covers import CoverLine


def build() -> rx.Component:
    """The list, each with its end."""
    none = empty_state(
        t("Nobody looks after another’s tickets"), t("What liaisons arrange at “While you are away” stands here.")
    )
    listed = rx.el.ul(rx.foreach(DeskCovers.lines, _line), class_name="desk-cards")
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(t("Who stands in for whom")),
                rx.el.p(
                    t("Whoever handed tickets over for good cannot take them back. You can end it for them."),
                    class_name="quiet",
                ),
                live_region(
                    shown(DeskCovers.told, notice(DeskCovers.told, kind="fixed")),
                    shown(DeskCovers.notice, notice(DeskCovers.notice, kind="late")),
                ),
                class_name="section stack",
            ),
            rx.cond(
                DeskCovers.is_loaded, rx.cond(DeskCovers.lines.length() > 0, listed, none), skeleton_list(3)
            ),
        ),
        here=routes.DESK_COVERS,
        audience="coordinator",
        current="desk",
    )  # fmt: skip


def _line(line: rx.Var[CoverLine]) -> rx.Component:
    sure = rx.el.div(
        rx.el.p(line.after),
        buttons(
            button(t("End it"), kind="brick", on_click=DeskCovers.end),
            button(t("Not now"), on_click=DeskCovers.ask("")),
        ),
        class_name="stack",
        role="group",
    )
    begin = rx.el.div(button(line.end, small=True, on_click=DeskCovers.ask(line.id)))
    return rx.el.li(
        rx.el.p(rx.el.strong(line.words)),
        rx.el.p(line.when, class_name="quiet"),
        rx.cond(DeskCovers.ending == line.id, sure, begin),
        class_name="desk-card",
        key=line.id,
    )


PAGE = Page(
    route=routes.DESK_COVERS,
    build=build,
    title=lambda: page_title(t("Who stands in for whom")),
    on_load=(DeskCovers.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
