"""One id per request: in every log line that belongs to it, and in the answer, so that the two can be matched."""

from __future__ import annotations

import re
import secrets
import time

import structlog

from liaison_app.front_end.asgi import App, Message, Receive, Scope, Send, answer_text
from liaison_app.logs import logger

QUIET = ("/assets/", "/fonts/", "/healthz")
# What follows opens a door: the code of an invitation, an application, a cohort or a room, a letter's link, the seal of
# a calendar or of a photo for the city, a photo's key.
SECRETS = re.compile(r"(/(?:join|apply|enrol|here|letters|room|api/cohorts|api/sent|api/photos)/)[^?#]+")
SERVER_ERROR = 500

log = logger("http")


def loggable(path: str) -> str:
    """A path without what opens doors."""
    return SECRETS.sub(r"\1[redacted]", path)


class Tracing:
    """Gives each request and websocket an id and writes one line when it ends. Queries are never logged."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        trace_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            if scope["type"] == "http":
                await self._http(scope, receive, send, trace_id)
            else:
                await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, trace_id: str) -> None:
        started = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", trace_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            log.exception("request_failed", method=scope["method"], path=loggable(scope["path"]))
            if status:
                raise
            await answer_text(noting, SERVER_ERROR, f"Something went wrong on our side. Reference: {trace_id}")
        finally:
            level = "debug" if scope["path"].startswith(QUIET) else "info"
            took = round((time.perf_counter() - started) * 1000, 1)
            getattr(log, level)(
                "request_served", method=scope["method"], path=loggable(scope["path"]), status=status, ms=took
            )
