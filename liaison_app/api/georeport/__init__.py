"""Our GeoReport v2 server: other software reads public tickets and files new ones. Source: docs/open311-server.md.

An application of its own, so that everything below /open311 is answered in the protocol's way, what does not exist
and what fails as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_app.adapters.open311_answers import broken, unrouted
from liaison_app.api.georeport import posting, reading, updates
from liaison_app.api.georeport.answering import for_readers, in_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

ROOT = "/open311"
ENDING = "{fmt:fmt}"
_BOTH = [
    ("/discovery", reading.discovery, "GET"),
    ("/v2/discovery", reading.discovery, "GET"),
    ("/v2/services", reading.services, "GET"),
    ("/v2/services/{code:path}", reading.definition, "GET"),
    ("/v2/tokens/{token}", reading.token, "GET"),
    ("/v2/requests", posting.take, "POST"),
    ("/v2/requests", reading.requests, "GET"),
    ("/v2/requests/{number}", reading.one, "GET"),
    ("/v2/servicerequestupdates", updates.hear, "POST"),
    ("/v2/servicerequestupdates", updates.updates, "GET"),
]


PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Preflight:
    """Answers what a web page of another site may do here: read, without credentials. Source: Fetch, CORS-preflight."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["method"] == "OPTIONS"
        await (Response(status_code=204, headers=PREFLIGHT) if is_asked else self.app)(scope, receive, send)


async def _unrouted(request: Request, problem: Exception) -> Response:
    return for_readers(request, await unrouted(request, problem))


def routes() -> list[Route]:
    """Every address below /open311, in both formats."""
    return [Route(f"{path}.{ENDING}", in_words(act), methods=[method]) for path, act, method in _BOTH]


def mount_georeport(application: Application) -> Mount:
    """The server, to be mounted after every other route below /open311."""
    server = Starlette(
        routes=routes(),
        middleware=[Middleware(Preflight)],
        exception_handlers={HTTPException: _unrouted, Exception: broken},
    )
    server.state.application = application
    return Mount(ROOT, server)
