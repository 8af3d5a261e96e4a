"""`/api/map/choices.json`: what the map can be narrowed to. Asked for when somebody wants to narrow it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors, cached_json
from liaison_app.api.who import application_of
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.services import map_choices
from liaison_app.wording.map_choices import choices_content

FRESH_S = 600


@answers_errors
async def choices(request: Request) -> Response:
    """Services by group, neighborhoods and months, in the words of `lang`."""
    found = await asyncio.to_thread(application_of(request).use, map_choices.choices)
    asked = request.query_params.get("lang", DEFAULT_LOCALE)
    with using_locale(asked if asked in LOCALES else DEFAULT_LOCALE):
        return cached_json(request, choices_content(found), seconds=FRESH_S)


ROUTES = [Route("/api/map/choices.json", choices)]
