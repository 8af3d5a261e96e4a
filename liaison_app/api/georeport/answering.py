"""How our GeoReport server answers: off the event loop, cached by entity tag, packed, errors in the asked format."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liaison_app.adapters import open311_answers as answers
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import ErrorRow
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.domain.errors import ApiKeyRefused, Conflict, InputInvalid, LiaisonError, NotFound, TooMany
from liaison_app.front_end.asgi import accepted_encodings
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.logs import logger
from liaison_app.wording.open311 import say_conflict, say_key_refusal, say_reasons

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]
POOL = "open311"
READS_PER_MINUTE = 600
SMALLEST_PACKED = 500
PACKED_AT = 5
READS = frozenset({"GET", "HEAD", "OPTIONS"})

log = logger("open311")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's body, and headers of its own."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


async def at_work(request: Request, work: Callable[[], T]) -> T:
    """What `work` gives, done in the server's own threads. Raises: TooMany when nobody more may wait."""
    return await application_of(request).pools[POOL].run(work)


async def read(request: Request, work: Callable[[], Written], *, seconds: int) -> Response:
    """What `work` writes, which anybody may keep for `seconds`; 304 where the reader has it already."""

    def done() -> tuple[Written, str, bytes | None]:
        _count(request)
        written = work()
        tag = hashlib.blake2b(written.body, digest_size=12).hexdigest()
        may_pack = len(written.body) >= SMALLEST_PACKED and "gzip" in accepted_encodings(request.scope)
        packed = gzip.compress(written.body, PACKED_AT, mtime=0) if may_pack and not _knows(request, tag) else None
        return written, tag, packed

    written, tag, packed = await at_work(request, done)
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": f"public, max-age={seconds}",
        "Vary": "Accept-Encoding",
        **written.headers,
    }
    if _knows(request, tag):
        return Response(status_code=304, headers={**answers.FOR_ANYBODY, **headers})
    form = answers.format_of(request)
    if packed is None:
        return answers.answer(written.body, form, headers=headers)
    return answers.answer(packed, form, headers={**headers, "Content-Encoding": "gzip"})


def _knows(request: Request, tag: str) -> bool:
    """Whether the reader has this already. Tags are weak: the packed and the plain answer say the same."""
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or tag in {one.strip().removeprefix("W/").strip('"') for one in asked.split(",")}


def _count(request: Request) -> None:
    limits = application_of(request).ports["rate_limits"]
    limits.hit("open311_read", network_address(request), limit=READS_PER_MINUTE, per_s=60)


def in_words(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose errors, those that nobody foresaw too, become error bodies in the asked format."""

    async def answered(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except (Refusal, HTTPException) as problem:
            response = await (answers.refused if isinstance(problem, Refusal) else answers.unrouted)(request, problem)
        except LiaisonError as problem:
            response = _refused(request, problem)
        except Exception:
            log.exception("answer_failed", path=request.url.path)
            response = answers.error(request, 500, ErrorRow("500", "That did not work, and it is our fault."))
        return for_readers(request, response)

    return answered


def for_readers(request: Request, response: Response) -> Response:
    """Let any web page read what is read; what is written is between a program and us."""
    if request.method in READS:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    else:
        del response.headers["Access-Control-Allow-Origin"]
    return response


def _refused(request: Request, problem: LiaisonError) -> Response:
    tell = partial(answers.error, request)
    with using_locale(DEFAULT_LOCALE):
        if isinstance(problem, InputInvalid):
            return tell(400, *(ErrorRow("400", said) for said in say_reasons(problem)))
        if isinstance(problem, NotFound):
            return tell(404, ErrorRow("404", "There is no such thing, or it is not public."))
        if isinstance(problem, TooMany):
            said = f"That was too often. Ask again in {problem.retry_after_s} seconds."
            return tell(429, ErrorRow("429", said), headers={"Retry-After": str(problem.retry_after_s)})
        if isinstance(problem, ApiKeyRefused):
            return tell(403, ErrorRow("403", say_key_refusal(problem)))
        if isinstance(problem, Conflict):
            return tell(400, ErrorRow("400", say_conflict(problem)))
    log.error("answer_failed", path=request.url.path, error=problem.code)
    return tell(503, ErrorRow("503", "That cannot be done right now. Try again."), headers={"Retry-After": "60"})
