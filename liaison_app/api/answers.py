"""How our REST answers are written: JSON that caches may keep, with an entity tag, and errors as codes."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, TooMany
from liaison_app.front_end.asgi import accepted_encodings, known_tags

PACKED_FROM = 1_000  # below this a packed answer is hardly shorter
STATUS = {
    "input_invalid": 422,
    "sign_in_needed": 401,
    "sign_in_refused": 401,
    "not_allowed": 403,
    "not_found": 404,
    "conflict": 409,
    "too_many": 429,
    "storage_full": 507,
}

Handler = Callable[[Request], Awaitable[Response]]


def cached_json(request: Request, content: Any, *, seconds: int) -> Response:
    """`content` as JSON that anybody may keep for `seconds`; 304 where the reader has it already."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return cached(request, body, media_type="application/json", seconds=seconds)


def cached(
    request: Request, body: bytes, *, media_type: str, seconds: int, changed_at: datetime | None = None
) -> Response:
    """`body` for anybody to keep for `seconds`, packed where that helps; 304 where the reader has it already.

    `changed_at` is told as Last-Modified. Only the entity tag decides whether a reader has it: times told by the hour
    cannot.
    """
    is_packed = len(body) >= PACKED_FROM and "gzip" in accepted_encodings(request.scope)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}{"-gz" if is_packed else ""}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}, stale-while-revalidate={4 * seconds}",
        "Vary": "Accept-Encoding",
    }
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    if tag in known_tags(request.scope):
        return Response(status_code=304, headers=headers)
    if is_packed:
        body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
    return Response(body, media_type=media_type, headers=headers)


def error_json(error: LiaisonError) -> Response:
    """An error of ours as JSON: its code, the fields it is about, and when to try again."""
    content: dict[str, Any] = {"error": error.code}
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, InputInvalid):
        content["fields"] = error.errors
    if isinstance(error, Conflict):
        content["reason"] = error.reason
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after_s)
    return JSONResponse(content, status_code=STATUS.get(error.code, 500), headers=headers)


def answers_errors(handler: Handler) -> Handler:
    """Turn errors of ours that a handler raises into their JSON answer."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except LiaisonError as error:
            return error_json(error)

    return answered
