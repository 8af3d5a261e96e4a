"""`/feeds/…atom`: what changes, for feed readers; in Spanish below `/es`. Public tickets and public changes only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api import atom
from liaison_app.api.answers import answers_errors, cached
from liaison_app.api.atom import FeedPlace
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId, ServiceCode, TicketId, read_ticket_id
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.services import feeds, ticket_reading
from liaison_app.wording.feeds import (
    FeedWords,
    say_all,
    say_neighborhood_feed,
    say_service_feed,
    say_ticket_feed,
)

# The threads that serve other software.
POOL = "open311"
PER_MINUTE = 120
FRESH_S = 300
MOST_DIGITS = 3
FOR_ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# From (program, variable part of the path, page) to the feed and whether there is more.
Read = Callable[[Application, str, int], tuple[FeedWords, bool]]
Endpoint = Callable[[Request], Awaitable[Response]]


def _all(application: Application, _name: str, page: int) -> tuple[FeedWords, bool]:
    found = application.use(feeds.latest, page=page)
    return say_all(found, _zone(application)), found.has_more


def _neighborhood(application: Application, name: str, page: int) -> tuple[FeedWords, bool]:
    one = NeighborhoodId(name)
    found = application.use(feeds.latest_in_neighborhood, neighborhood_id=one, page=page)
    return say_neighborhood_feed(found, one, _zone(application)), found.has_more


def _service(application: Application, name: str, page: int) -> tuple[FeedWords, bool]:
    code = ServiceCode(name)
    found = application.use(feeds.latest_of_service, service_code=code, page=page)
    return say_service_feed(found, code, _zone(application)), found.has_more


def _ticket(application: Application, name: str, page: int) -> tuple[FeedWords, bool]:
    if page != 1:
        raise NotFound
    ticket_id = read_ticket_id(name) or TicketId("")
    detail = application.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket_id)
    return say_ticket_feed(detail, _zone(application)), False


def _zone(application: Application) -> ZoneInfo:
    zone: ZoneInfo = application.ports["city_profile"].time_zone
    return zone


def _page_of(request: Request) -> int:
    asked = request.query_params.get("page", "") or "1"
    if not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS):
        raise NotFound
    return int(asked)


def _write(read: Read, locale: str, application: Application, name: str, page: int) -> tuple[bytes, datetime]:
    """The document, and when it last changed."""
    with using_locale(locale):
        feed, has_more = read(application, name, page)
        place = FeedPlace(application.settings.public_url.rstrip("/"), feed.own_path, page, has_more)
        return atom.written(feed, place), feed.updated


def _endpoint(read: Read, locale: str) -> Endpoint:
    """The route's handler: 200, 304 where the reader has it already, 404 where there is no such feed for the public.

    A rare service's feed is put in order anew each time: people do not wait behind that; 429 for who asks too often.
    """

    @answers_errors
    async def answer(request: Request) -> Response:
        application = application_of(request)
        hit = application.ports["rate_limits"].hit
        await asyncio.to_thread(hit, "feed", network_address(request), limit=PER_MINUTE, per_s=60)
        write = partial(_write, read, locale, application, request.path_params.get("name", ""))
        body, changed_at = await application.pools[POOL].run(partial(write, _page_of(request)))
        return cached(request, body, media_type=atom.MEDIA_TYPE, seconds=FRESH_S, changed_at=changed_at)

    async def for_anybody(request: Request) -> Response:
        found = await answer(request)
        found.headers.update(FOR_ANYBODY)
        return found

    return for_anybody


def _routes(locale: str) -> list[Route]:
    under = routes.localized("/feeds", locale)
    return [
        Route(f"{under}/all.atom", _endpoint(_all, locale)),
        Route(f"{under}/neighborhoods/{{name}}.atom", _endpoint(_neighborhood, locale)),
        Route(f"{under}/services/{{name:path}}.atom", _endpoint(_service, locale)),
        Route(f"{under}/tickets/{{name}}.atom", _endpoint(_ticket, locale)),
    ]


ROUTES = [route for locale in LOCALES for route in _routes(locale)]
