"""The application the web server runs: the Reflex app inside the layers that guard and serve it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from typing import Any

from starlette.middleware.gzip import GZipMiddleware

from liaison_app import routes
from liaison_app.api.public_pages import public_pages
from liaison_app.bootstrap import application as program
from liaison_app.domain.access import Audience
from liaison_app.front_end.bundle import Bundle
from liaison_app.front_end.guards import MEBIBYTE, Door, Limits
from liaison_app.front_end.headers import Policy, Secured
from liaison_app.front_end.kept_answers import KeptAnswers
from liaison_app.front_end.page_head import Head
from liaison_app.front_end.places import Places
from liaison_app.front_end.public_pages import PublicPage, Told
from liaison_app.front_end.serving import FrontEnd, Serving
from liaison_app.front_end.tracing import Tracing
from liaison_app.i18n import LOCALES
from liaison_app.processes import follow_web_server
from liaison_app.settings import Settings, settings
from liaison_app.web_server import stop_within_s

PHOTO_ROUTE = "/api/photos"
GEOREPORT = "/open311/"
MAP_DATA = ("/api/map/", "/api/tickets.json")
# Room for the form around the photo itself.
FORM_ROOM = 64 * 1024
# How many new objects there are before garbage is looked for, and how seldom among the older ones.
SELDOM = (20_000, 20, 50)


def application() -> Any:
    """The whole ASGI app, for the web server. The front end must have been built.

    Raises: SiteMissing; SettingsWrong.
    """
    follow_web_server(stop_within_s(settings()))
    # Pages were compiled by the build; compiling them again would cost 15 seconds at every start.
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["REFLEX_ENV_MODE"] = "prod"
    from liaison_app.liaison_app import app  # noqa: PLC0415 - Reflex reads the two variables while it is imported

    whole = around(app(), settings(), serving_of(settings()))
    spare_what_stays()
    return whole


def spare_what_stays() -> None:
    """What was made while starting stays: looking through all of it for garbage, again and again, makes people wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def around(inside: Any, found: Settings, serving: Serving, *, places: Places | None = None) -> Any:
    """`inside` with every layer around it: nearest the site, outermost the headers."""
    bundle = Bundle.load((places or Places()).site)
    kept = KeptAnswers(GZipMiddleware(inside, minimum_size=500, compresslevel=5), MAP_DATA)
    served = FrontEnd(kept, bundle, serving)
    return Secured(Tracing(Door(served, limits_of(found))), serving.policy)


def serving_of(found: Settings) -> Serving:
    """How the settings and the table of pages say the site is served."""
    from liaison_app.components.light_elements import make_light  # noqa: PLC0415 - imports Reflex, as pages do
    from liaison_app.pages import all_pages, not_found  # noqa: PLC0415 - imports Reflex, which wants its environment first

    make_light()

    pages = all_pages()
    return Serving(
        policy=Policy(tile_url=found.map_tile_url, https=found.is_https),
        members_only=frozenset(page.route for page in pages if page.audience is not Audience.PUBLIC),
        sign_in=routes.SIGN_IN,
        session_cookie="__Host-sid" if found.is_https else "sid",
        pages=public_pages(program(), {page.route: _tree_of(page.draw) for page in pages if page.draw}),
        not_found=PublicPage(lambda _asked: Told(Head(not_found.title(), is_listed=False)), _tree_of(not_found.draw)),
        for_programs=(GEOREPORT,),
        trusted_proxies=frozenset(found.trusted_proxies),
        same_for_all=frozenset(page.route for page in pages if page.is_same_for_all),
        stand_ins={} if found.offline_pages else {"/sw.js": "/sw-retired.js"},
    )


def _tree_of(draw: Callable[[Any], Any]) -> Callable[[Any], Mapping[str, Any]]:
    """`draw`, giving the tree that the serving layer writes as HTML."""
    from liaison_app.components.drawn_once import drawing_on_the_server  # noqa: PLC0415 - as above

    def tree(words: Any) -> Mapping[str, Any]:
        with drawing_on_the_server():
            built: Mapping[str, Any] = draw(words).render()
        return built

    return tree


def limits_of(found: Settings) -> Limits:
    """What the settings let in."""
    return Limits(
        origins=frozenset(found.origins),
        larger_bodies={
            PHOTO_ROUTE: found.photo_max_mb * MEBIBYTE + FORM_ROOM,
            # What is over this is refused there in the protocol's words; here stands the wall behind.
            GEOREPORT: found.photo_max_mb * MEBIBYTE + 2 * MEBIBYTE,
        },
        sockets_per_address=found.sockets_per_address,
        trusted_proxies=frozenset(found.trusted_proxies),
        # Samples of every component, with made-up tickets, are for who builds the app.
        closed=tuple(routes.localized(routes.SHOWCASE, one) for one in LOCALES) if found.is_production else (),
    )
