"""What a trainee has read and answered, over HTTP: a phone hands it over when it has a signal, as often as it takes."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.json_body import read_json
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Audience
from liaison_app.domain.modules import Progress
from liaison_app.services import module_progress
from liaison_app.wording.training import progress_told

MOST_BYTES = 32 * 1024
PER_MINUTE = 120


@answers_errors
async def keep(request: Request) -> Response:
    """`POST /api/training/{module_id}/progress`: 200 with what the server has of it by then; 404 where there is no such
    version, 422 where an answer is none of this version's, 429 for too many a minute."""
    application, actor = application_of(request), await actor_of(request)
    account_id = actor.require(Audience.LIAISON)
    application.ports["rate_limits"].hit("training", account_id, limit=PER_MINUTE, per_s=60)
    try:
        given = await read_json(request, MOST_BYTES)
    except ClientDisconnect:
        return Response(status_code=400)
    about = {"actor": actor, "module_id": request.path_params["module_id"], "progress": Progress.parse(given)}
    kept = await application.call(module_progress.keep, **about)
    return JSONResponse(progress_told(kept), headers={"Cache-Control": "no-store"})


ROUTES = [Route("/api/training/{module_id}/progress", keep, methods=["POST"])]
