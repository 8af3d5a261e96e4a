"""The practice city's web app: its own Starlette application, run in its own process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_app.adapters import open311_answers as answers
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.practice_city import desk, georeport
from liaison_app.practice_city.city import Options, PracticeCity


async def health(_request: Request) -> Response:
    """Says that the process answers."""
    return PlainTextResponse("ok")


def make_app(options: Options) -> Starlette:
    """A practice city that answers over HTTP."""
    city = PracticeCity(options)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        city.close()

    app = Starlette(
        routes=[*georeport.routes(), *desk.routes(), Route("/healthz", health)],
        exception_handlers={Refusal: answers.refused, HTTPException: answers.unrouted, Exception: answers.broken},
        lifespan=lifespan,
    )
    app.state.city = city
    return app
