"""Photos for the city's system, at the address that a request told it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_app.api import numbers
from liaison_app.api.who import actor_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import Ref
from liaison_app.domain.media_links import PATH
from liaison_app.services.photos import read
from liaison_app.services.sent_photos import sent_photo


async def sent(request: Request) -> Response:
    """`/api/sent/{ref}/{number}-{seal}.jpg`: a JPEG, or 404 for whatever is not exactly right or not open any more."""
    path, use = request.path_params, request.app.state.application.use
    actor = await actor_of(request)
    asked = {"ref": Ref(path["ref"]), "number": path["number"], "seal": path["seal"]}
    try:
        key = await asyncio.to_thread(use, sent_photo, actor=actor, **asked)
        data = await asyncio.to_thread(use, read, key=key, is_thumb=False)
    except NotFound:
        return PlainTextResponse("not found\n", status_code=404)
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return Response(data, media_type="image/jpeg", headers=headers)


numbers.register()
ROUTES = [Route(f"{PATH}/{{ref}}/{{number:number}}-{{seal}}.jpg", sent)]
