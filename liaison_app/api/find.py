"""`/api/find?q=…`: the map's search as a plain form. It answers with the page that was meant, by redirect."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.forms import status_of, waiting
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.domain.errors import TooMany
from liaison_app.domain.plain_text import plain
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.services import place_finding
from liaison_app.services.place_finding import Finding
from liaison_app.wording.errors import say_error

STREET_ZOOM = 17
SEARCHES = 60
WINDOW_S = 60


async def find(request: Request) -> Response:
    """303 to the ticket, the neighborhood or the place; back to the map with `?nothing=…` where there is none.

    429, in words for a person, for more than 60 in a minute from one address.
    """
    asked = plain(request.query_params.get("q", ""))
    locale = request.query_params.get("lang", DEFAULT_LOCALE)
    locale = locale if locale in LOCALES else DEFAULT_LOCALE
    try:
        found = await _find(request, asked)
    except TooMany as error:
        with using_locale(locale):
            return PlainTextResponse(say_error(error), status_of(error), headers=waiting(error))
    return RedirectResponse(_address(found, asked, locale), status_code=303, headers={"Cache-Control": "no-store"})


async def _find(request: Request, asked: str) -> Finding:
    application = application_of(request)
    hit = application.ports["rate_limits"].hit
    await asyncio.to_thread(hit, "find", network_address(request), limit=SEARCHES, per_s=WINDOW_S)
    if (found := await application.call(place_finding.known, text=asked)) is not None:
        return found
    if (found := await application.call(place_finding.place, text=asked)) is not None:
        return found
    return await application.call(place_finding.begun_name, text=asked)


def _address(found: Finding, asked: str, locale: str) -> str:
    if found.ticket_id is not None:
        return routes.ticket(found.ticket_id, locale)
    if found.neighborhood_id is not None:
        return routes.neighborhood(found.neighborhood_id, locale)
    home = routes.localized(routes.MAP, locale)
    if found.at is not None:
        return f"{home}?at={found.at.lat:.5f},{found.at.lon:.5f},{STREET_ZOOM}&here=1"
    return f"{home}?{urlencode({'nothing': asked})}"


ROUTES = [Route("/api/find", find)]
