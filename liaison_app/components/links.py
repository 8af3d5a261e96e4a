"""Links: within the app without reloading, and out of it (or across languages and accounts) with a full load."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from liaison_app.components.icons import icon
from liaison_app.components.words import Words
from liaison_app.i18n import t


def link(*content: Any, to: Words, **props: Any) -> rx.Component:
    """A link to a page of the app in the same language. The page changes in place, without a full load."""
    return ReactRouterLink.create(*content, to=to, **props)


def full_load_link(*content: Any, to: Words, **props: Any) -> rx.Component:
    """A link that loads its page afresh: another language, sign-in and sign-out, a file, another site, a phone number.

    `rx.el.a` will not do: Reflex makes every one of them a link of the router's.
    """
    return A.create(*content, href=to, **props)


def jump(*content: Any, to_id: Words, **props: Any) -> rx.Component:
    """A link to a place on the same page: the browser moves the view and the focus there."""
    return A.create(*content, href=f"#{to_id}", **props)


def feed_link(to: Words) -> rx.Component:
    """The way to a feed, for feed readers: they tell by themselves when something changes."""
    return rx.el.p(full_load_link(icon("feed"), t("Feed of changes"), to=to, class_name="feed-link"))
