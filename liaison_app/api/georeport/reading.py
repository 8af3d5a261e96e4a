"""What anybody may read of our GeoReport server: discovery, services, requests. Public tickets and fields only."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_answers import format_of
from liaison_app.adapters.open311_filters import Params
from liaison_app.adapters.open311_wire import Definition, Discovery, Endpoint, TokenAnswer
from liaison_app.api.georeport import documents, questions
from liaison_app.api.georeport.answering import Written, read
from liaison_app.api.who import application_of
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.told_requests import ToldPage
from liaison_app.services import open311_catalogue, open311_reading
from liaison_app.settings import PRACTICE_PROFILE

BASE = "/open311/v2"
CHANGESET = "2026-11-23T00:00:00Z"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
UPDATES_SPECIFICATION = "https://github.com/mysociety/FixMyStreet/wiki/Open311-FMS---Proposed-differences-to-Open311"
FORMATS = ("text/xml", "application/json")
KEY_SERVICE = "Coordinators of the Liaison Program give out api_key; reading needs none."
DISCOVERY_S, SERVICES_S, REQUESTS_S = 3600, 300, 15


async def discovery(request: Request) -> Response:
    """Where this server is, and what it speaks."""
    settings = application_of(request).settings
    base = settings.public_url.rstrip("/")
    # Real clients look for a second endpoint: the practice city is for practising, a real city is not.
    is_practice = settings.endpoint_profile == PRACTICE_PROFILE
    second = (SPECIFICATION, "test") if is_practice else (UPDATES_SPECIFICATION, "production")
    endpoints = tuple(
        Endpoint(specification, base + BASE, CHANGESET, kind, FORMATS)
        for specification, kind in ((SPECIFICATION, "production"), second)
    )
    found = Discovery(CHANGESET, base, KEY_SERVICE, endpoints)
    return await read(request, lambda: Written(write.discovery(found, format_of(request))), seconds=DISCOVERY_S)


async def services(request: Request) -> Response:
    """The service list."""
    questions.params_of(request)
    use, form = application_of(request).use, format_of(request)

    def work() -> Written:
        return Written(write.services(use(open311_catalogue.list_services), form))

    return await read(request, work, seconds=SERVICES_S)


async def definition(request: Request) -> Response:
    """A service's questions."""
    questions.params_of(request)
    use, form = application_of(request).use, format_of(request)
    code = ServiceCode(questions.readable(request.path_params["code"]))

    def work() -> Written:
        return Written(write.definition(Definition(code, use(open311_catalogue.questions, code=code)), form))

    return await read(request, work, seconds=SERVICES_S)


async def requests(request: Request) -> Response:
    """Requests by filter; `Link` names the next page."""
    params, application = questions.params_of(request), application_of(request)
    question = questions.about_requests(params, application.ports["city_profile"])

    def work() -> Written:
        page = application.use(open311_reading.list_, question=question)
        return Written(_body(request, page, params), _next(request, page))

    return await read(request, work, seconds=REQUESTS_S)


async def one(request: Request) -> Response:
    """One request, by our number or the city's, as a list of one."""
    params, application = questions.params_of(request), application_of(request)
    number = questions.readable(request.path_params["number"])

    def work() -> Written:
        found = application.use(open311_reading.show, number=number)
        return Written(_body(request, ToldPage((found,)), params))

    return await read(request, work, seconds=REQUESTS_S)


async def token(request: Request) -> Response:
    """What stands behind a token. We hand out numbers at once and so no tokens; a number stands behind itself."""
    questions.params_of(request)
    use, form = application_of(request).use, format_of(request)
    number = questions.readable(request.path_params["token"])

    def work() -> Written:
        found = use(open311_reading.show, number=number)
        return Written(write.token(TokenAnswer(number, ServiceRequestId(found.id)), form))

    return await read(request, work, seconds=REQUESTS_S)


def _body(request: Request, page: ToldPage, params: Params) -> bytes:
    application = application_of(request)
    told = partial(documents.requests, base=application.settings.public_url.rstrip("/"))
    zone = application.ports["city_profile"].time_zone
    return told(page.rows, format_of(request), zone, extended=questions.is_extended(params))


def _next(request: Request, page: ToldPage) -> dict[str, str]:
    """Source: RFC 8288, `next`. By the last row instead of by page, so that it costs the same however far one goes."""
    if page.next_after is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"page", "after"}]
    base = application_of(request).settings.public_url.rstrip("/")
    address = f"{base}{request.url.path}?{urlencode([*kept, ('after', page.next_after)])}"
    return {"Link": f'<{address}>; rel="next"'}
