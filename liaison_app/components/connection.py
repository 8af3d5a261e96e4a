"""Word of a tap that came to nothing. A lost connection is said by `components/signal.py`."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import shown
from liaison_app.states.liaison_session import LiaisonSession


def trouble_notice() -> rx.Component:
    """A line under the head when what was tapped came to nothing and the page itself cannot say so."""
    said = rx.el.p(icon("warning", small=True), rx.el.span(LiaisonSession.trouble), class_name="connection")
    return rx.el.div(shown(LiaisonSession.trouble, said), role="alert", class_name="connection-place")
