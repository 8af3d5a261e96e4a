"""On a ticket's page: whether neighbors may read a message, and what coordinators decided about what somebody wrote."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button, link_button
from liaison_app.components.fields import checkbox
from liaison_app.components.frame import section
from liaison_app.components.icons import icon
from liaison_app.components.notices import notice
from liaison_app.components.timeline import timeline, timeline_step
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.public_asking import PublicAsking
from liaison_app.states.ticket_page import TicketPage
from liaison_app.wording.moderation_steps import StepLine
from liaison_app.wording.threads import ThreadLine

_page = TicketPage.page


def public_tick() -> rx.Component:
    """In the form to the city; of a private ticket nobody else reads anything."""
    tick = checkbox(
        "public_ok",
        t("Neighbors may read it too"),
        hint=t(
            "A coordinator looks at it first. Then it stands on the public page, as from a liaison or under the name "
            "that you show there. You can take it back at any time."
        ),
    )
    return rx.cond(_page.is_private, rx.fragment(), tick)


def public_wish(line: rx.Var[ThreadLine]) -> rx.Component:
    """Below a message: whether neighbors may read it, and what its author can do about that."""
    ask = button(t("Let neighbors read it"), small=True, icon_name="seen", on_click=PublicAsking.ask(line.id))
    back = button(t("Take it back"), small=True, icon_name="unseen", on_click=PublicAsking.take_back(line.id))
    return rx.fragment(
        shown(line.asked, rx.el.p(icon("people", small=True), rx.el.span(line.asked), class_name="message__under")),
        rx.match(line.ask_act, ("ask", ask), ("back", back), rx.fragment()),
    )


def decisions_section() -> rx.Component:
    """What coordinators decided, for them and for whose words or photo it is; and the coordinators' way to decide."""
    way = link_button(
        t("Moderate this ticket"),
        to=f"{routes.localized(routes.DESK_MODERATION)}/" + _page.id.to(str),
        icon_name="private",
    )
    is_coordinator = LiaisonSession.role == "coordinator"
    return rx.fragment(
        shown(PublicAsking.notice, notice(PublicAsking.notice, kind="late")),
        shown(
            is_coordinator | (_page.moderation.length() > 0),
            section(
                t("Looked over by coordinators"),
                shown(_page.moderation.length() > 0, timeline(rx.foreach(_page.moderation, step_line))),
                shown(is_coordinator, rx.el.p(way, class_name="after")),
                name="moderation",
            ),
        ),
    )


def step_line(line: rx.Var[StepLine]) -> rx.Component:
    """One step of a moderation."""
    return timeline_step(
        line.what,
        line.when,
        shown(line.by, rx.el.p(line.by, class_name="timeline__under")),
        kind="ours",
        icon_name="people",
        quote=line.reason,
        exact=line.exact,
    )
