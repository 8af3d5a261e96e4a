"""The Reflex app: pages from the route table, own routes, the gate, the worker. Wiring only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.api import build_api
from liaison_app.bootstrap import application
from liaison_app.components.head import head_parts
from liaison_app.components.stylesheets import STYLESHEETS
from liaison_app.domain.access import Audience
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.pages import Page, all_pages, broken, not_found
from liaison_app.states import watching
from liaison_app.states.entrance import guard_entrance, note_page_broke
from liaison_app.states.gate import Gate, note_failure
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.worker import beside_the_app


def _in_locale(build: Callable[[], rx.Component], locale: str) -> Callable[[], rx.Component]:
    def page() -> rx.Component:
        with using_locale(locale):
            return build()

    # Reflex puts what a page shares with no other into a script named by its function's module. Left as it is, that
    # would be this module for all pages, and each would load the parts of all of them, in every language.
    page.__module__ = f"{build.__module__}.{locale}"
    return page


def _add(to: rx.App, page: Page, locale: str) -> None:
    with using_locale(locale):
        title = page.title()
    to.add_page(
        _in_locale(page.build, locale),
        route=routes.localized(page.route, locale),
        title=title,
        on_load=[_first(page), *page.on_load, *_last(page)],
        # Read when the site is finished (front_end/plain_pages.py).
        meta=[{"name": "liaison-page", "content": "quiet"}] if page.is_quiet else [],
    )


def _first(page: Page) -> Any:
    """Before a page's own loading: who is signed in, and whether they may be here."""
    if page.audience is Audience.PUBLIC:
        return LiaisonSession.load
    return LiaisonSession.admit(page.audience.value)


def _last(page: Page) -> list[Any]:
    """A page that is not the public's hears when its login session ends, also where it watches nothing else."""
    is_watching = any(handler.is_background for handler in page.on_load)
    return [] if page.audience is Audience.PUBLIC or is_watching else [LiaisonSession.stay]


def build_app() -> rx.App:
    """The whole app, ready to be compiled or served."""
    built = rx.App(
        reset_style=False,
        stylesheets=STYLESHEETS,
        head_components=head_parts(),
        toaster=None,
        frontend_exception_handler=note_page_broke,
        backend_exception_handler=note_failure,
        api_transformer=build_api(application()),
    )
    # Reflex's own banner names the server's address; the page frame says what a lost connection means (connection.py).
    built.app_wraps[5, "Overlay"] = lambda _stateful: None
    built.app_wraps[55, "ErrorBoundary"] = lambda _stateful: broken.boundary()
    guard_entrance(built)
    built.add_middleware(Gate())
    built.register_lifespan_task(beside_the_app)
    watching.tabs.follow_sockets_of(built)
    built.add_middleware(watching.Presence())
    for page in all_pages():
        for locale in LOCALES:
            _add(built, page, locale)
    built.add_page(not_found.build, route="404", title=not_found.title())
    return built


app = build_app()
