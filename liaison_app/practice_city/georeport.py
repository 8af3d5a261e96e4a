"""GeoReport v2 as the practice city speaks it. Source: https://wiki.open311.org/GeoReport_v2/."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app.adapters import open311_post as post
from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_answers import answer, format_of
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import Definition, Discovery, Endpoint, WireFormat
from liaison_app.domain.ids import ServiceCode
from liaison_app.practice_city import questions, register, work
from liaison_app.practice_city.answers import faulty
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.faults import FaultKind
from liaison_app.practice_city.intake import check
from liaison_app.practice_city.register import Met

BASE = "/open311/v2"
CHANGESET = "2026-11-01T00:00:00Z"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
MAX_BODY = 1_000_000
# Of a body that is refused so much is still read, and thrown away.
MOST_DRAINED = 16 * MAX_BODY
_T = TypeVar("_T")


async def _at_work(city: PracticeCity, act: Callable[[sa.Connection], _T]) -> _T:
    """What `act` gives, done in one transaction off the event loop, after everything due has happened."""

    def done() -> _T:
        with city.at_work() as db:
            work.catch_up(city, db)
            return act(db)

    return await run_in_threadpool(done)


async def discovery(request: Request, city: PracticeCity, _met: Met) -> Response:
    """Where the city's system is."""
    base = (city.options.public_url or str(request.base_url)).rstrip("/") + BASE
    formats = ("text/xml", "application/json")
    # Real clients expect a production and a test endpoint; here both are the same practice.
    endpoints = tuple(Endpoint(SPECIFICATION, base, CHANGESET, kind, formats) for kind in ("production", "test"))
    key_service = "The api_key of a practice city is set where it is started."
    found = Discovery(CHANGESET, city.catalogue.contact, key_service, endpoints)
    form = format_of(request)
    return answer(write.discovery(found, form), form)


async def services(request: Request, city: PracticeCity, _met: Met) -> Response:
    """The service list."""
    questions.check_jurisdiction(city, request.query_params)
    form = format_of(request)
    return answer(write.services(city.catalogue.offered(), form), form)


async def definition(request: Request, city: PracticeCity, _met: Met) -> Response:
    """A service's questions."""
    questions.check_jurisdiction(city, request.query_params)
    code = ServiceCode(request.path_params["code"])
    service = city.catalogue.services.get(code)
    if service is None:
        raise Refusal(404, f"service_code {code[:60]} is not offered here.")
    form = format_of(request)
    return answer(write.definition(Definition(code, service.questions), form), form)


async def take(request: Request, city: PracticeCity, met: Met) -> Response:
    """Takes a request."""
    fields = await _fields(request)
    questions.check_key(city, request, fields)
    questions.check_jurisdiction(city, dict(fields))
    form = post.form_of(fields)
    service = check(form, city.catalogue)
    posted = await _at_work(city, lambda db: register.take(city, db, form, service, met))
    wanted = format_of(request)
    return answer(write.posted(posted, wanted, form.account_id), wanted, 201)


async def token(request: Request, city: PracticeCity, _met: Met) -> Response:
    """The number behind a placeholder."""
    found = await _at_work(city, lambda db: register.behind_token(city, db, request.path_params["token"]))
    form = format_of(request)
    return answer(write.token(found, form), form)


async def list_(request: Request, city: PracticeCity, met: Met) -> Response:
    """Requests by filter."""
    questions.check_jurisdiction(city, request.query_params)
    question = questions.about_requests(city, request.query_params)
    echoes = FaultKind.NO_ECHO not in met
    rows = await _at_work(city, lambda db: register.list_(city, db, question, echoes=echoes))
    form = format_of(request)
    return answer(write.requests(rows, form, city.catalogue.zone), form)


async def one(request: Request, city: PracticeCity, met: Met) -> Response:
    """One request, as a list of one."""
    questions.check_jurisdiction(city, request.query_params)
    number = work.as_number(request.path_params["number"])
    question = register.Question(numbers=(number,))
    echoes = FaultKind.NO_ECHO not in met
    rows = await _at_work(city, lambda db: register.list_(city, db, question, echoes=echoes))
    if not rows:
        raise Refusal(404, f"service_request_id {number} is not known.")
    form = format_of(request)
    return answer(write.requests(rows, form, city.catalogue.zone), form)


async def updates(request: Request, city: PracticeCity, _met: Met) -> Response:
    """What the city did, by time."""
    questions.check_jurisdiction(city, request.query_params)
    with_own = questions.holds_key(city, request)
    question = questions.about_updates(city, request.query_params, with_own=with_own)
    rows = await _at_work(city, lambda db: register.updates(city, db, question))
    form = format_of(request)
    return answer(write.updates(rows, form, city.catalogue.zone), form)


async def hear(request: Request, city: PracticeCity, _met: Met) -> Response:
    """Takes a reporter's word on a request."""
    fields = await _fields(request)
    questions.check_key(city, request, fields)
    questions.check_jurisdiction(city, dict(fields))
    update = post.update_of(fields)
    if not update.service_request_id:
        raise Refusal(400, "service_request_id is required.")
    if not update.description and not update.status_word:
        raise Refusal(400, "description or status is required.")
    step_id = await _at_work(city, lambda db: work.hear(city, db, update))
    form: WireFormat = format_of(request)
    return answer(write.update_posted(str(step_id), form), form, 201)


async def _fields(request: Request) -> list[tuple[str, str]]:
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        await _drain(request)
        raise Refusal(400, "Content-Length is required.")  # else the size could not be bounded
    if int(length) > MAX_BODY:
        await _drain(request)
        raise Refusal(400, "The request is too large; send photos as media_url.")
    form = await request.form(max_files=5, max_fields=200)
    if any(isinstance(value, UploadFile) for _, value in form.multi_items()):
        raise Refusal(400, "Files are not taken; send media_url.")
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


async def _drain(request: Request) -> None:
    """Let a client say all it has to say: the answer to one that is cut off while it writes is often lost."""
    read = 0
    async for piece in request.stream():
        read += len(piece)
        if read > MOST_DRAINED:
            return


def routes() -> list[Route]:
    """Every address of the GeoReport interface."""
    ending = "{fmt:fmt}"
    both = [
        ("/open311/discovery", discovery, "GET"),
        (f"{BASE}/discovery", discovery, "GET"),
        (f"{BASE}/services", services, "GET"),
        (f"{BASE}/services/{{code}}", definition, "GET"),
        (f"{BASE}/tokens/{{token}}", token, "GET"),
        (f"{BASE}/requests", take, "POST"),
        (f"{BASE}/requests", list_, "GET"),
        (f"{BASE}/requests/{{number}}", one, "GET"),
        (f"{BASE}/servicerequestupdates", hear, "POST"),
        (f"{BASE}/servicerequestupdates", updates, "GET"),
    ]
    return [Route(f"{path}.{ending}", faulty(act), methods=[method]) for path, act, method in both]
