"""Writes come from our own pages, or they do not come in: the answer to forged requests of other sites (CSRF).

A browser names the origin of every write. Where it is ours, or where a program without an origin names our own
header (which a foreign page cannot set without asking first), the request goes on; all else is 403.

An address with a NUL in it, which no text of ours holds and PostgreSQL refuses to look for, is that of nothing.

What other software writes comes from anywhere: there a key in the request speaks for it, and no cookie is looked at.
Mail programs end letters for their readers by posting to the address that the letter names: its seal speaks for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from liaison_app import routes
from liaison_app.domain.access import PUBLIC
from liaison_app.i18n import LOCALES
from liaison_app.logs import logger
from liaison_app.signed_in import note_refusal

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

READS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_HEADER = "x-liaison"
BY_KEY = "/open311/"
BY_SEAL = tuple(
    routes.localized(f"{routes.LETTERS}/{what}/", locale) for what in ("stop", "news") for locale in LOCALES
)

log = logger("guard")


class OriginGuard:
    """In front of all own routes: refuses writes that another site may have caused."""

    def __init__(self, app: ASGIApp, application: Application) -> None:
        self.app = app
        self.application = application
        self._origins = frozenset(application.settings.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _names_nothing(scope):
            await PlainTextResponse("There is no such address.\n", 404)(scope, receive, send)
            return
        if scope["type"] != "http" or scope["method"] in READS or self._may_write(scope):
            await self.app(scope, receive, send)
            return
        log.warning("write_refused", path=scope["path"], why="origin")
        await asyncio.to_thread(note_refusal, PUBLIC, scope["path"], "origin", self.application)
        await PlainTextResponse("This request did not come from our own pages.\n", 403)(scope, receive, send)

    def _may_write(self, scope: Scope) -> bool:
        if scope["path"].startswith((BY_KEY, *BY_SEAL)):
            return True
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        if origins:
            return all(origin in self._origins for origin in origins)
        return OWN_HEADER in headers


def _names_nothing(scope: Scope) -> bool:
    """The GeoReport server says so itself, in the format that was asked for."""
    path = scope["path"]
    return not path.startswith(BY_KEY) and ("\x00" in path or b"%00" in scope["query_string"])
