"""Whether this process can serve."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_app.db import Snapshot
from liaison_app.logs import logger


def _ask_database(*, snapshot: Snapshot) -> None:
    snapshot.db.execute(text("SELECT 1 FROM ticket LIMIT 1"))


async def healthz(request: Request) -> Response:
    """200 when the app can serve: its database answers and has its tables. 503 otherwise.

    Where the worker runs in this process, also 503 when it died or has been silent for a quarter of an hour: what is
    saved would wait without anybody's knowing.
    """
    try:
        await asyncio.to_thread(request.app.state.application.use, _ask_database)
    except Exception:  # noqa: BLE001 (whatever it is, the app cannot serve)
        logger("health").exception("not_healthy")
        return PlainTextResponse("not healthy\n", status_code=503)
    worker = request.app.state.application.ports.get("worker_thread")
    if worker is not None and not worker.is_alive:
        logger("health").error("worker_dead")
        return PlainTextResponse("not healthy: the worker is dead\n", status_code=503)
    return PlainTextResponse("ok\n")


ROUTES = [Route("/healthz", healthz)]
