"""Photos over HTTP: a liaison sends one, and whoever may see it loads it."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Audience
from liaison_app.domain.ids import PhotoKey
from liaison_app.front_end.asgi import known_tags
from liaison_app.services import photo_blackening, photos

MEBIBYTE = 1024 * 1024
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


class _TooLarge(Exception):
    """More bytes than a photo may have."""


@answers_errors
async def send(request: Request) -> Response:
    """`POST /api/photos`: the photo's bytes as the body; 201 with its key, 429 when too many wait to be made anew.

    Who may not send is told so before a byte of the body is read, and so is a body that says it is too large.
    """
    application = application_of(request)
    actor = await actor_of(request)
    actor.require(Audience.LIAISON)
    application.pools["photo_cleaner"].require_place()
    try:
        data = await _body(request, application.settings.photo_max_mb * MEBIBYTE)
    except _TooLarge:
        return _too_large(application.settings.photo_max_mb)
    except ClientDisconnect:
        return Response(status_code=400)
    key, clean = await application.call(photos.take_in, actor=actor, data=data)
    await application.call(photos.keep, actor=actor, key=key, clean=clean)
    content = {"key": key, "width": clean.width, "height": clean.height}
    return JSONResponse(content, status_code=201, headers={"Cache-Control": "no-store"})


async def _body(request: Request, most: int) -> bytes:
    """The body, at most `most` bytes; never holds more than one piece beyond that."""
    said = request.headers.get("content-length", "0")
    if not said.isdigit() or int(said) > most:
        raise _TooLarge
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise _TooLarge
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(most_mb: int) -> Response:
    content = {"error": "photo_too_large", "most_mb": most_mb}
    # The rest of the body is not read: the connection ends with the answer.
    return JSONResponse(content, status_code=413, headers={"Connection": "close", "Cache-Control": "no-store"})


@answers_errors
async def show(request: Request) -> Response:
    """`GET /api/photos/{key}`: a photo, or with `?size=thumb` its small copy. 404 for whoever may not see it."""
    application, key = application_of(request), PhotoKey(request.path_params["key"])
    actor = await actor_of(request)
    is_public = await asyncio.to_thread(application.use, photos.may_show, actor=actor, key=key)
    is_thumb = request.query_params.get("size") == "thumb"
    # Under one key there is one picture for ever, but whether it may be seen changes: each cache asks each time.
    tag = f'"{key}-{"thumb" if is_thumb else "photo"}"'
    keeping = (
        {"Cache-Control": "public, no-cache", "ETag": tag} if is_public else {"Cache-Control": "private, no-store"}
    )
    if is_public and tag in known_tags(request.scope):
        return Response(status_code=304, headers=keeping)
    data = await asyncio.to_thread(application.use, photos.read, key=key, is_thumb=is_thumb)
    return Response(data, media_type="image/jpeg", headers=_SAFE | keeping)


@answers_errors
async def original(request: Request) -> Response:
    """`GET /api/photos/{key}/original`: a photo without its black parts, for a coordinator who has just said why."""
    use, key = application_of(request).use, PhotoKey(request.path_params["key"])
    actor = await actor_of(request)
    found = await asyncio.to_thread(use, photo_blackening.original_of, actor=actor, key=key)
    data = await asyncio.to_thread(use, photos.read, key=found, is_thumb=False)
    return Response(data, media_type="image/jpeg", headers=_SAFE | {"Cache-Control": "private, no-store"})


ROUTES = [
    Route("/api/photos", send, methods=["POST"]),
    Route("/api/photos/{key}", show),
    Route("/api/photos/{key}/original", original),
]
