"""Word of a lost connection, in terms of what it means for the person. It replaces Reflex's own banner and toast."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from liaison_app.components.icons import icon
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.states.liaison_session import LiaisonSession


def connection_notice() -> rx.Component:
    """A line under the head while the app cannot be reached; a screen reader hears it when it comes and goes."""
    return rx.el.div(
        rx.cond(
            has_too_many_connection_errors,
            rx.el.p(
                icon("no-signal", small=True),
                rx.el.span(
                    rx.el.b(t("No connection right now.")),
                    " ",
                    t("What you typed stays on this device. We keep trying, you need not do anything."),
                ),
                class_name="connection",
            ),
            rx.fragment(),
        ),
        role="status",
        class_name="connection-place",
    )


def trouble_notice() -> rx.Component:
    """A line under the head when what was tapped came to nothing and the page itself cannot say so."""
    said = rx.el.p(icon("warning", small=True), rx.el.span(LiaisonSession.trouble), class_name="connection")
    return rx.el.div(shown(LiaisonSession.trouble, said), role="alert", class_name="connection-place")
