"""The route table: every page once, built per locale by `liaison_app.liaison_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from liaison_app.domain.access import Audience


@dataclass(frozen=True)
class Page:
    """A screen. `build` and `title` are called with the locale in force; `audience` may open it, others sign in.

    `is_quiet` pages open no websocket for a visitor who is not signed in: they must be useful on their own.
    """

    route: str
    build: Callable[[], rx.Component]
    title: Callable[[], str]
    on_load: tuple[Any, ...] = ()
    audience: Audience = Audience.PUBLIC
    is_quiet: bool = False


def all_pages() -> list[Page]:
    """Every page of the app. Imported here, not at the top: pages import components, which need no table."""
    from liaison_app.pages import (  # noqa: PLC0415 (see above)
        desk,
        home,
        join,
        profile,
        showcase,
        sign_in,
        ticket,
    )

    return [
        home.PAGE,
        ticket.PAGE,
        sign_in.PAGE,
        join.PAGE,
        profile.PAGE,
        desk.PAGE,
        showcase.PAGE,
        showcase.QUESTION_PAGE,
    ]
