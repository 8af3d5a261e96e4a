"""The made-up photos of the practice room, for those who practice."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound


@answers_errors
async def picture(request: Request) -> Response:
    """`GET /api/practice/pictures/{picture}-{view}.jpg`: a JPEG that is always the same; 404 for any other name."""
    (await actor_of(request)).require(Audience.LIAISON)
    names = request.path_params["picture"], request.path_params["view"]
    room = application_of(request).ports["practice_room"]
    if not any(names == (one.picture, one.view) for scene in room.scenes.values() for one in scene.photos):
        raise NotFound
    data = await asyncio.to_thread(application_of(request).ports["practice_picture"], *names)
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type="image/jpeg", headers=headers)


ROUTES = [Route("/api/practice/pictures/{picture}-{view}.jpg", picture)]
