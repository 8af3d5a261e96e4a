"""`/api/find?q=…`: the map's search as a plain form. It answers with the page that was meant, by redirect."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import answers_errors
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES
from liaison_app.services import place_finding
from liaison_app.services.place_finding import Finding

STREET_ZOOM = 17


@answers_errors
async def find(request: Request) -> Response:
    """303 to the ticket, the neighborhood or the place; back to the map with `?nothing=1` where there is none."""
    asked = request.query_params.get("q", "")
    locale = request.query_params.get("lang", DEFAULT_LOCALE)
    locale = locale if locale in LOCALES else DEFAULT_LOCALE
    found = await asyncio.to_thread(request.app.state.application.use, place_finding.find, text=asked)
    return RedirectResponse(_address(found, asked, locale), status_code=303, headers={"Cache-Control": "no-store"})


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
