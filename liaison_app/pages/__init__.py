"""The route table: every page once, built per locale by `liaison_app.liaison_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import reflex as rx

from liaison_app.domain.access import Audience


@dataclass(frozen=True)
class Page:
    """A screen. `build` and `title` are called with the locale in force; `audience` may open it, others sign in.

    `is_quiet` pages go to a visitor who is not signed in as HTML and islands, without React or websocket: nothing on
    them may need an event. One that `is_same_for_all` goes so to members too. A page with `draw` goes to them as what
    that makes of the words that its reading gave (`api/public_pages`), or of None where there is nothing for the
    public; all values are plain ones.
    """

    route: str
    build: Callable[[], rx.Component]
    title: Callable[[], str]
    on_load: tuple[Any, ...] = ()
    audience: Audience = Audience.PUBLIC
    is_quiet: bool = False
    is_same_for_all: bool = False
    draw: Callable[[Any], rx.Component] | None = None


# A new page is a line here; its module lists what it brings in `PAGES`.
_MODULES = (
    "home",
    "places",
    "neighborhood",
    "compare",
    "program",
    "apply",
    "applications",
    "application",
    "how",
    "how_service",
    "how_which",
    "spots",
    "summaries",
    "more",
    "sign_in",
    "join",
    "profile",
    "cover",
    "news",
    "news_settings",
    "desk",
    "moderated_ticket",
    "moderation_queue",
    "answers_due",
    "reviews",
    "certifications",
    "desk_covers",
    "activity",
    "certificate",
    "delivery_desk",
    "api_keys",
    "api_docs",
    "mailbox",
    "coverage",
    "figures",
    "cohorts",
    "cohort",
    "week",
    "roster",
    "report",
    "ticket",
    "redress",
    "letters",
    "mine",
    "pocket",
    "around",
    "meeting_room",
    "meetings",
    "meeting",
    "meeting_send",
    "practice",
    "practice_form",
    "practice_result",
    "practice_class",
    "training",
    "modules",
    "module_results",
    "city_desk",
    "showcase",
)


def all_pages() -> list[Page]:
    """Every page of the app. Imported here, not at the top: pages import components, which need no table."""
    modules = [import_module(f"{__name__}.{name}") for name in _MODULES]
    return [page for module in modules for page in module.PAGES]
