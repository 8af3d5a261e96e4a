"""`/api/cohorts/{sealed}.ics`: calendars of sessions, at addresses that nobody guesses."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.services import training_calendar
from liaison_app.wording.training_calendar import say_calendar

# From one network; a program that subscribes asks once an hour, and a school's network holds many.
CALENDARS_PER_MINUTE = 240
A_FEW_MINUTES_S = 300


def _calendar(locale: str) -> Handler:
    @answers_errors
    async def calendar(request: Request) -> Response:
        """200 with the file; 404 for an address that we did not make; 429 too often."""
        application = application_of(request)
        hit = partial(application.ports["rate_limits"].hit, limit=CALENDARS_PER_MINUTE, per_s=60)
        await asyncio.to_thread(hit, "calendars", network_address(request))
        name: str = request.path_params["sealed"]
        if not name.endswith(".ics"):
            raise NotFound
        found = await application.call(training_calendar.read_calendar, sealed=name.removesuffix(".ics"))
        host = urlsplit(application.settings.public_url).hostname or "localhost"
        with using_locale(found.locale if locale == DEFAULT_LOCALE and found.locale else locale):
            told = say_calendar(found, application.ports["city_profile"].time_zone, host)
        body = await asyncio.to_thread(application.ports["calendar_writer"].write, told)
        headers = {
            "Cache-Control": f"private, max-age={A_FEW_MINUTES_S}",
            "Content-Disposition": 'attachment; filename="training.ics"',
            "X-Robots-Tag": "noindex",
        }
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

    return calendar


ROUTES = [Route(routes.localized("/api/cohorts/{sealed}", one), _calendar(one)) for one in LOCALES]
