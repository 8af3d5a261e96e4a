"""At the end of a ticket's page: whether one hears of it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.frame import section
from liaison_app.components.links import link
from liaison_app.components.notices import live_region
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.ticket_news import TicketNews


def ticket_news() -> rx.Component:
    """For those whose news it makes; nothing for anybody else."""
    hears = rx.el.p(t("You hear of what happens here."))
    muted = rx.el.p(
        t("You hear no more of this ticket. What somebody writes to you about it still stands in your news.")
    )
    turned = rx.cond(
        TicketNews.is_muted,
        button(t("Hear of it again"), on_click=TicketNews.unmute, icon_name="follow"),
        button(t("Mute this ticket"), on_click=TicketNews.mute, icon_name="unseen"),
    )
    settings = link(t("What you hear of, and when"), to=routes.localized(routes.NEWS_SETTINGS))
    return shown(
        TicketNews.ticket_id,
        section(
            t("News of this ticket"),
            live_region(rx.cond(TicketNews.is_muted, muted, hears)),
            rx.el.div(turned, class_name="after"),
            rx.el.p(settings, class_name="after"),
            name="ticket-news",
        ),
    )
