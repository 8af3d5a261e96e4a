"""The faults of the practice city's answers: whatever is switched on, in front of an endpoint and behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from liaison_app.adapters.open311_answers import SERVER_ERROR, error
from liaison_app.adapters.open311_wire import ErrorRow
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.connection import cut
from liaison_app.practice_city.faults import Fault, FaultKind
from liaison_app.practice_city.register import Met

Endpoint = Callable[[Request, PracticeCity, Met], Awaitable[Response]]
HTML = "<!DOCTYPE html><html><head><title>Philly311</title></head><body><h1>Please sign in</h1></body></html>"
OTHERS = (
    b'[{"service_request_id":"18000001","status":"open","service_code":"SR-ST02","description":"Tires"},'
    b'{"service_request_id":"18000002","status":"closed","service_code":"SR-CL01","description":"Tag on a wall"}]'
)


def city_of(request: Request) -> PracticeCity:
    """The practice city that this app runs."""
    found: PracticeCity = request.app.state.city
    return found


def faulty(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint with the faults that are switched on in front of it and behind it."""

    async def answered(request: Request) -> Response:
        city = city_of(request)
        met = city.faults.meet(is_post=request.method == "POST")
        early = await _before(request, met)
        if early is not None:
            return early
        return _after(request, met, await endpoint(request, city, met))

    return answered


async def _before(request: Request, met: Met) -> Response | None:
    if FaultKind.SLOW in met:
        await asyncio.sleep(met[FaultKind.SLOW].seconds)
    for kind in (FaultKind.DOWN, FaultKind.DROP_BEFORE, FaultKind.ERROR_BEFORE, FaultKind.TOO_MANY, FaultKind.REFUSE):
        if kind in met:
            return _early(request, met[kind])
    return None


def _early(request: Request, fault: Fault) -> Response:
    if fault.kind is FaultKind.DROP_BEFORE or fault.cuts:
        return _gone(request)
    if fault.kind is FaultKind.REFUSE and fault.shape == "html":
        return HTMLResponse(HTML, fault.code)
    told = {
        FaultKind.DOWN: (503, "The work system is down."),
        FaultKind.TOO_MANY: (429, "Too many requests."),
        FaultKind.REFUSE: (fault.code, fault.description),
    }
    status, words = told.get(fault.kind, (SERVER_ERROR, "The work system has failed."))
    response = error(request, status, ErrorRow(str(status), words))
    if fault.seconds > 0 and fault.kind in {FaultKind.DOWN, FaultKind.TOO_MANY}:
        response.headers["Retry-After"] = str(int(fault.seconds))
    return response


def _after(request: Request, met: Met, told: Response) -> Response:
    if told.status_code >= 400:
        return told
    if FaultKind.DROP_AFTER in met:
        return _gone(request)
    if FaultKind.ERROR_AFTER in met:
        return error(request, SERVER_ERROR, ErrorRow("500", "The work system has failed."))
    if FaultKind.MALFORMED in met:
        return _malformed(told, met[FaultKind.MALFORMED].shape)
    return told


def _malformed(told: Response, shape: str) -> Response:
    body = bytes(told.body)
    bodies = {"truncated": body[: len(body) // 2], "empty": b"", "others": OTHERS, "html": HTML.encode()}
    media_type = "text/html" if shape == "html" else told.media_type
    return Response(bodies.get(shape, b"OK"), 200, media_type=media_type)


def _gone(request: Request) -> Response:
    cut(request.scope)
    # Nobody reads this; where the connection could not be cut, it is at least no success.
    return Response(status_code=SERVER_ERROR)
