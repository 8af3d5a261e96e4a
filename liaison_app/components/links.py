"""Links: within the app without reloading, and out of it (or across languages and accounts) with a full load."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from liaison_app.components.words import Words


def link(*content: Any, to: Words, **props: Any) -> rx.Component:
    """A link to a page of the app in the same language. The page changes in place, without a full load."""
    return ReactRouterLink.create(*content, to=to, **props)


def full_load_link(*content: Any, to: Words, **props: Any) -> rx.Component:
    """A link that loads its page afresh: another language, sign-in and sign-out, a file, another site."""
    return rx.el.a(*content, href=to, **props)
